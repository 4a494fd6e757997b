"""The table of the models of a study: cohorts, covariates and site of each participant."""

import pandas as pd

from peereval.describe.entry import covariate_columns, entry_visit, first_attended
from peereval.describe.sites import first_site, read_site_design
from peereval.estimate.cohorts import split_cohorts
from peereval.study import Study


def model_table(frame: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, bool]:
    """Return the table of the models, and whether the group is assigned by site.

    Cohorts are split by visit of entry; covariates and the site are those of the first visit
    attended. Where there is one site only, or someone has none, the table has no site.
    """
    design = read_site_design(frame, study)
    sites = first_site(frame, study) if design.n_sites > 1 else None
    modelled = frame.drop(columns="site", errors="ignore")
    if sites is not None and sites.notna().all():
        modelled = modelled.assign(site=sites)
    covariates = list(study.model.covariates)
    if covariates:
        held = covariate_columns(study)
        carried = first_attended(frame, held, study)
        modelled = modelled.assign(**{name: carried[column] for name, column in zip(covariates, held, strict=True)})
    return split_cohorts(modelled, study, entry_visit(frame, study)), design.by_site
