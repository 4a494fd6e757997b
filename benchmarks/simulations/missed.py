"""Analyses of studies with missed visits, missing at random."""

from peereval.model.fit import Fit
from peereval.model.robust import with_variance
from peereval.sensitivity.attendance.completers import select_completers
from peereval.sensitivity.attendance.contrasts import attendance_weighted_contrasts
from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
from simulations.answers import (
    BASELINE,
    GROUP,
    MAIN,
    REFERENCE,
    Answer,
    Study,
    at_end,
    change_at_end,
    mixed,
)
from simulations.assumed import IMPUTATIONS, impute_people


def main_cr2(study: Study) -> Answer:
    """Ask the main model, CR2 by site."""
    return change_at_end(with_variance(_sites(study), "cr2", cluster="site"))


def main_kenward_roger(study: Study) -> Answer:
    """Ask the main model, Kenward-Roger."""
    return change_at_end(_sites(study))


def _sites(study: Study) -> Fit:
    return study.fit("sites", lambda: mixed(MAIN, study.data.seen, "site"))


def completers(study: Study) -> Answer:
    """Ask the main model of those seen at every visit, CR2 by site."""
    rows = select_completers(study.data.seen, "y", participant="participant", visit="visit")
    return change_at_end(with_variance(mixed(MAIN, rows, "site"), "cr2", cluster="site"))


def attendance(study: Study) -> Answer:
    """Attendance weights taken as known, CR2 by site."""
    return _attendance(study, "cr2")


def attendance_jackknife(study: Study) -> Answer:
    """Attendance weights, jackknife by site with attendance modelled anew."""
    return _attendance(study, "jackknife")


def _attendance(study: Study, inference: str) -> Answer:
    return at_end(
        attendance_weighted_contrasts(
            study.data.seen,
            "y",
            participant="participant",
            visit="visit",
            group=GROUP,
            reference=REFERENCE,
            baseline=BASELINE,
            attendance_covariates=["age"],
            covariates=["age"],
            site="site",
            inference=inference,  # type: ignore[arg-type]
        )
    )


def imputed_by_site(study: Study) -> Answer:
    """Multiple imputation from the main model with its sites, CR2 by site within, Rubin."""
    found = multiply_imputed_contrasts(
        _sites(study),
        study.data.seen,
        group=GROUP,
        reference=REFERENCE,
        baseline=BASELINE,
        rng=study.rng,
        imputations=IMPUTATIONS,
        site="site",
    )
    return at_end(found)


def imputed_without_sites(study: Study) -> Answer:
    """Multiple imputation from the main model without sites, people taken as independent, Rubin."""
    return impute_people(study)
