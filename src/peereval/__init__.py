"""peereval: statistics for longitudinal evaluations of peer-support programmes.

Two doors to the same room: `read_study` and `analyze` for a study file, `fit_mixed` and the
estimates for a data frame. Names are imported on first use, so that the package starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peereval.checks.data import Checks, check_data
    from peereval.errors import DataError, DisclosureError, FitError, PeerevalError, ScoringError, StudyFileError
    from peereval.estimate.contrasts import change_contrasts, changes, level_contrasts
    from peereval.estimate.effect_size import effect_sizes, pooled_deviation
    from peereval.estimate.hazard_ratio import hazard_ratio
    from peereval.estimate.joint import joint_test
    from peereval.estimate.leave_one_out import leave_one_site_out
    from peereval.estimate.linear import coefficients, linear_contrasts
    from peereval.estimate.marginal_contrasts import marginal_contrasts
    from peereval.estimate.marginal_inference import marginal_coefficients
    from peereval.estimate.marginal_means import marginal_means
    from peereval.estimate.means import adjusted_means
    from peereval.estimate.pairwise import pairwise_contrasts
    from peereval.estimate.restricted_mean import restricted_mean_difference
    from peereval.estimate.survival_curves import survival_curves
    from peereval.estimate.variance_components import variance_components
    from peereval.load.read import Data, read_data
    from peereval.model.diagnostics import residuals
    from peereval.model.diagnostics_influence import influence
    from peereval.model.fit import Fit, FitStatus
    from peereval.model.marginal.fit import MarginalFit
    from peereval.model.marginal.independence import fit_marginal
    from peereval.model.mixed import fit_mixed
    from peereval.model.robust import with_variance
    from peereval.pipeline import analyze
    from peereval.plan.draft.write import draft_study
    from peereval.privacy.codes import pseudonymise
    from peereval.report.disclosure.apply import disclose
    from peereval.report.scores_book import write_scores
    from peereval.report.write import write_report
    from peereval.results import Analysis, Finding, Note, Result
    from peereval.score.catalogue import instruments
    from peereval.score.instrument_scores import score_instrument
    from peereval.score.instruments import Instrument
    from peereval.score.keyfile import read_instrument
    from peereval.sensitivity.attendance.completers import select_completers
    from peereval.sensitivity.attendance.contrasts import attendance_weighted_contrasts
    from peereval.sensitivity.attendance.weights import AttendanceWeights, attendance_weights
    from peereval.sensitivity.imputation.imputed import impute_conditional_mean
    from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
    from peereval.sensitivity.imputation.reference_based import reference_based_contrasts, reference_based_means
    from peereval.sensitivity.late_entry.survivors import survivor_band
    from peereval.sensitivity.meaning.dose import dose_association
    from peereval.sensitivity.meaning.e_value import e_value
    from peereval.sensitivity.meaning.needed import number_needed
    from peereval.sensitivity.meaning.responder_curve import responder_curve
    from peereval.sensitivity.meaning.responders import responder_contrasts
    from peereval.sensitivity.meaning.thresholds import change_thresholds
    from peereval.sensitivity.site_level.contrasts import site_level_contrasts
    from peereval.sensitivity.trends.bounds import bound_trends
    from peereval.sensitivity.weighting.contrasts import weighted_contrasts
    from peereval.sensitivity.weighting.doubly_robust import doubly_robust_contrasts
    from peereval.sensitivity.weighting.doubly_robust_did import doubly_robust_did
    from peereval.sensitivity.weighting.multinomial import MultinomialWeights, multinomial_weights
    from peereval.sensitivity.weighting.weighted_levels import weighted_levels
    from peereval.sensitivity.weighting.weights import PropensityWeights, propensity_weights
    from peereval.study import Study, read_study
    from peereval.validate.privacy import identifying_columns

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "results",
    "AttendanceWeights": "sensitivity.attendance.weights",
    "Checks": "checks.data",
    "Data": "load.read",
    "DataError": "errors",
    "DisclosureError": "errors",
    "Finding": "results",
    "Fit": "model.fit",
    "FitError": "errors",
    "FitStatus": "model.fit",
    "Instrument": "score.instruments",
    "MarginalFit": "model.marginal.fit",
    "MultinomialWeights": "sensitivity.weighting.multinomial",
    "Note": "results",
    "PeerevalError": "errors",
    "PropensityWeights": "sensitivity.weighting.weights",
    "Result": "results",
    "ScoringError": "errors",
    "Study": "study",
    "StudyFileError": "errors",
    "adjusted_means": "estimate.means",
    "bound_trends": "sensitivity.trends.bounds",
    "analyze": "pipeline",
    "attendance_weighted_contrasts": "sensitivity.attendance.contrasts",
    "attendance_weights": "sensitivity.attendance.weights",
    "change_contrasts": "estimate.contrasts",
    "changes": "estimate.contrasts",
    "check_data": "checks.data",
    "coefficients": "estimate.linear",
    "draft_study": "plan.draft.write",
    "disclose": "report.disclosure.apply",
    "doubly_robust_contrasts": "sensitivity.weighting.doubly_robust",
    "doubly_robust_did": "sensitivity.weighting.doubly_robust_did",
    "effect_sizes": "estimate.effect_size",
    "fit_marginal": "model.marginal.independence",
    "fit_mixed": "model.mixed",
    "identifying_columns": "validate.privacy",
    "impute_conditional_mean": "sensitivity.imputation.imputed",
    "influence": "model.diagnostics_influence",
    "instruments": "score.catalogue",
    "joint_test": "estimate.joint",
    "leave_one_site_out": "estimate.leave_one_out",
    "level_contrasts": "estimate.contrasts",
    "linear_contrasts": "estimate.linear",
    "marginal_coefficients": "estimate.marginal_inference",
    "marginal_contrasts": "estimate.marginal_contrasts",
    "marginal_means": "estimate.marginal_means",
    "multinomial_weights": "sensitivity.weighting.multinomial",
    "multiply_imputed_contrasts": "sensitivity.imputation.multiple",
    "pairwise_contrasts": "estimate.pairwise",
    "pooled_deviation": "estimate.effect_size",
    "propensity_weights": "sensitivity.weighting.weights",
    "read_instrument": "score.keyfile",
    "pseudonymise": "privacy.codes",
    "read_data": "load.read",
    "read_study": "study",
    "reference_based_contrasts": "sensitivity.imputation.reference_based",
    "reference_based_means": "sensitivity.imputation.reference_based",
    "residuals": "model.diagnostics",
    "survivor_band": "sensitivity.late_entry.survivors",
    "site_level_contrasts": "sensitivity.site_level.contrasts",
    "score_instrument": "score.instrument_scores",
    "select_completers": "sensitivity.attendance.completers",
    "variance_components": "estimate.variance_components",
    "weighted_contrasts": "sensitivity.weighting.contrasts",
    "weighted_levels": "sensitivity.weighting.weighted_levels",
    "with_variance": "model.robust",
    "write_report": "report.write",
    "write_scores": "report.scores_book",
    "change_thresholds": "sensitivity.meaning.thresholds",
    "dose_association": "sensitivity.meaning.dose",
    "hazard_ratio": "estimate.hazard_ratio",
    "restricted_mean_difference": "estimate.restricted_mean",
    "survival_curves": "estimate.survival_curves",
    "e_value": "sensitivity.meaning.e_value",
    "number_needed": "sensitivity.meaning.needed",
    "responder_contrasts": "sensitivity.meaning.responders",
    "responder_curve": "sensitivity.meaning.responder_curve",
}

__all__ = [
    "Analysis",
    "AttendanceWeights",
    "Checks",
    "Data",
    "DataError",
    "DisclosureError",
    "Finding",
    "Fit",
    "FitError",
    "FitStatus",
    "Instrument",
    "MarginalFit",
    "MultinomialWeights",
    "Note",
    "PeerevalError",
    "PropensityWeights",
    "Result",
    "ScoringError",
    "Study",
    "StudyFileError",
    "__version__",
    "adjusted_means",
    "analyze",
    "attendance_weighted_contrasts",
    "attendance_weights",
    "bound_trends",
    "change_contrasts",
    "change_thresholds",
    "changes",
    "check_data",
    "coefficients",
    "disclose",
    "dose_association",
    "doubly_robust_contrasts",
    "doubly_robust_did",
    "draft_study",
    "e_value",
    "effect_sizes",
    "fit_marginal",
    "fit_mixed",
    "hazard_ratio",
    "identifying_columns",
    "impute_conditional_mean",
    "influence",
    "instruments",
    "joint_test",
    "leave_one_site_out",
    "level_contrasts",
    "linear_contrasts",
    "marginal_coefficients",
    "marginal_contrasts",
    "marginal_means",
    "multinomial_weights",
    "multiply_imputed_contrasts",
    "number_needed",
    "pairwise_contrasts",
    "pooled_deviation",
    "propensity_weights",
    "pseudonymise",
    "read_data",
    "read_instrument",
    "read_study",
    "reference_based_contrasts",
    "reference_based_means",
    "residuals",
    "responder_contrasts",
    "responder_curve",
    "restricted_mean_difference",
    "score_instrument",
    "select_completers",
    "site_level_contrasts",
    "survival_curves",
    "survivor_band",
    "variance_components",
    "weighted_contrasts",
    "weighted_levels",
    "with_variance",
    "write_report",
    "write_scores",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'peereval' has no attribute {name!r}")
    value = getattr(import_module(f"peereval.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
