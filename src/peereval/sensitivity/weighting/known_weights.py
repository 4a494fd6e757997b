"""Differences in change with the weights taken as known: a robust variance by cluster, nothing refitted."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.marginal_contrasts import marginal_contrasts
from peereval.model.marginal.independence import fit_marginal
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.weighting.asked import Question
from peereval.sensitivity.weighting.followed import Followed
from peereval.sensitivity.weighting.replicate_inference import contrast_keys
from peereval.sensitivity.weighting.replicate_weights import Weighting, refuse_unweighed, weigh_replicates
from peereval.sensitivity.weighting.resampling import refuse_few
from peereval.sensitivity.weighting.roles import Roles

Floats = NDArray[np.float64]


def contrasts_with_known_weights(
    followed: Followed, weighting: Weighting, roles: Roles, about: Question, level: float
) -> Result:
    """Return weighted differences in change with CR2 by site (by participant without sites), Bell-McCaffrey df.

    Raises
    ------
    DataError, FitError
        If a group is in one site only, or covariates separate the groups.
    """
    people = followed.propensity
    if people.site is not None:
        refuse_few(people.site, people.treated)
    weighed = weigh_replicates(people, people.whole, weighting)
    if not weighed.found[0]:
        refuse_unweighed(people)
    covariates = [f"column_{j}" for j in range(1, followed.columns.shape[1])]
    formula = "y ~ treated * visit" + (f" + ({' + '.join(covariates)}) * visit" if covariates else "")
    by_site = people.site is not None
    fit = fit_marginal(
        formula,
        _long(followed, weighed.weights[0], covariates),
        participant="person",
        visit="visit",
        cluster="site" if by_site else "person",
        weights="weight",
    )
    found = marginal_contrasts(fit, group="treated", reference="no", baseline=0, level=level)
    values = found.rows.drop(columns=list(found.keys)).assign(quantity=about.quantity)
    frame = pd.concat([contrast_keys(followed, roles), values], axis=1)
    said = {"variance": "cr2 by site" if by_site else "cr2 by participant", "inference": "known weights"}
    method = {**about.method, **said, "df_method": found.method["df_method"], "level": level}
    notes = (*followed.notes, *about.notes, Note("weighted_known"))
    return make_result(about.kind, frame, outcome=roles.outcome, method=method, notes=notes)


def _long(followed: Followed, weights: Floats, covariates: list[str]) -> pd.DataFrame:
    """Return one row per value seen, visits as numbers from 0."""
    person, visit = np.nonzero(np.isfinite(followed.values))
    people = followed.propensity
    own = {name: followed.columns[person, j] for j, name in enumerate(covariates, start=1)}
    return pd.DataFrame(
        {
            "person": person,
            "visit": visit,
            "treated": pd.Categorical(np.where(people.treated[person], "yes", "no"), categories=["no", "yes"]),
            "site": person if people.site is None else people.site[person],
            "weight": weights[person],
            "y": followed.values[person, visit],
            **own,
        }
    )
