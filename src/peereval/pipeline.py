"""From a study to its analysis: the stages in their order, each called once."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from peereval.checks.data import Checks, check_data
from peereval.checks.inputs import describe_inputs
from peereval.checks.programme import programme_results
from peereval.errors import DataError
from peereval.plan.compare import compare_plan
from peereval.plan.lock import read_lock
from peereval.plan.run_deviations import Run
from peereval.remarks import Finding
from peereval.results import Analysis, Result
from peereval.score.asked import choose_outcomes
from peereval.score.measure import Measure
from peereval.study import Study, as_study
from peereval.terms import term
from peereval.timings import Stopwatch

Progress = Callable[[str, int, int], None]


def analyze(
    study: Study | str | Path,
    *,
    outcomes: Sequence[str] | None = None,
    checked: Checks | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse a study: describe its people, fit the main model of each measure, compare.

    Parameters
    ----------
    study
        From `read_study`, or the path of its file.
    outcomes
        Names of outcomes (or of single scores such as ``quality_physical``); all by default.
    checked
        The outcome of `check_data`, when it has just been run; it is run otherwise.
    progress
        Called with what is being done, the step and the number of steps.

    Returns
    -------
    Analysis
        Frozen: give it to `write_report`, or take its `results`.

    Raises
    ------
    DataError
        If the files have errors: run `check` to see them all.
    FitError
        If a measure cannot be modelled; the message starts with its name.
    StudyFileError
        If the lock of the analysis plan beside the study file was changed by hand.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    study, before = as_study(study), sum(lap.seconds for lap in checked.laps) if checked else 0.0
    lock = read_lock(study)
    checked = checked or check_data(study)
    watch = Stopwatch(checked.laps)
    _refuse_errors(checked)
    measures, waits = choose_outcomes(study, checked.scored.measures, outcomes)
    say = progress or (lambda _what, _step, _steps: None)
    results, findings = _results(checked.scored.frame, checked.data.absences, study, measures, say, watch)
    for made, found in (_families(study, measures, results, watch), _wait(checked.scored.frame, study, waits, watch)):
        results, findings = [*results, *made], [*findings, *found]
    results += programme_results(study, results)
    kept = {one.name for one in measures}
    described = [result for result in checked.scored.results if result.outcome in kept]
    compared = compare_plan(lock, study, _run(study, measures, waits, results, (*checked.findings, *findings)))
    provenance = {
        **describe_inputs(study, checked),
        "asked": {"outcomes": list(outcomes) if outcomes else None},
        "plan": compared.facts,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(before + time.perf_counter() - clock, 3),
        "timings": [lap.described() for lap in watch.laps],
    }
    return Analysis(study, (*checked.findings, *findings, *compared.findings), provenance, (*described, *results))


def _refuse_errors(checked: Checks) -> None:
    """Refuse files that have errors, with what they are."""
    if checked.usable:
        return
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    lines = "\n".join(f"- {finding.message(checked.language)}" for finding in errors)
    raise DataError(f"The files have {len(errors)} errors; `peereval check` shows where.\n{lines}")


def _run(
    study: Study,
    measures: tuple[Measure, ...],
    waits: tuple[str, ...],
    results: Sequence[Result],
    findings: Sequence[Finding],
) -> Run:
    """Return what the locked plan is compared with."""
    from peereval.sensitivity.run import asked_measures  # noqa: PLC0415  (as below)

    analysed = dict.fromkeys([*(one.outcome for one in measures), *waits])
    asked = tuple(one.name for one in asked_measures(study, measures))
    return Run(tuple(analysed), asked, results, findings)


def _families(
    study: Study, measures: tuple[Measure, ...], results: Sequence[Result], watch: Stopwatch
) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Return the families of tests, which take the contrasts of all measures together."""
    from peereval.estimate.study_families import decide_families  # noqa: PLC0415  (as below)

    with watch.time("families"):
        return decide_families(study, measures, results)


def _results(
    frame: pd.DataFrame,
    absences: pd.DataFrame,
    study: Study,
    measures: tuple[Measure, ...],
    say: Progress,
    watch: Stopwatch,
) -> tuple[list[Result], list[Finding]]:
    """Return every result of the stages describe, model and estimate."""
    with watch.time("libraries"):  # here, so that `check` starts without the statistics
        from peereval.describe.study import describe_study  # noqa: PLC0415
        from peereval.estimate.model_table import model_table  # noqa: PLC0415
        from peereval.estimate.study_outcome import merge_findings  # noqa: PLC0415
        from peereval.score.typed import name_categories  # noqa: PLC0415
        from peereval.sensitivity.run import analyse_sensitivity, asked_measures  # noqa: PLC0415

    questioned = asked_measures(study, measures)
    steps = len(measures) + len(questioned) + 1
    say("describe", 0, steps)
    with watch.time("describe"):
        results = describe_study(frame, name_categories(frame, measures), absences, study, measures)
    with watch.time("model"):
        modelled, by_site = model_table(frame, study)
    findings: list[Finding] = []
    for step, measure in enumerate(measures, start=1):
        say(measure.labels.get(study.language, measure.name), step, steps)
        with watch.time("model", outcome=measure.name):
            made, found = _model(modelled, study, measure, by_site=by_site)
        results += made
        findings += found
    for step, measure in enumerate(questioned, start=len(measures) + 1):
        named = measure.labels.get(study.language, measure.name)
        say(term("progress.sensitivity", study.language, measure=named), step, steps)
        main = [result for result in results if result.outcome == measure.name]
        answers, found_by = analyse_sensitivity(modelled, frame, study, measure, main, by_site=by_site, watch=watch)
        results += answers
        findings += found_by
    say("done", steps, steps)
    return results, merge_findings(findings)


def _model(
    modelled: pd.DataFrame, study: Study, measure: Measure, *, by_site: bool
) -> tuple[Sequence[Result], Sequence[Finding]]:
    """Return the results of the main models of a measure: mixed for a score, marginal for what is counted."""
    from peereval.estimate.study_outcome import model_outcome  # noqa: PLC0415
    from peereval.sensitivity.marginal.outcome import model_typed_outcome  # noqa: PLC0415

    if measure.type == "continuous":
        return model_outcome(modelled, study, measure, by_site=by_site)
    return model_typed_outcome(modelled, study, measure)


def _wait(
    frame: pd.DataFrame, study: Study, waits: tuple[str, ...], watch: Stopwatch
) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Return the results and findings of the times to an event."""
    from peereval.estimate.model_table import model_table  # noqa: PLC0415
    from peereval.estimate.study_survival import model_event_time  # noqa: PLC0415

    if not waits:
        return (), ()
    modelled, _ = model_table(frame, study)
    made = []
    for name in waits:
        with watch.time("model", outcome=name):
            made.append(model_event_time(modelled, study, name))
    return tuple(one for results, _ in made for one in results), tuple(one for _, found in made for one in found)
