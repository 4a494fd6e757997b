"""Analyses of studies with selection into the groups."""

from peereval.estimate.marginal_contrasts import marginal_contrasts
from peereval.model.marginal.independence import fit_marginal
from peereval.sensitivity.weighting.contrasts import weighted_contrasts
from peereval.sensitivity.weighting.doubly_robust import doubly_robust_contrasts
from peereval.sensitivity.weighting.doubly_robust_did import doubly_robust_did
from simulations.answers import BASELINE, GROUP, REFERENCE, Answer, Study, at_end

COVARIATES = ["age", "b"]


def unweighted(study: Study) -> Answer:
    """Independence estimating equations without weights and covariates."""
    fit = fit_marginal("y ~ group * visit", study.data.seen, participant="participant", visit="visit", cluster="site")
    return at_end(marginal_contrasts(fit, group=GROUP, reference=REFERENCE, baseline=BASELINE))


def weighted(study: Study) -> Answer:
    """Weights for the effect in the treated, jackknife by site."""
    return _weighted(study, "jackknife")


def _weighted(study: Study, inference: str) -> Answer:
    return at_end(
        weighted_contrasts(
            study.data.seen,
            "y",
            participant="participant",
            visit="visit",
            group=GROUP,
            reference=REFERENCE,
            baseline=BASELINE,
            propensity_covariates=COVARIATES,
            site="site",
            inference=inference,  # type: ignore[arg-type]
        )
    )


def doubly_robust(study: Study) -> Answer:
    """Weighted regression adjustment at the same T0, jackknife by site."""
    found = doubly_robust_contrasts(
        study.data.seen,
        "y",
        participant="participant",
        visit="visit",
        group=GROUP,
        reference=REFERENCE,
        baseline=BASELINE,
        propensity_covariates=COVARIATES,
        site="site",
    )
    return at_end(found)


def robust_did(study: Study) -> Answer:
    """Doubly robust difference in differences, jackknife by site."""
    return at_end(
        doubly_robust_did(
            study.data.seen,
            "y",
            participant="participant",
            visit="visit",
            group=GROUP,
            reference=REFERENCE,
            baseline=BASELINE,
            covariates=COVARIATES,
            site="site",
        )
    )
