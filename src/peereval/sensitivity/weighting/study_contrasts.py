"""The main contrast of a study under weights: weighted, doubly robust, doubly robust difference in differences."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pandas as pd

from peereval.errors import FitError, PeerevalError
from peereval.remarks import Finding, Note
from peereval.results import Result
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.weighting.contrasts import weighted_contrasts
from peereval.sensitivity.weighting.doubly_robust import doubly_robust_contrasts
from peereval.sensitivity.weighting.doubly_robust_did import doubly_robust_did
from peereval.sensitivity.weighting.scores import fit_scores
from peereval.sensitivity.weighting.study_scores import first_people, propensity_of, score_covariates

Estimate = Callable[[str], Result]
"""From a compared group to its contrasts."""


def answer_under_weights(question: Question) -> Made:
    """Return the main contrast under the weights of each estimand of `sensitivity.propensity`.

    Answers, each by the jackknife of sites with the score fitted anew without each (of
    participants where there are no sites):

    - "weights-att", "weights-overlap", "weights-ate": differences in change, from the weights
      that `describe_weights` tells of;
    - "doubly-robust-att" and so on: differences at the same T0 by weighted regression, which
      holds what the T0-adjusted model holds: the value at baseline and its covariates;
    - "dr-did", where "att" is asked for: doubly robust difference in differences. The value of
      the measure at baseline is not among its covariates: it assumes parallel changes, as the
      main model does, but of people with the same characteristics only.

    Groups that covariates separate have no weights: `describe_weights` says so. What is refused
    for another reason, such as a replicate without weights, is one finding for each reason.
    """
    groups = [group for group in question.compared if question.study.sensitivity.propensity]
    groups = [group for group in groups if _has_scores(question, group)]
    if not groups:
        return (), ()
    made: list[Result] = []
    refused: dict[str, list[str]] = {}
    for slug, estimate in _analyses(question):
        try:
            made.append(_answer(question, slug, [estimate(group) for group in groups]))
        except PeerevalError as error:
            refused.setdefault(error.reason, []).append(slug)
    findings = [
        Finding(
            "warning",
            "sensitivity-refused",
            values={"analysis": ", ".join(slugs), "why": why, "outcomes": question.outcome},
        )
        for why, slugs in refused.items()
    ]
    return tuple(made), tuple(findings)


def _has_scores(question: Question, group: str) -> bool:
    """Say whether covariates leave the group and the reference unseparated."""
    people = propensity_of(question, group)
    return bool(fit_scores(people.X, people.treated, people.whole).converged[0])


def _analyses(question: Question) -> Iterator[tuple[str, Estimate]]:
    """Yield every analysis by its slug."""
    keys, covariates = question.study.sensitivity, score_covariates(question)
    rows, roles = _rows(question, covariates), _roles(question)
    for estimand in keys.propensity:
        given = {"propensity_covariates": covariates, "estimand": estimand, "truncate": keys.truncate, **roles}
        yield f"weights-{estimand}", partial(_ask, weighted_contrasts, rows, given)
        adjusted = {**given, "covariates": question.study.model.covariates}
        yield f"doubly-robust-{estimand}", partial(_ask, doubly_robust_contrasts, rows, adjusted)
    others = [name for name in covariates if name != question.outcome]
    if "att" in keys.propensity and others:
        yield "dr-did", partial(_difference_in_differences, rows, {"covariates": others, **roles})


def _rows(question: Question, covariates: list[str]) -> pd.DataFrame:
    """Return the rows of the groups that enter with the reference, with what people were like at baseline."""
    people, rows = first_people(question).set_index("participant"), question.starters()
    carried = [name for name in covariates if name != question.outcome]
    return rows.assign(**{name: people[name].reindex(rows["participant"]).array for name in carried})


def _roles(question: Question) -> dict[str, object]:
    """Return the options that every estimator is given."""
    return {
        "outcome": question.outcome,
        "participant": "participant",
        "visit": "visit",
        "group": "group",
        "reference": question.reference,
        "baseline": question.baseline,
        "site": "site" if "site" in question.frame else None,
        "level": question.study.model.level,
    }


def _ask(estimator: Callable[..., Result], rows: pd.DataFrame, given: Mapping[str, object], group: str) -> Result:
    return estimator(rows, treated=group, **given)


def _difference_in_differences(rows: pd.DataFrame, given: Mapping[str, object], group: str) -> Result:
    """Return the improved estimator, or the traditional one where no weights balance the covariates."""
    try:
        return _ask(doubly_robust_did, rows, given, group)
    except FitError:
        return _ask(doubly_robust_did, rows, {**given, "estimator": "traditional"}, group)


def _answer(question: Question, slug: str, found: list[Result]) -> Result:
    """Return the answer of all compared groups."""
    rows = pd.concat([one.rows for one in found], ignore_index=True)
    notes: list[Note] = list(dict.fromkeys(note for one in found for note in one.notes))
    return question.answer(slug, rows, method=found[0].method, notes=notes)
