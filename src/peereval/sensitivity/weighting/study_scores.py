"""The propensity score of a study: who is compared on what, from the study's own columns."""

from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.entry import first_attended
from peereval.errors import FitError, did_you_mean
from peereval.sensitivity.weighting.propensity import Propensity, design_propensity
from peereval.study.rules_propensity import USUAL

if TYPE_CHECKING:
    from peereval.sensitivity.question import Question

HALF = 0.5  # of the people of the first visit: with a measure that fewer have, most would have no score


def propensity_of(question: "Question", group: str) -> Propensity:
    """Return the design of the score of one compared group against the reference.

    Parameters
    ----------
    question
        The question; the covariates are those of `score_covariates`.
    group
        One of `question.compared`.

    Raises
    ------
    DataError, FitError
        If the people cannot be compared (see `design_propensity`).
    """
    people = first_people(question)
    return design_propensity(
        people,
        participant="participant",
        group="group",
        treated=group,
        reference=question.reference,
        covariates=score_covariates(question),
        site="site" if "site" in people else None,
    )


def score_covariates(question: "Question") -> list[str]:
    """Return the columns of the score, as `sensitivity.propensity_covariates` says.

    The word "usual" stands for every measure that at least half of the people have at the first
    visit, the covariates of the model and the region; the name of an outcome for all its measures.

    Raises
    ------
    FitError
        If a column is not in the files.
    """
    study, held = question.study, question.scored
    canonical = {column: key for key, column in study.columns.named.items()}
    names: list[str] = []
    for name in study.sensitivity.propensity_covariates:
        own = [one for one in _measures(question) if name in study.outcomes and _is_of(one, name)]
        names += _usual(question) if name == USUAL else own or [canonical.get(name, name)]
    absent = next((name for name in names if name not in held and name not in question.frame), None)
    if absent is not None:
        hint = did_you_mean(absent, [str(column) for column in held.columns])
        raise FitError(f"the files have no column '{absent}', which the propensity score needs.{hint}")
    return list(dict.fromkeys(names))


def _usual(question: "Question") -> list[str]:
    study = question.study
    region = ["region"] if study.columns.region and "region" in question.scored else []
    kept = [name for name, share in _answered(question).items() if share >= HALF]
    return [*kept, *study.model.covariates, *region]


def rare_measures(question: "Question") -> list[str]:
    """Return the measures of the first visit that too few people have to be covariates unless they are named."""
    named = set(score_covariates(question))
    return [name for name, share in _answered(question).items() if 0.0 < share < HALF and name not in named]


def _answered(question: "Question") -> dict[str, float]:
    """Return the share of the people of the first visit who have each measure."""
    held = question.scored[question.scored["visit"].astype(str) == question.baseline]
    return {name: float(held[name].notna().mean()) for name in _measures(question)}


def first_people(question: "Question") -> pd.DataFrame:
    """Return one row per participant of the groups that enter with the reference.

    Measures are those of the first visit of the reference, empty where they were not
    answered there; everything else is that of the first visit the person attended.
    """
    rows = question.starters()
    measures, covariates = _measures(question), score_covariates(question)
    carried = [name for name in covariates if name not in measures and name not in question.study.model.covariates]
    rows = rows.assign(**first_attended(rows, carried, question.study)) if carried else rows
    people = rows.drop_duplicates("participant").set_index("participant")
    start = rows[rows["visit"].astype(str) == question.baseline].set_index("participant")
    people = people.assign(**{name: start[name].reindex(people.index) for name in measures if name in covariates})
    return people.reset_index()


def _measures(question: "Question") -> list[str]:
    """Return the columns of the scored table that are measures of the study's outcomes."""
    names = [str(name) for name in question.scored.columns if f"{name}_answered" in question.scored]
    return [name for name in names if any(_is_of(name, outcome) for outcome in question.study.outcomes)]


def _is_of(measure: str, outcome: str) -> bool:
    return measure == outcome or measure.startswith(f"{outcome}_")
