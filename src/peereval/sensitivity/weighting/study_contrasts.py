"""The main contrast of a study under weights: weighted, doubly robust, doubly robust difference in differences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from peereval.errors import FitError
from peereval.results import Note, Result
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.weighting.contrasts import weighted_contrasts
from peereval.sensitivity.weighting.doubly_robust import doubly_robust_contrasts
from peereval.sensitivity.weighting.doubly_robust_did import doubly_robust_did
from peereval.sensitivity.weighting.study_scores import first_people, score_covariates


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The rows of people with what they were like at baseline, the columns of the score, and the roles of columns."""

    rows: pd.DataFrame
    covariates: list[str]
    roles: Mapping[str, object]


def estimate_weighted(question: Question) -> Made:
    """Return the weighted differences in change of each estimand of `sensitivity.propensity`.

    Answers "weights-att", "weights-overlap", "weights-ate"; standard errors by the jackknife of
    sites, the propensity score fitted anew without each (of participants where there are no sites).
    """
    return _each_estimand(question, "weights", weighted_contrasts, {})


def estimate_doubly_robust(question: Question) -> Made:
    """Return the differences by weighted regression adjustment of each estimand of `sensitivity.propensity`.

    Answers "doubly-robust-att" and so on; the regression is that of the T0-adjusted model: the
    value of the measure at baseline and the covariates of the main model.
    """
    covariates = {"covariates": question.study.model.covariates}
    return _each_estimand(question, "doubly-robust", doubly_robust_contrasts, covariates)


def estimate_did(question: Question) -> Made:
    """Return the doubly robust differences in differences, "dr-did", where `sensitivity.propensity` names "att".

    The value of the measure at baseline is not among its covariates: it assumes parallel
    trends, as the main model does, but among people with the same characteristics only.
    """
    if "att" not in question.study.sensitivity.propensity:
        return (), ()
    asked = _ask(question)
    covariates = [name for name in asked.covariates if name != question.outcome]
    if not covariates:
        return (), ()
    return _answer(question, "dr-did", [_difference_in_differences(asked, covariates, g) for g in question.compared])


def _each_estimand(
    question: Question, family: str, estimate: Callable[..., Result], more: Mapping[str, object]
) -> Made:
    """Return the answers of one estimator, one for each estimand."""
    estimands = question.study.sensitivity.propensity
    if not estimands:
        return (), ()
    asked = _ask(question)
    made: list[Result] = []
    for estimand in estimands:
        given = {**asked.roles, **more, "propensity_covariates": asked.covariates, "estimand": estimand}
        found = [estimate(asked.rows, treated=g, **given) for g in question.compared]
        made += _answer(question, f"{family}-{estimand}", found)[0]
    return tuple(made), ()


def _ask(question: Question) -> _Asked:
    """Return what every estimator of a study is given."""
    people = first_people(question).set_index("participant")
    covariates = score_covariates(question)
    rows = question.starters()
    carried = [name for name in covariates if name != question.outcome]
    rows = rows.assign(**{name: people[name].reindex(rows["participant"]).array for name in carried})
    roles = {
        "outcome": question.outcome,
        "participant": "participant",
        "visit": "visit",
        "group": "group",
        "reference": question.reference,
        "baseline": question.baseline,
        "site": "site" if "site" in rows else None,
        "level": question.study.model.level,
    }
    return _Asked(rows, covariates, roles)


def _difference_in_differences(asked: _Asked, covariates: Sequence[str], group: str) -> Result:
    """Return the improved estimator, or the traditional one where no weights balance the covariates."""
    try:
        return doubly_robust_did(asked.rows, treated=group, covariates=covariates, **asked.roles)  # type: ignore[arg-type]
    except FitError:
        return doubly_robust_did(
            asked.rows, treated=group, covariates=covariates, estimator="traditional", **asked.roles  # type: ignore[arg-type]
        )  # fmt: skip


def _answer(question: Question, slug: str, found: Sequence[Result]) -> Made:
    """Return the answer of every compared group."""
    if not found:
        return (), ()
    rows = pd.concat([one.rows for one in found], ignore_index=True)
    notes: list[Note] = list(dict.fromkeys(note for one in found for note in one.notes))
    return (question.answer(slug, rows, method=found[0].method, notes=notes),), ()
