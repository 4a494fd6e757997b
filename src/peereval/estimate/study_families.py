"""The families of tests of a study, decided from the differences in change with the variance that leads."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.cohorts import first_visit
from peereval.estimate.families import adjust_families
from peereval.estimate.t0_adjusted import starting_cohorts
from peereval.remarks import Finding
from peereval.results import Result, make_result
from peereval.score.measure import Measure
from peereval.study.families import parse_contrast

if TYPE_CHECKING:
    from peereval.study import Study

Wanted = dict[str, object]
Made = tuple[tuple[Result, ...], tuple[Finding, ...]]
EXPLORATORY, PRIMARY = "exploratory", "primary"


def decide_families(study: "Study", measures: Sequence[Measure], results: Sequence[Result]) -> Made:
    """Return the families of tests of a study with raw and adjusted p values and the decision on each.

    Without `families` in the study, its primary measures at the last visit are the one family.

    Parameters
    ----------
    study
        Its key `families`, and the level of its intervals: alpha is 1 minus it.
    measures
        The measures that were analysed.
    results
        Theirs: of kind change_contrasts, and contrast_correlation for Dunnett's test.

    Returns
    -------
    (tuple of Result, tuple of Finding)
        Kind "families", one result an outcome, keys family, order, group, visit, reference,
        baseline, adjust. What is in no family is in "exploratory", raw only. Nothing where a
        hypothesis was not analysed, which is a finding: part of a family is not the family.
    """
    contrasts = [one for one in results if one.kind == "change_contrasts"]
    families = _asked(study, measures) or _default(study, measures)
    lost = sorted({str(wanted["outcome"]) for tests in families.values() for wanted in tests}
                  - {one.outcome for one in contrasts})  # fmt: skip
    if lost or not any(families.values()):
        return (), (Finding("note", "families-not-analysed", values={"outcomes": ", ".join(lost)}),) if lost else ()
    correlations = [one for one in results if one.kind == "contrast_correlation"]
    adjust, alpha = study.families.adjust, round(1.0 - study.model.level, 12)
    try:
        told = adjust_families(contrasts, families, adjust=adjust, alpha=alpha, correlations=correlations)
    except FitError as error:
        return (), (Finding("warning", "families-refused", values={"why": error.reason}),)
    rest = _exploratory(study, contrasts, told.rows, len(families) + 1)
    rows = pd.concat([told.rows, *rest], ignore_index=True)
    method = {**told.method, **{name: contrasts[0].method.get(name) for name in ("variance", "df_method", "level")}}
    return tuple(
        make_result("families", part.drop(columns="outcome"), outcome=str(outcome), method=method, notes=told.notes)
        for outcome, part in rows.groupby("outcome", sort=False)
    ), ()


def _asked(study: "Study", measures: Sequence[Measure]) -> dict[str, list[Wanted]]:
    """Return the hypotheses that the study names; an outcome with several scores is one hypothesis a score."""
    return {
        name: [wanted for one in tests for wanted in _hypotheses(study, measures, one.outcome, one.visit, one.contrast)]
        for name, tests in study.families.named.items()
    }


def _hypotheses(
    study: "Study", measures: Sequence[Measure], outcome: str, visit: str, contrast: str
) -> Iterator[Wanted]:
    scores = [one.name for one in measures if outcome in (one.name, one.outcome)]
    group, _ = parse_contrast(contrast, study.groups) or ("", "")
    for score in scores or [outcome]:
        yield {"outcome": score, "visit": visit, "group": group}


def _default(study: "Study", measures: Sequence[Measure]) -> dict[str, list[Wanted]]:
    """Return the one family of a study that names none: its primary measures at the last visit."""
    last = list(study.visits)[-1]
    tests: list[Wanted] = [
        {"outcome": one.name, "visit": last, "group": group}
        for one in measures
        if one.primary
        for group in _compared(study)
    ]
    return {PRIMARY: tests}


def _compared(study: "Study") -> list[str]:
    """Return the groups that enter with the reference and are compared with it."""
    return [group for group in starting_cohorts(study).values() if group != study.reference]


def _exploratory(study: "Study", contrasts: Sequence[Result], told: pd.DataFrame, order: int) -> Iterator[pd.DataFrame]:
    """Yield the differences in change that no family holds, of groups that enter with the reference."""
    place = ["outcome", "group", "visit"]
    known = set(told[place].itertuples(index=False, name=None))
    base = first_visit(study, study.reference)
    for one in contrasts:
        rows = one.rows.assign(outcome=one.outcome)
        rows = rows[rows["group"].isin(_compared(study)) & (rows["baseline"] == base)]
        free = [place not in known for place in rows[place].itertuples(index=False, name=None)]
        rows = rows[free].assign(adjust="none")
        rows.insert(0, "family", EXPLORATORY)
        rows.insert(1, "order", order)
        if len(rows):
            yield rows
