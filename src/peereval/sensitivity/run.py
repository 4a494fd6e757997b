"""Every sensitivity analysis of a study, each answering the question of the main result anew."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.main_model import fit_main_model
from peereval.remarks import Finding
from peereval.results import Result
from peereval.score.measure import Measure
from peereval.sensitivity.attendance.study import answer_completers, answer_weighted_attendance
from peereval.sensitivity.attendance.study_combined import answer_combined_weights
from peereval.sensitivity.imputation.study import impute_study
from peereval.sensitivity.late_entry.study import question_survivors
from peereval.sensitivity.meaning.study import find_e_values, find_responders
from peereval.sensitivity.meaning.study_dose import find_dose
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.site_level.study import check_sites
from peereval.sensitivity.subgroups.study import compare_subgroups
from peereval.sensitivity.tipping.study import assume_missing
from peereval.sensitivity.trends.study import bound_main_contrast
from peereval.sensitivity.weighting.study_contrasts import answer_under_weights
from peereval.sensitivity.weighting.study_levels import level_groups
from peereval.sensitivity.weighting.study_weights import describe_weights
from peereval.timings import Stopwatch

if TYPE_CHECKING:
    from peereval.study import Study

ANALYSES: tuple[tuple[str, Callable[[Question], Made]], ...] = (
    ("balance", describe_weights),
    ("weights", answer_under_weights),
    ("weighted levels", level_groups),
    ("attendance weights", answer_weighted_attendance),
    ("attendance and selection", answer_combined_weights),
    ("completers", answer_completers),
    ("imputation", impute_study),
    ("missed visits", assume_missing),
    ("site level", check_sites),
    ("parallel trends", bound_main_contrast),
    ("late entry", question_survivors),
    ("subgroups", compare_subgroups),
    ("responders", find_responders),
    ("E-values", find_e_values),
    ("dose", find_dose),
)
"""Name of each family of analyses, and the function that runs what the study asks of it.

The function returns nothing where the study does not ask, or has not what it needs; a
refusal (`PeerevalError`) becomes a finding that names the family.
"""


def asked_measures(study: "Study", measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Return the measures that are asked about: those named under `sensitivity`, or the primary ones."""
    if not study.sensitivity.run:
        return ()
    named = set(study.sensitivity.outcomes)
    scores = [one for one in measures if one.type == "continuous"]
    return tuple(one for one in scores if ({one.name, one.outcome} & named if named else one.primary))


def analyse_sensitivity(
    frame: pd.DataFrame,
    scored: pd.DataFrame,
    study: "Study",
    measure: Measure,
    main: Sequence[Result],
    *,
    by_site: bool,
    watch: Stopwatch | None = None,
) -> tuple[list[Result], list[Finding]]:
    """Run every analysis that the study asks of one measure.

    Parameters
    ----------
    frame
        The table of the main model (see `Question`).
    scored
        The scored table.
    study
        The study; its key `sensitivity` says what is run.
    measure
        The measure.
    main
        The results of its main models.
    by_site
        Whether the group is assigned by site.
    watch
        Takes the time of each family of analyses.

    Returns
    -------
    (list of Result, list of Finding)
        Results of kind "sensitivity" are answers to the main question and stand in the forest.
    """
    watch = watch or Stopwatch()
    with watch.time("sensitivity", outcome=measure.name, analysis="main model"):
        fit = fit_main_model(frame, study, measure.name)
    question = Question(study, measure, frame, scored, by_site, fit, {result.kind: result for result in main})
    results: list[Result] = []
    findings: list[Finding] = []
    for name, run in ANALYSES:
        with watch.time("sensitivity", outcome=measure.name, analysis=name):
            made, found = _answer(name, run, question)
        results += made
        findings += found
    return results, findings


def _answer(name: str, run: Callable[[Question], Made], question: Question) -> Made:
    """Return the answers of a family of analyses, or the finding that says why there are none."""
    try:
        return run(question)
    except PeerevalError as error:
        return (), tuple(_refused(name, question.measure, error))


def _refused(name: str, measure: Measure, error: PeerevalError) -> Iterator[Finding]:
    """Yield the finding of an analysis that could not be done: its family and why."""
    said = {"analysis": name, "why": error.reason, "outcomes": measure.name}
    yield Finding("warning", "sensitivity-refused", values=said)
