"""The registry: what becomes of each kind of result in an external report.

A kind that stands nowhere here is left out of external reports entirely.
"""

from collections.abc import Callable, Mapping

from peereval.report.disclosure.known import Known
from peereval.report.disclosure.mask_models import (
    keep_exactly,
    keep_result,
    mask_adjusted,
    mask_coefficients,
    mask_effect_size,
    mask_estimates,
    mask_fit,
    mask_residuals,
)
from peereval.report.disclosure.mask_people import (
    mask_baseline,
    mask_counts,
    mask_flow,
    mask_observed,
    mask_reliability,
)
from peereval.results import Result

Mask = Callable[[Result, Known], Result | None]

MASKS: Mapping[str, Mask] = {
    "measure": keep_exactly,
    "flow": mask_flow,
    "analysed": mask_counts,
    "observed": mask_observed,
    "baseline": mask_baseline,
    "reliability": mask_reliability,
    "adjusted_means": mask_adjusted,
    "changes": mask_estimates,
    "change_contrasts": mask_estimates,
    "change_contrasts_beside": mask_estimates,
    "level_contrasts": mask_estimates,
    "t0_adjusted": mask_estimates,
    "t0_adjusted_beside": mask_estimates,
    "effect_size": mask_effect_size,
    "joint_test": keep_result,
    "coefficients": mask_coefficients,
    "covariance": keep_result,
    "variance_components": keep_result,
    "fit": mask_fit,
    "residuals": mask_residuals,
}
"""Kinds with a rule, and the rule."""

DROPPED: Mapping[str, str] = {
    "leave_one_site_out": "an estimate with and without a site gives that of the site, which has a name and few people",
    "site_influence": "a row is a site, which has a name and few people",
}
"""Kinds that never leave, and why."""
