"""peereval: statistics for longitudinal evaluations of peer-support programmes.

Two doors to the same room: `read_study` and `analyze` for a study file, `fit_mixed` and the
estimates for a data frame. Names are imported on first use, so that the package starts at once.
"""

from importlib import import_module

__version__ = "0.1.0"

# The module of each public name; __init__.pyi says the same to editors and type checkers.
_HOMES = {
    "Analysis": "results",
    "AttendanceWeights": "sensitivity.attendance.weights",
    "Checks": "checks.data",
    "Data": "load.read",
    "DataError": "errors",
    "DisclosureError": "errors",
    "Dossier": "dossier",
    "Finding": "remarks",
    "Fit": "model.fit",
    "FitError": "errors",
    "FitStatus": "model.fit",
    "Instrument": "score.instruments",
    "Lock": "plan.lock",
    "MarginalFit": "model.marginal.fit",
    "MultinomialWeights": "sensitivity.weighting.multinomial",
    "Note": "remarks",
    "PeerevalError": "errors",
    "Programme": "study.programme",
    "PropensityWeights": "sensitivity.weighting.weights",
    "Replay": "replication.replayed",
    "Result": "results",
    "ScoringError": "errors",
    "Source": "dossier",
    "Study": "study",
    "StudyFileError": "errors",
    "adjust_families": "estimate.families",
    "adjusted_means": "estimate.means",
    "analyze": "pipeline",
    "attendance_weighted_contrasts": "sensitivity.attendance.contrasts",
    "attendance_weights": "sensitivity.attendance.weights",
    "bound_trends": "sensitivity.trends.bounds",
    "change_contrasts": "estimate.contrasts",
    "change_thresholds": "sensitivity.meaning.thresholds",
    "changes": "estimate.contrasts",
    "check_data": "checks.data",
    "coefficients": "estimate.linear",
    "compare_with_published": "dossiers.comparison",
    "contrast_correlations": "estimate.correlation",
    "costs_beside_effects": "describe.programme.beside_effects",
    "describe_programme": "describe.programme.run",
    "disclose": "report.disclosure.apply",
    "dose_association": "sensitivity.meaning.dose",
    "doubly_robust_contrasts": "sensitivity.weighting.doubly_robust",
    "doubly_robust_did": "sensitivity.weighting.doubly_robust_did",
    "draft_study": "plan.draft.write",
    "e_value": "sensitivity.meaning.e_value",
    "effect_sizes": "estimate.effect_size",
    "fit_marginal": "model.marginal.independence",
    "fit_mixed": "model.mixed",
    "hazard_ratio": "estimate.hazard_ratio",
    "identifying_columns": "validate.privacy",
    "impute_conditional_mean": "sensitivity.imputation.imputed",
    "impute_covariates": "sensitivity.imputation.covariates",
    "impute_items": "sensitivity.imputation.items",
    "influence": "model.diagnostics_influence",
    "instruments": "score.catalogue",
    "joint_test": "estimate.joint",
    "leave_one_site_out": "estimate.leave_one_out",
    "level_contrasts": "estimate.contrasts",
    "linear_contrasts": "estimate.linear",
    "lock_plan": "plan.lock",
    "marginal_coefficients": "estimate.marginal_inference",
    "marginal_contrasts": "estimate.marginal_contrasts",
    "marginal_means": "estimate.marginal_means",
    "monitor_programme": "dossiers.programme",
    "multinomial_weights": "sensitivity.weighting.multinomial",
    "multiply_imputed_contrasts": "sensitivity.imputation.multiple",
    "number_needed": "sensitivity.meaning.needed",
    "pairwise_contrasts": "estimate.pairwise",
    "pool_results": "sensitivity.imputation.pooled_results",
    "pooled_deviation": "estimate.effect_size",
    "propensity_weights": "sensitivity.weighting.weights",
    "pseudonymise": "privacy.codes",
    "read_data": "load.read",
    "read_instrument": "score.keyfile",
    "read_lock": "plan.lock",
    "read_programme": "load.programme",
    "read_study": "study",
    "recalculate": "dossiers.recalculation",
    "reference_based_contrasts": "sensitivity.imputation.reference_based",
    "reference_based_means": "sensitivity.imputation.reference_based",
    "replay": "replication.replay",
    "reproduce_stigma": "dossiers.reproduction",
    "residuals": "model.diagnostics",
    "responder_contrasts": "sensitivity.meaning.responders",
    "responder_curve": "sensitivity.meaning.responder_curve",
    "restricted_mean_difference": "estimate.restricted_mean",
    "review_trials": "dossiers.trials",
    "score_instrument": "score.instrument_scores",
    "select_completers": "sensitivity.attendance.completers",
    "site_level_contrasts": "sensitivity.site_level.contrasts",
    "subgroup_contrasts": "sensitivity.subgroups.within",
    "subgroup_counts": "sensitivity.subgroups.counts",
    "subgroup_differences": "sensitivity.subgroups.within",
    "subgroup_joint_test": "sensitivity.subgroups.interaction",
    "survival_curves": "estimate.survival_curves",
    "survivor_band": "sensitivity.late_entry.survivors",
    "tipping_point": "sensitivity.tipping.turning",
    "variance_components": "estimate.variance_components",
    "weighted_contrasts": "sensitivity.weighting.contrasts",
    "weighted_levels": "sensitivity.weighting.weighted_levels",
    "with_variance": "model.robust",
    "write_dossier": "report.dossiers.write",
    "write_plan": "planning",
    "write_report": "report.write",
    "write_scores": "report.scores_book",
}

# Whole subjects, with public names of their own.
_SUBJECTS = ("evidence",)

__all__ = ["__version__", *_HOMES, *_SUBJECTS]  # noqa: PLE0604  (names are those of the table)


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name in _SUBJECTS:
        return import_module(f"peereval.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'peereval' has no attribute {name!r}")
    value = getattr(import_module(f"peereval.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
