"""From estimates under replicates to the rows of a result."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.estimate.inference import NOT_ESTIMABLE, t_columns
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.weighting.asked import Inference, Question
from peereval.sensitivity.weighting.followed import Followed
from peereval.sensitivity.weighting.replicate_weights import refuse_unweighed
from peereval.sensitivity.weighting.resampling import (
    Estimates,
    Estimator,
    Resampling,
    draw_sites,
    leave_out,
    refuse_few,
    replicate_estimates,
    site_df,
)
from peereval.sensitivity.weighting.roles import Roles

Floats = NDArray[np.float64]
_LOST = 0.1  # of a bootstrap's replicates: with more, those that are left are a selection


def plan_replicates(followed: Followed, inference: Inference) -> Resampling:
    """Return the replicates of a variance.

    Raises
    ------
    DataError, FitError
        If there are too few sites, or no sites to draw.
    """
    people = followed.propensity
    if inference.variance == "jackknife":
        return leave_out(people.site, people.treated)
    if people.site is None or inference.rng is None:
        raise FitError("A site bootstrap draws sites: name their column (site=), or use inference='jackknife'.")
    return draw_sites(people.site, people.treated, inference.replicates, inference.rng)


def infer_contrasts(
    estimator: Estimator, followed: Followed, roles: Roles, inference: Inference, about: Question
) -> Result:
    """Return differences between two groups at each later visit, with the standard errors of replicates.

    Raises
    ------
    FitError
        If the propensity model of all people, or of a replicate, separates the groups.
    """
    resampling = plan_replicates(followed, inference)
    whole = estimator(followed.propensity.whole)
    if not whole.weighed.all():
        refuse_unweighed(followed.propensity)
    estimate = whole.values[0]
    replicates, lost = settle_replicates(replicate_estimates(estimator, resampling), estimate, resampling)
    good = np.isfinite(replicates).all(axis=0)
    errors = np.where(good, resampling.errors(replicates), np.nan)
    how = Note(f"weighted_{resampling.kind}_{resampling.unit}", replicates=resampling.n_replicates)
    notes = (how, *([Note("weighted_lost", replicates=lost)] if lost else []))
    if (np.isfinite(estimate) & ~good).any():
        notes = (*notes, Note(f"weighted_alone_{resampling.unit}"))
    said = {"variance": f"{resampling.kind} by {resampling.unit}", "inference": "estimated weights"}
    found = _Found(estimate, errors, resampling.df, {**said, "replicates": resampling.n_replicates}, notes)
    return _result(found, followed, roles, about, inference.level)


def infer_with_errors(
    estimator: Estimator, errors: Floats, followed: Followed, roles: Roles, inference: Inference, about: Question
) -> Result:
    """Return differences between two groups at each later visit, with standard errors from the influence function.

    Raises
    ------
    DataError
        If a group is in one site only.
    FitError
        If the propensity model separates the groups.
    """
    people = followed.propensity
    whole = estimator(people.whole)
    if not whole.weighed.all():
        refuse_unweighed(followed.propensity)
    df, unit = float("inf"), "participant"
    if people.site is not None:
        refuse_few(people.site, people.treated)
        df, unit = site_df(people.site, people.treated), "site"
    said = {"variance": f"influence function by {unit}", "inference": "estimated weights"}
    found = _Found(whole.values[0], errors, df, said, (Note(f"weighted_influence_{unit}"),))
    return _result(found, followed, roles, about, inference.level)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Estimates and standard errors (J,), what the result says of them, and its notes."""

    estimate: Floats
    errors: Floats
    df: float
    said: Mapping[str, object]
    notes: tuple[Note, ...]


def _result(found: _Found, followed: Followed, roles: Roles, about: Question, level: float) -> Result:
    """Return the result; a contrast without a standard error is not estimable."""
    good = np.isfinite(found.estimate) & np.isfinite(found.errors)
    rows = t_columns(np.where(good, found.estimate, np.nan), np.where(good, found.errors, np.nan), found.df, level)
    rows = rows.assign(
        df=np.where(good, found.df, np.nan), note=np.where(good, "", NOT_ESTIMABLE), quantity=about.quantity
    )
    frame = pd.concat([contrast_keys(followed, roles), rows], axis=1)
    df_method = "normal" if np.isinf(found.df) else "between-site"
    method = {**about.method, **found.said, "df_method": df_method, "level": level}
    notes = (*followed.notes, *about.notes, *found.notes)
    return make_result(about.kind, frame, outcome=roles.outcome, method=method, notes=notes)


def contrast_keys(followed: Followed, roles: Roles) -> pd.DataFrame:
    """Return the key columns: the treated group at each visit after baseline."""
    first, *later = followed.visits
    return pd.DataFrame(
        {
            roles.group: [followed.treated] * len(later),
            roles.visit: later,
            "reference": followed.reference,
            "baseline": first,
        }
    )


def settle_replicates(found: Estimates, estimate: Floats, resampling: Resampling) -> tuple[Floats, int]:
    """Return the replicates to be used, and how many of a bootstrap are not: without weights, or without an estimate.

    Raises
    ------
    FitError
        If a replicate of a jackknife has no weights, or more than a tenth of a bootstrap's are not used.
    """
    empty = ~found.weighed
    if resampling.kind == "bootstrap":
        empty = empty | np.isnan(found.values[:, np.isfinite(estimate)]).any(axis=1)
    count = int(empty.sum())
    if count and (resampling.kind == "jackknife" or count > _LOST * len(empty)):
        raise FitError(
            Note("refused_replicates_lost", count=count, total=len(empty), kind=resampling.kind, unit=resampling.unit)
        )
    return found.values[~empty], count
