"""peereval: statistics for longitudinal evaluations of peer-support programmes.

Two doors to the same room: `read_study` and `analyze` for a study file, `fit_mixed` and
the estimates for a data frame. Names are imported on first use, so that ``import
peereval`` and the command line start at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peereval.checks.data import Checks, check_data
    from peereval.errors import DataError, DisclosureError, FitError, PeerevalError, ScoringError, StudyFileError
    from peereval.estimate.contrasts import change_contrasts, changes, level_contrasts
    from peereval.estimate.correlation import contrast_correlations
    from peereval.estimate.effect_size import effect_sizes, pooled_deviation
    from peereval.estimate.families import adjust_families
    from peereval.estimate.joint import joint_test
    from peereval.estimate.leave_one_out import leave_one_site_out
    from peereval.estimate.linear import coefficients, linear_contrasts
    from peereval.estimate.means import adjusted_means
    from peereval.estimate.pairwise import pairwise_contrasts
    from peereval.estimate.variance_components import variance_components
    from peereval.load.read import Data, read_data
    from peereval.model.diagnostics import residuals
    from peereval.model.diagnostics_influence import influence
    from peereval.model.fit import Fit, FitStatus
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
    from peereval.sensitivity.imputation.imputed import impute_conditional_mean
    from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
    from peereval.sensitivity.imputation.reference_based import reference_based_contrasts, reference_based_means
    from peereval.sensitivity.late_entry.survivors import survivor_band
    from peereval.sensitivity.site_level.contrasts import site_level_contrasts
    from peereval.sensitivity.subgroups.counts import subgroup_counts
    from peereval.sensitivity.subgroups.interaction import subgroup_joint_test
    from peereval.sensitivity.subgroups.within import subgroup_contrasts, subgroup_differences
    from peereval.sensitivity.trends.bounds import bound_trends
    from peereval.study import Study, read_study
    from peereval.validate.privacy import identifying_columns

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "results",
    "Checks": "checks.data",
    "Data": "load.read",
    "DataError": "errors",
    "DisclosureError": "errors",
    "Finding": "results",
    "Fit": "model.fit",
    "FitError": "errors",
    "FitStatus": "model.fit",
    "Instrument": "score.instruments",
    "Note": "results",
    "PeerevalError": "errors",
    "Result": "results",
    "ScoringError": "errors",
    "Study": "study",
    "StudyFileError": "errors",
    "adjust_families": "estimate.families",
    "adjusted_means": "estimate.means",
    "bound_trends": "sensitivity.trends.bounds",
    "analyze": "pipeline",
    "change_contrasts": "estimate.contrasts",
    "changes": "estimate.contrasts",
    "check_data": "checks.data",
    "coefficients": "estimate.linear",
    "draft_study": "plan.draft.write",
    "contrast_correlations": "estimate.correlation",
    "disclose": "report.disclosure.apply",
    "effect_sizes": "estimate.effect_size",
    "fit_mixed": "model.mixed",
    "identifying_columns": "validate.privacy",
    "impute_conditional_mean": "sensitivity.imputation.imputed",
    "influence": "model.diagnostics_influence",
    "instruments": "score.catalogue",
    "joint_test": "estimate.joint",
    "leave_one_site_out": "estimate.leave_one_out",
    "level_contrasts": "estimate.contrasts",
    "linear_contrasts": "estimate.linear",
    "multiply_imputed_contrasts": "sensitivity.imputation.multiple",
    "pairwise_contrasts": "estimate.pairwise",
    "pooled_deviation": "estimate.effect_size",
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
    "subgroup_contrasts": "sensitivity.subgroups.within",
    "subgroup_counts": "sensitivity.subgroups.counts",
    "subgroup_differences": "sensitivity.subgroups.within",
    "subgroup_joint_test": "sensitivity.subgroups.interaction",
    "variance_components": "estimate.variance_components",
    "with_variance": "model.robust",
    "write_report": "report.write",
    "write_scores": "report.scores_book",
}

__all__ = [
    "Analysis",
    "Checks",
    "Data",
    "DataError",
    "DisclosureError",
    "Finding",
    "Fit",
    "FitError",
    "FitStatus",
    "Instrument",
    "Note",
    "PeerevalError",
    "Result",
    "ScoringError",
    "Study",
    "StudyFileError",
    "__version__",
    "adjust_families",
    "adjusted_means",
    "analyze",
    "bound_trends",
    "change_contrasts",
    "changes",
    "check_data",
    "coefficients",
    "contrast_correlations",
    "disclose",
    "draft_study",
    "effect_sizes",
    "fit_mixed",
    "identifying_columns",
    "impute_conditional_mean",
    "influence",
    "instruments",
    "joint_test",
    "leave_one_site_out",
    "level_contrasts",
    "linear_contrasts",
    "multiply_imputed_contrasts",
    "pairwise_contrasts",
    "pooled_deviation",
    "pseudonymise",
    "read_data",
    "read_instrument",
    "read_study",
    "reference_based_contrasts",
    "reference_based_means",
    "residuals",
    "score_instrument",
    "site_level_contrasts",
    "subgroup_contrasts",
    "subgroup_counts",
    "subgroup_differences",
    "subgroup_joint_test",
    "survivor_band",
    "variance_components",
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
