"""Everything the study door makes of one measure: its models, their results, what was found."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import FitError, PeerevalError
from peereval.estimate.headline import choose_headline, held_sites
from peereval.estimate.main_model import estimate_outcome, fit_main_model
from peereval.estimate.study_effect_size import study_effect_sizes
from peereval.estimate.study_residuals import describe_residuals
from peereval.estimate.study_sites import refit_without_sites, site_influence
from peereval.estimate.t0_adjusted import estimate_t0_adjusted, fit_t0_adjusted
from peereval.model.fit import Fit
from peereval.remarks import Finding
from peereval.results import Result
from peereval.score.measure import Measure

if TYPE_CHECKING:
    from peereval.study import Study

Made = tuple[tuple[Result, ...], tuple[Finding, ...]]


def model_outcome(frame: pd.DataFrame, study: "Study", measure: Measure, *, by_site: bool) -> Made:
    """Fit the main and the T0-adjusted model of one measure, and return results and findings.

    What rests on each site is asked of primary measures only, since it refits without each.

    Parameters
    ----------
    frame
        The table of the main model: cohorts split, covariates and site carried.
    study
        The study.
    measure
        The measure: its name, whether it is primary, its important difference.
    by_site
        Whether the group is assigned by site (`read_site_design`).

    Raises
    ------
    FitError
        If the main model cannot be fitted; the message starts with the measure. A T0-adjusted
        model that cannot be fitted is a finding.
    """
    outcome = measure.name
    try:
        fit = fit_main_model(frame, study, outcome)
        headline = choose_headline(fit, study, by_site=by_site)
        results = estimate_outcome(fit, study, outcome, headline)
    except PeerevalError as error:
        raise FitError(f"{outcome}: {error}") from None
    adjusted, missed = _t0_adjusted(frame, study, outcome, by_site=by_site)
    results = (*results, *adjusted)
    sizes = study_effect_sizes(frame, study, outcome, results, measure.important_difference)
    results = (*results, *sizes, describe_residuals(fit, outcome))
    if measure.primary:
        results = (*results, *refit_without_sites(study, outcome, headline), *site_influence(fit, study, outcome))
    return results, (*_findings(fit, outcome, by_site=by_site), *missed)


def _t0_adjusted(frame: pd.DataFrame, study: "Study", outcome: str, *, by_site: bool) -> Made:
    try:
        fit = fit_t0_adjusted(frame, study, outcome)
        if fit is None:
            return (), (Finding("note", "t0-adjusted-one-visit", values={"outcomes": outcome}),)
        return estimate_t0_adjusted(study, outcome, choose_headline(fit, study, by_site=by_site)), ()
    except PeerevalError:
        return (), (Finding("note", "t0-adjusted-not-fitted", values={"outcomes": outcome}),)


def _findings(fit: Fit, outcome: str, *, by_site: bool) -> Iterator[Finding]:
    """Yield what the fit of the main model calls to attention."""
    for component in held_sites(fit):
        rule = "site-variance-zero-by-site" if by_site else "site-variance-zero"
        yield Finding("note", rule, values={"component": component, "outcomes": outcome})
    if any(note.code == "boundary" for note in fit.status.messages):
        yield Finding("warning", "fit-boundary", values={"outcomes": outcome})


def merge_findings(findings: list[Finding]) -> list[Finding]:
    """Return one finding for those that differ only in their measures, listed in `outcomes`."""
    merged: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        rest = {name: value for name, value in finding.values.items() if name != "outcomes"}
        key = (finding.severity, finding.rule, *sorted(rest.items()))
        known = merged.get(key)
        listed = [one.values.get("outcomes") for one in (known, finding) if one is not None]
        merged[key] = replace(finding, values={**rest, "outcomes": ", ".join(map(str, listed))})
    return list(merged.values())
