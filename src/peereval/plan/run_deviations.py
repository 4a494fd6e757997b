"""What a run did otherwise than study.yaml says: outcomes left aside, analyses refused, fallbacks of the model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peereval.remarks import Finding
from peereval.results import Result
from peereval.study.words import Said, name_text

if TYPE_CHECKING:
    from peereval.study import Study

_REFUSED = {
    "sensitivity-refused": "",
    "t0-adjusted-not-fitted": "first value",
    "t0-adjusted-one-visit": "first value",
    "marginal-not-fitted": "marginal model",
    "families-refused": "families",
    "families-not-analysed": "families",
    "subgroups-refused": "subgroups",
    "weighted-levels-not-fitted": "weighted levels",
    "event-not-estimated": "time to event",
    "dose-not-estimated": "dose",
}
"""Rules of findings that say an analysis was not done, and the analysis where the finding does not name it."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What was asked of a run and what came of it.

    Attributes
    ----------
    measured
        The outcomes of the study that were analysed.
    questioned
        The measures that sensitivity analyses were asked about.
    results, findings
        What the run made.
    """

    measured: tuple[str, ...]
    questioned: tuple[str, ...]
    results: Sequence[Result]
    findings: Sequence[Finding]


def find_run_deviations(study: "Study", run: Run) -> tuple[Finding, ...]:
    """Return what a run did otherwise than planned although study.yaml says the same as the plan.

    Warnings are deviations: outcomes not analysed, planned analyses that could not be done.
    Notes are what the plan itself foresaw: the next covariance of the list, other degrees of
    freedom, people left out by its rules; no number of people is said here.
    """
    return (
        *_not_analysed(study, run),
        *_not_done(study, run),
        *_next_covariance(run),
        *_other_df(run),
        *_left_out(run),
    )


def _not_analysed(study: "Study", run: Run) -> Iterator[Finding]:
    left = [name for name in study.outcomes if name not in run.measured]
    if left:
        said = Said(*(", ".join(name_text(name, study, language) for name in left) for language in ("en", "fr")))
        yield Finding("warning", "plan-outcomes-left", values={"left": said})


def _not_done(study: "Study", run: Run) -> Iterator[Finding]:
    """Yield each planned analysis that was refused, or has no answer, once for all the measures it lacks."""
    lacking: dict[str, dict[str, None]] = {}
    for finding in run.findings:
        if finding.rule in _REFUSED:
            asked = str(finding.values.get("analysis") or _REFUSED[finding.rule])
            for outcome in str(finding.values.get("outcomes", "")).split(", "):
                lacking.setdefault(asked, {})[outcome] = None
    named = {slug for asked in lacking for slug in asked.split(", ")}
    for slug in _weighted(study):
        without = [one for one in run.questioned if slug not in _answers(run.results, one)]
        if without and not {slug, "weights", "balance"} & named:
            lacking[slug] = dict.fromkeys(without)
    for asked, outcomes in lacking.items():
        yield Finding("warning", "plan-not-done", values={"analysis": asked, "outcomes": ", ".join(outcomes)})


def _weighted(study: "Study") -> tuple[str, ...]:
    keys = study.sensitivity
    return tuple(f"weights-{one}" for one in keys.propensity) if keys.run else ()


def _answers(results: Iterable[Result], outcome: str) -> set[str]:
    found = (one.rows["analysis"] for one in results if one.kind == "sensitivity" and one.outcome == outcome)
    return {str(name) for names in found for name in names}


def _next_covariance(run: Run) -> Iterator[Finding]:
    """Yield what was fitted where the data could not carry the first covariance of the list."""
    made: dict[tuple[str, str], list[str]] = {}
    for fit in _of(run, "fit"):
        for note in fit.notes:
            if note.code == "covariance_next":
                made.setdefault((str(note.values["tried"]), str(note.values["used"])), []).append(fit.outcome)
    for (tried, used), outcomes in made.items():
        said = {"outcomes": ", ".join(outcomes), "tried": tried, "used": used}
        yield Finding("note", "plan-covariance-next", values=said)


def _other_df(run: Run) -> Iterator[Finding]:
    """Yield the measures whose model-based rows have the df of the sites, since a site variance is 0."""
    kinds = ("change_contrasts", "change_contrasts_beside")
    results = [one for kind in kinds for one in _of(run, kind)]
    outcomes = [one.outcome for one in results if any(note.code == "between_site_df" for note in one.notes)]
    if outcomes:
        yield Finding("note", "plan-df-next", values={"outcomes": ", ".join(dict.fromkeys(outcomes))})


def _left_out(run: Run) -> Iterator[Finding]:
    """Yield the rules of the plan by which people are left out of the models."""
    lost = (one.rows for one in _of(run, "analysed"))
    if any((rows.loc[rows["quantity"] == "missing covariate", "estimate"] > 0).any() for rows in lost):
        yield Finding("note", "plan-left-out-covariates")
    if any(finding.rule == "site-changed" for finding in run.findings):
        yield Finding("note", "plan-first-site")


def _of(run: Run, kind: str) -> list[Result]:
    return [one for one in run.results if one.kind == kind]
