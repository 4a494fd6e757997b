"""What the sections of an analysis plan are made from: the study, its words, what is locked, what is not decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from peereval.provenance import describe_environment
from peereval.report.labels import Labels, Measure
from peereval.report.table import Column, Row, Table, text_row
from peereval.results import Analysis
from peereval.score.scale import score_scales
from peereval.study.families import Hypothesis
from peereval.study.words import choice_text, contrast_text, name_text

if TYPE_CHECKING:
    from peereval.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A study before its data: the labels of everything in it, and the facts of the lock, None without one.

    Attributes
    ----------
    labels
        The labels of an analysis without results: measures, groups, columns have their words.
    locked
        `locked`, `sha256`, `peereval`, `reason`, `earlier` of the lock and `deviations`, the number of choices that
        study.yaml has changed since; or None.
    written
        When the plan is written, ISO 8601 in UTC.
    """

    labels: Labels
    locked: Mapping[str, Any] | None
    written: str

    @property
    def study(self) -> "Study":
        """The study."""
        return self.labels.study

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of the plan: a row `protocol.<key>` of terms.csv."""
        return self.labels.say(f"protocol.{key}", **values)

    def choice(self, key: str, value: object) -> str:
        """Return the value of a key of study.yaml in words."""
        return choice_text(key, value, self.study, self.labels.language)

    def name(self, name: str) -> str:
        """Return the label of an outcome, a score, a group or a column."""
        found = self.labels.measures.get(name)
        return found.label if found else name_text(name, self.study, self.labels.language)

    def contrast(self, text: str) -> str:
        """Return a contrast by the labels of its groups."""
        return contrast_text(" ".join(text.replace("\u2212", "-").split()), self.study, self.labels.language)

    @property
    def families(self) -> dict[str, tuple[Hypothesis, ...]]:
        """The families in the order they are tested; without any, the primary outcomes at the last visit."""
        if self.study.families.named:
            return {name: tuple(self._by_score(tests)) for name, tests in self.study.families.named.items()}
        last, reference = list(self.study.visits)[-1], self.study.reference
        tests = tuple(
            Hypothesis(outcome=measure.name, visit=last, contrast=f"{group} - {reference}")
            for measure in self.labels.measures.values()
            if measure.primary
            for group in self.compared
        )
        return {"primary": tests} if tests else {}

    def _by_score(self, tests: Iterable[Hypothesis]) -> Iterator[Hypothesis]:
        """Yield one hypothesis for each score of an outcome that has several."""
        for test in tests:
            scores = [one.name for one in self.labels.measures.values() if one.method["outcome"] == test.outcome]
            yield from (test.model_copy(update={"outcome": name}) for name in scores or [test.outcome])

    @property
    def compared(self) -> tuple[str, ...]:
        """The groups that enter with the reference and are compared with it."""
        return tuple(
            name for name in self.study.groups if name != self.study.reference and not self.labels.enters_later(name)
        )

    @property
    def later(self) -> tuple[str, ...]:
        """The groups that are first seen after the first visit."""
        return tuple(name for name in self.study.groups if self.labels.enters_later(name))

    @property
    def asked(self) -> tuple[Measure, ...]:
        """The measures that sensitivity analyses are asked about."""
        named = set(self.study.sensitivity.outcomes)
        scores = [one for one in self.labels.measures.values() if one.method.get("type") == "continuous"]
        return tuple(
            one for one in scores if ({one.name, str(one.method["outcome"])} & named if named else one.primary)
        )

    def table(self, name: str, heads: Iterable[str], rows: Iterable[Iterable[str] | Row]) -> Table:
        """Return a table of words: `protocol.table_<name>` is its title, `protocol.column_<head>` its headings."""
        columns = tuple(Column(head, self.say(f"column_{head}")) for head in heads)
        made = tuple(row if isinstance(row, Row) else text_row(row) for row in rows)
        return Table(f"plan-{name}", self.say(f"table_{name}"), columns, made)


def make_outline(study: "Study", locked: Mapping[str, Any] | None, written: str) -> Outline:
    """Return the outline of a study; its data files are not opened.

    Raises
    ------
    ScoringError
        If an instrument of the study cannot be used.
    """
    scored = score_scales(pd.DataFrame(), study)
    empty = Analysis(study, scored.findings, describe_environment(), scored.results)
    return Outline(Labels(empty), locked, written)
