"""Deltas of a study: missed visits worse than missing at random, by how much, and of whom."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.effect_size import Deviation, pooled_deviation
from peereval.remarks import Finding, Note
from peereval.results import Result, make_result
from peereval.sensitivity.question import Question
from peereval.sensitivity.tipping.amount import Amounts
from peereval.sensitivity.tipping.imputing import Imputing
from peereval.sensitivity.tipping.turning import tipping_point

SHARE = 0.5  # of the standard deviation at the first visit, where no important difference is stated
ByVisit = dict[object, dict[object, float]]


@dataclass(frozen=True, slots=True, eq=False)
class NamedDelta:
    """A delta with its name in the report, as the functions of imputation take it, and the sentence that says it."""

    name: str
    deltas: ByVisit
    note: Note


def raw_deviation(question: Question) -> Deviation | None:
    """Return the raw standard deviation at the first visit, pooled within groups, or None with too few values."""
    rows = question.starters()
    rows = rows.assign(group=rows["group"].astype(str), visit=rows["visit"].astype(str))
    groups = [question.reference, *question.compared]
    try:
        return pooled_deviation(
            rows, outcome=question.outcome, group="group", groups=groups, visit="visit", at=question.baseline
        )
    except PeerevalError:
        return None


def name_deltas(imputing: Imputing, deviation: Deviation | None) -> tuple[list[NamedDelta], list[Finding]]:
    """Return the deltas that a study asks about, and what keeps others from being asked about.

    Those of the study file; else one size, first of the groups compared, then of everyone.
    """
    question = imputing.question
    worse = -1.0 if question.measure.higher_is == "better" else 1.0
    if question.study.sensitivity.delta:
        return [_stated(imputing, worse)], []
    size = question.measure.important_difference
    note = "delta_important"
    if size is None and deviation is not None:
        size, note = SHARE * deviation.value, "delta_deviation"
    if question.measure.higher_is == "unstated" or size is None:
        fix = f"sensitivity: {{delta: {{{question.compared[0]}: 0.5}}}}"
        return [], [Finding("note", "delta-direction", fix=fix, values={"outcomes": question.outcome})]
    made = []
    for name, groups in (
        ("delta-treated", question.compared),
        ("delta-both", (*question.compared, question.reference)),
    ):
        deltas = {group: dict.fromkeys(visits, worse * size) for group, visits in _missed(imputing, groups).items()}
        if any(group in deltas for group in question.compared):
            said = {"delta": Amounts((("", size),)), "groups": ", ".join(map(str, deltas))}
            made.append(NamedDelta(name, deltas, Note(note, **said)))
    return made, []


def _missed(imputing: Imputing, groups: tuple[str, ...]) -> dict[object, list[object]]:
    """Return the later visits that somebody missed, of each group where there are some."""
    question, fit = imputing.question, imputing.fit
    seen = imputing.data.dropna(subset=[question.outcome])
    met = pd.crosstab(seen["group"].astype(str), seen["visit"].astype(str)).to_dict("index")
    people = imputing.data.groupby(imputing.data["group"].astype(str))["participant"].nunique()
    found: dict[object, list[object]] = {
        group: [t for t in fit.visits if t != question.baseline and met.get(group, {}).get(t, 0) < people[group]]
        for group in groups
    }
    return {group: visits for group, visits in found.items() if visits}


def _stated(imputing: Imputing, worse: float) -> NamedDelta:
    """Return the delta of the study file: a number alone is for every later visit that the group missed."""
    question = imputing.question
    given = question.study.sensitivity.delta
    missed = _missed(imputing, tuple(given))
    deltas: ByVisit = {}
    for group, one in given.items():
        by_visit = one if isinstance(one, Mapping) else dict.fromkeys(map(str, missed.get(group, [])), one)
        deltas[group] = {visit: worse * value for visit, value in by_visit.items()}
    said = Amounts(tuple((f"{group}, {t}", worse * one) for group, by in deltas.items() for t, one in by.items()))
    code = "delta_stated" if question.measure.higher_is != "unstated" else "delta_stated_higher"
    return NamedDelta("delta-stated", deltas, Note(code, delta=said))


def tip_study(imputing: Imputing, deviation: Deviation | None) -> tuple[Result, ...]:
    """Return the tipping points of the groups compared, each at the last visit that somebody of it missed."""
    question = imputing.question
    direction = question.measure.higher_is
    made = [
        tipping_point(
            imputing.fit,
            imputing.data,
            visit=visits[-1],
            compared=group,
            site=imputing.site,
            higher_is=None if direction == "unstated" else direction,
            deviation=deviation.value if deviation else None,
            **imputing.asked,  # type: ignore[arg-type]
        )
        for group, visits in _missed(imputing, question.compared).items()
    ]
    if not made:
        return ()
    rows = pd.concat([one.rows for one in made], ignore_index=True)
    rows = rows.assign(
        **{name: rows[name].astype(str) for name in ("group", "visit", "reference", "baseline", "moved")}
    )
    method = {**made[0].method, "deviation_name": deviation.name if deviation else ""}
    return (make_result("tipping_point", rows, outcome=question.outcome, method=method,
                        notes=imputing.notes(made[0].notes)),)  # fmt: skip
