"""The words people read for the names a study uses: groups, visits, measures, variables, terms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import floor, isfinite, log10
from typing import Literal

from peereval.report.rows import Figure, index_rows
from peereval.report.words import Words
from peereval.results import Analysis, Result
from peereval.terms import has_term, label_of

# How the main model names the people of a group who entered at a visit.
_COHORT = re.compile(r"^(?P<group>.+) \((?P<visit>[^()]+)\)$")
_CODED = re.compile(r"^(?:C\()?(?P<name>.+?)\)?\[(?:T\.)?(?P<level>.*)\]$")


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """What the report says of one measure: its label, range, direction and important difference."""

    name: str
    label: str
    method: Mapping[str, object]
    figures: Mapping[tuple[str, ...], Figure]

    @property
    def primary(self) -> bool:
        """Whether it is a primary outcome."""
        return bool(self.method.get("primary"))

    @property
    def higher_is(self) -> Literal["better", "worse", "unstated"]:
        """Whether a higher score is the better one, the worse one, or this is not stated."""
        said = self.method.get("higher_is")
        return "better" if said == "better" else "worse" if said == "worse" else "unstated"

    @property
    def lower_is_better(self) -> bool:
        """Whether a lower score is the better one."""
        return self.higher_is == "worse"

    def value(self, quantity: str) -> float:
        """Return minimum, maximum or important difference; missing when there is none."""
        figure = self.figures.get((quantity,))
        return figure.estimate if figure else float("nan")

    @property
    def decimals(self) -> int:
        """Decimals of a mean: three for a range under 2, two under 20, one above, two when unknown."""
        width = self.value("maximum") - self.value("minimum")
        if not isfinite(width) or width <= 0:
            return 2
        return min(3, max(0, 3 - floor(log10(width / 2) + 1)))


class Labels(Words):
    """Labels of one analysis in the language of its study.

    Parameters
    ----------
    analysis
        The analysis; its results of kind `"measure"` give the labels of measures, the codebook
        those of other variables and of their levels.
    """

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(analysis.study.language)
        self.analysis = analysis
        self.study = analysis.study

    def group(self, name: str) -> str:
        """Return the label of a group."""
        found = self.study.groups.get(name)
        if found:
            return label_of(dict(found.label.items()), self.language, name)
        cohort = _COHORT.match(name)
        if cohort is None or cohort["group"] not in self.study.groups:
            return name
        return self.say("table.entered_at", group=self.group(cohort["group"]), visit=self.visit(cohort["visit"]))

    def enters_later(self, name: str) -> bool:
        """Say whether a group is first seen after the first visit, as people followed beforehand are."""
        found = self.study.groups.get(name)
        first = next(iter(self.study.visits))
        return found is not None and bool(found.enters_at) and first not in found.enters_at

    def visit(self, name: str) -> str:
        """Return the label of a visit: the name the study gives it."""
        return name

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure by name: primary ones first, each kind in the order of the study."""
        found = [self._measure(result) for result in self.analysis.of_kind("measure")]
        return {measure.name: measure for measure in sorted(found, key=lambda measure: not measure.primary)}

    def _measure(self, result: Result) -> Measure:
        labels = {language: str(result.method.get(f"label.{language}") or "") for language in ("fr", "en")}
        label = labels[self.language] or labels["en"] or labels["fr"] or result.outcome
        return Measure(result.outcome, label, result.method, index_rows(result))

    def measure(self, name: str) -> Measure:
        """Return what is known of a measure, at least its name."""
        return self.measures.get(name) or Measure(name, name, {}, {})

    def instrument(self, measure: Measure) -> str:
        """Return the label of the instrument of a measure, or "" when it is a plain column."""
        name = str(measure.method.get("instrument") or "")
        return self.say(f"instrument.{name}") if has_term(f"instrument.{name}") else name

    def variable(self, name: str) -> str:
        """Return the label of a column: a key of the study, a measure, a field of the codebook."""
        if name in self.measures:
            return self.measures[name].label
        field = self.study.book.field(name)
        if field is not None and field.labels:
            return label_of(dict(field.labels.items()), self.language, name)
        return self.say(f"column.{name}") if has_term(f"column.{name}") else name

    def level(self, variable: str, name: str) -> str:
        """Return the label of a level of a variable."""
        if variable == "group":
            return self.group(name)
        measure = self.measures.get(variable)
        column = str(measure.method.get("column") or "") if measure else ""
        field = self.study.book.field(column or variable)
        found = field.levels.get(name) if field is not None else None
        if found is not None:
            return label_of(dict(found.labels.items()), self.language, name)
        return self.say(f"level.{name}") if has_term(f"level.{name}") else name

    def reason(self, key: str, name: str) -> str:
        """Return the label of a reason: a level of the column that the study names for `key`."""
        return self.level(self.study.columns.named.get(key, key), name)

    def coefficient(self, name: str) -> str:
        """Return a model term in words: `group[T.a]:visit[T.T6]` as "Group: A × Visit: T6"."""
        if name == "Intercept":
            return self.say("table.intercept")
        return " × ".join(self._factor(part) for part in name.split(":"))

    def _factor(self, part: str) -> str:
        coded = _CODED.match(part)
        if coded is None:
            return self.variable(part)
        variable, level = coded["name"], coded["level"]
        colon = "\u00a0: " if self.language == "fr" else ": "
        return f"{self.variable(variable)}{colon}{self.level(variable, level)}"

    def quantity(self, name: str) -> str:
        """Return the word for a quantity of a result, or for a note on a row."""
        key = f"quantity.{name.replace(' ', '_')}"
        return self.say(key) if has_term(key) else name

    def component(self, name: str) -> str:
        """Return the word for a component of variance: site, site by visit, worker."""
        key = f"component.{name.replace(':', '_by_')}"
        return self.say(key) if has_term(key) else name

    def test(self, name: str, groups: str = "") -> str:
        """Return the label of a joint test, with the groups it sets against the reference."""
        if not groups:
            return self.quantity(name)
        compared = ", ".join(self.group(group) for group in groups.split(", "))
        reference = self.group(self.study.reference)
        return self.say("table.test_groups", test=self.quantity(name), groups=compared, reference=reference)


def is_simulated(analysis: Analysis) -> bool:
    """Say whether the data are simulated: study.yaml says so, or the run does."""
    return bool(analysis.study.simulated or analysis.provenance.get("simulated"))


def counted(key: str, count: float) -> str:
    """Return the key of a text that says a count: the one of the singular for 1."""
    return f"{key}_one" if count == 1 else key
