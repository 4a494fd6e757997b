"""The answers to the main question: that of the main models first, then of every sensitivity analysis."""

from collections.abc import Iterator
from dataclasses import dataclass

from peereval.report.labels import Labels
from peereval.report.rows import Figure, index_rows
from peereval.results import Result
from peereval.terms import has_term

MAIN = {"main": "change_contrasts", "main-beside": "change_contrasts_beside", "t0-adjusted": "t0_adjusted"}
_KEYS = ("group", "visit", "reference", "baseline")
_ESTIMATES = ("difference in change", "difference")


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One analysis' answer for a group at a visit, with the words for it."""

    analysis: str
    group: str
    visit: str
    reference: str
    baseline: str
    figure: Figure
    result: Result
    adjusted: bool
    """Whether it compares people at the same value at baseline, rather than changes."""

    def name(self, labels: Labels) -> str:
        """Return the short name of the analysis."""
        key = f"sensitivity.{self._slug}"
        return labels.say(key, visit=labels.visit(self.baseline)) if has_term(key) else self.analysis

    def assumption(self, labels: Labels) -> str:
        """Return what must hold for it, in a line."""
        key = f"sensitivity.{self._slug}.assumption"
        return labels.say(key, visit=labels.visit(self.baseline)) if has_term(key) else ""

    @property
    def _slug(self) -> str:
        """Return the analysis; the two intervals of the main model are told apart by their variance."""
        if not self.analysis.startswith("main"):
            return self.analysis
        return "main-model" if str(self.result.method.get("variance", "model")) == "model" else "main-robust"


def answers_of(labels: Labels, measure: str) -> list[Answer]:
    """Return every answer about a measure, of the groups that enter with the reference.

    Nothing where no sensitivity analysis was run: the main answers alone are no comparison.
    """
    if not labels.analysis.of_kind("sensitivity", measure):
        return []
    every = every_answer(labels, measure)
    groups = {one.group for one in every if one.analysis not in MAIN}
    return [one for one in every if one.group in groups]


def every_answer(labels: Labels, measure: str) -> list[Answer]:
    """Return the answers of the main models, and those of the sensitivity analyses where there are any."""
    main = [(name, labels.analysis.of_kind(kind, measure)) for name, kind in MAIN.items()]
    asked = labels.analysis.of_kind("sensitivity", measure)
    return [*(one for name, found in main for one in _read(labels, name, found)), *_read(labels, "", asked)]


def _read(labels: Labels, name: str, results: tuple[Result, ...] | list[Result]) -> Iterator[Answer]:
    for result in results:
        for (analysis, *where, quantity), figure in index_rows(result, "analysis", *_KEYS).items():
            if quantity in _ESTIMATES and not labels.enters_later(where[0]):
                group, visit, reference, baseline = where
                adjusted = quantity == "difference"
                yield Answer(name or analysis, group, visit, reference, baseline, figure, result, adjusted)
