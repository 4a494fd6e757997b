"""From a study to its analysis: the stages in their order, each called once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from peereval.checks.data import Checks, check_data
from peereval.errors import DataError, did_you_mean
from peereval.provenance import describe_environment
from peereval.results import Analysis, Finding, Result
from peereval.score.measure import Measure
from peereval.study import Study, as_study
from peereval.terms import term

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
    study = as_study(study)
    checked = checked or check_data(study)
    if not checked.usable:
        errors = [finding for finding in checked.findings if finding.severity == "error"]
        lines = "\n".join(f"- {finding.message(study.language)}" for finding in errors)
        raise DataError(f"The files have {len(errors)} errors; `peereval check` shows where.\n{lines}")
    measures, waits = _chosen(checked.scored.measures, _waits(study), outcomes)
    from peereval.plan.compare import compare_run, read_lock  # noqa: PLC0415  (what `check` needs not)

    lock = read_lock(study)
    say = progress or (lambda _what, _step, _steps: None)
    results, findings = _results(checked.scored.frame, checked.data.absences, study, measures, say)
    for made, found in (_families(study, measures, results), _wait(checked.scored.frame, study, waits)):
        results, findings = [*results, *made], [*findings, *found]
    kept = {one.name for one in measures}
    described = [result for result in checked.scored.results if result.outcome in kept]
    compared = compare_run(lock, study, (measures, waits), results, (*checked.findings, *findings))
    provenance = {
        **describe_environment(),
        "seed": study.seed,
        "simulated": study.simulated,
        "files": [asdict(file) for file in checked.data.files],
        # Corrections name participants and their values: the manifest says only how many cells they changed.
        "corrected": checked.corrected,
        "study": study.model_dump(mode="json", exclude={"corrections"}),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 3),
    }
    found = (*checked.findings, *findings, *compared.findings)
    return Analysis(study, found, {**provenance, "plan": compared.facts}, (*described, *results))


def _families(
    study: Study, measures: tuple[Measure, ...], results: Sequence[Result]
) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Return the families of tests, which take the contrasts of all measures together."""
    from peereval.estimate.study_families import decide_families  # noqa: PLC0415  (as below)

    return decide_families(study, measures, results)


def _results(
    frame: pd.DataFrame,
    absences: pd.DataFrame,
    study: Study,
    measures: tuple[Measure, ...],
    say: Progress,
) -> tuple[list[Result], list[Finding]]:
    """Return every result of the stages describe, model and estimate."""
    # Imported here so that `check` starts without the statistics.
    from peereval.describe.study import describe_study  # noqa: PLC0415
    from peereval.estimate.model_table import model_table  # noqa: PLC0415
    from peereval.estimate.study_outcome import merge_findings, model_outcome  # noqa: PLC0415
    from peereval.score.typed import name_categories  # noqa: PLC0415
    from peereval.sensitivity.marginal.outcome import model_typed_outcome  # noqa: PLC0415
    from peereval.sensitivity.run import analyse_sensitivity, asked_measures  # noqa: PLC0415

    questioned = asked_measures(study, measures)
    steps = len(measures) + len(questioned) + 1
    say("describe", 0, steps)
    results = describe_study(frame, name_categories(frame, measures), absences, study, measures)
    modelled, by_site = model_table(frame, study)
    findings: list[Finding] = []
    for step, measure in enumerate(measures, start=1):
        say(measure.labels.get(study.language, measure.name), step, steps)
        if measure.type == "continuous":
            made, found = model_outcome(modelled, study, measure, by_site=by_site)
        else:
            made, found = model_typed_outcome(modelled, study, measure)
        results += made
        findings += found
    for step, measure in enumerate(questioned, start=len(measures) + 1):
        named = measure.labels.get(study.language, measure.name)
        say(term("progress.sensitivity", study.language, measure=named), step, steps)
        main = [result for result in results if result.outcome == measure.name]
        answers, found_by = analyse_sensitivity(modelled, frame, study, measure, main, by_site=by_site)
        results += answers
        findings += found_by
    say("done", steps, steps)
    return results, merge_findings(findings)


def _wait(frame: pd.DataFrame, study: Study, waits: tuple[str, ...]) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Return the results and findings of the times to an event."""
    from peereval.estimate.model_table import model_table  # noqa: PLC0415
    from peereval.estimate.study_survival import model_event_time  # noqa: PLC0415

    if not waits:
        return (), ()
    modelled, _ = model_table(frame, study)
    made = [model_event_time(modelled, study, name) for name in waits]
    return tuple(one for results, _ in made for one in results), tuple(one for _, found in made for one in found)


def _waits(study: Study) -> tuple[str, ...]:
    """Return the time-to-event outcomes of a study."""
    return tuple(name for name, outcome in study.outcomes.items() if outcome.type == "time-to-event")


def _chosen(
    measures: tuple[Measure, ...], waits: tuple[str, ...], outcomes: Sequence[str] | None
) -> tuple[tuple[Measure, ...], tuple[str, ...]]:
    """Return the measures and times to an event asked for, by outcome or by name, or refuse an unknown one."""
    if not outcomes:
        return measures, waits
    known = list(dict.fromkeys([*(name for one in measures for name in (one.outcome, one.name)), *waits]))
    for name in outcomes:
        if name not in known:
            raise DataError(f"'{name}' is not an outcome; they are: {', '.join(known)}.{did_you_mean(name, known)}")
    asked = tuple(one for one in measures if {one.outcome, one.name} & set(outcomes))
    return asked, tuple(name for name in waits if name in outcomes)
