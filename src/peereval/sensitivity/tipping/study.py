"""What missed visits may hide, in a study: deltas, the tipping point, and reference-based strategies."""

from collections.abc import Sequence

from peereval.errors import PeerevalError
from peereval.remarks import Finding
from peereval.results import Result
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.tipping.followup_end import find_events
from peereval.sensitivity.tipping.imputing import Imputing, model_changes
from peereval.sensitivity.tipping.refusals import Refused, explain_refusals
from peereval.sensitivity.tipping.study_delta import name_deltas, raw_deviation, tip_study
from peereval.sensitivity.tipping.study_strategies import answer_strategies, asked_strategies, explain_none
from peereval.sensitivity.tipping.twice import Twice, answer, answer_twice, compare_assumptions

FREQUENTIST = "-frequentist"
RANDOM = "missing-at-random"  # in the table that compares assumptions; in the forest it is multiple imputation's


def assume_missing(question: Question) -> Made:
    """Return the main contrast of a study under other assumptions on missed visits than missing at random.

    For the forest: under each delta by Rubin's rules, and under each reference-based strategy by
    Rubin's rules (its slug) and by the jackknife (slug-frequentist). Then "missing_assumptions", all of them
    side by side, and "tipping_point". Nothing where the study asks for nothing, or nobody
    missed a visit.

    Raises
    ------
    FitError, DataError
        If the model that values are imputed from cannot be fitted.
    """
    asked = question.study.sensitivity.missing
    if not asked or not question.compared or not _someone_missed(question):
        return (), ()
    events = find_events(question)
    imputing = model_changes(question, events)
    refused: list[Refused] = []
    findings = list(explain_none(question, events))
    moved, tipped = _move(imputing, refused, findings) if "delta" in asked else ([], ())
    strategies = () if events.isna().all() else asked_strategies(question)
    assumed = list(answer_strategies(imputing, events, strategies, refused))
    forest = [*(answer(one, one.assumption, one.leading) for one in moved), *_both(assumed)]
    plain = list(answer_twice(imputing, RANDOM, {}, refused)) if moved or assumed else []
    compared = [compare_assumptions([*plain, *moved, *assumed])] if plain else []
    return (*forest, *compared, *tipped), (*findings, *explain_refusals(question, refused))


def _someone_missed(question: Question) -> bool:
    rows = question.starters()
    seen = rows.dropna(subset=[question.outcome]).groupby("participant", observed=True)["visit"].nunique()
    return bool((seen.reindex(rows["participant"].unique()).fillna(0) < 1 + len(question.later)).any())


def _move(
    imputing: Imputing, refused: list[Refused], findings: list[Finding]
) -> tuple[list[Twice], tuple[Result, ...]]:
    """Return the answers under each delta, and the tipping points; what is refused and found is added to the lists."""
    deviation = raw_deviation(imputing.question)
    named, found = name_deltas(imputing, deviation)
    findings += found
    made = [
        found for one in named for found in answer_twice(imputing, one.name, {"delta": one.deltas}, refused, [one.note])
    ]
    try:
        return made, tip_study(imputing, deviation)
    except PeerevalError as error:
        refused.append(("tipping-point", error.reason))
        return made, ()


def _both(assumed: Sequence[Twice]) -> list[Result]:
    """Return Rubin's answer under each strategy, then the jackknife's, which falls where values are borrowed."""
    made = []
    for one in assumed:
        made += [] if one.rubin is None else [answer(one, one.assumption, one.rubin)]
        made.append(answer(one, f"{one.assumption}{FREQUENTIST}", one.jackknife))
    return made
