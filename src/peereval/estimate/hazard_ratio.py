"""Hazard ratios: how many times as fast the event comes in one group as in the reference."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.estimate.inference import check_level, t_columns
from peereval.model.survival.hazards import TIES, Ties, fit_hazards, replicate_hazards
from peereval.model.survival.records import Records, read_records
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
_TURNED = ("estimate", "conf_low", "conf_high")


def hazard_ratio(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    group: str,
    reference: object,
    covariates: Sequence[str] = (),
    site: str | None = None,
    ties: Ties = "efron",
    level: float = 0.95,
) -> Result:
    """Return the ratio of the hazard of each group to that of the reference, by Cox's proportional hazards.

    Use it where the event comes faster in one group by about the same factor all along; where
    the curves cross or part late, `restricted_mean_difference` says more. A hazard ratio is
    no ratio of risks, and it changes with the covariates even where nothing is confounded.

    Parameters
    ----------
    data, time, event, group
        As of `survival_curves`.
    reference
        The group compared with.
    covariates
        Adjusted for, as main effects.
    site
        The column of sites: the variance is a jackknife's that leaves each out, with as many degrees
        of freedom as sites minus groups (minus 1 where groups vary within sites). Without it
        people are independent and intervals normal.
    ties
        ``"efron"`` or ``"breslow"``, for events at the same time.
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        Kind "hazard_ratio", keys group and ``reference``; quantities "log hazard ratio" and "hazard ratio"
        (its figures turned back, without a standard error).

    Raises
    ------
    DataError, FitError
        As of `survival_curves`; and if a group has no event, or the hazards have no finite solution.

    References
    ----------
    Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, doi:10.1080/01621459.1977.10480613.
    """
    if ties not in TIES:
        raise FitError(one_of("ties", ties, TIES))
    records = read_records(
        data, time=time, event=event, group=group, reference=reference, site=site, covariates=covariates
    )
    _refuse_no_events(records)
    beta, error = _estimate(records, ties)
    values = t_columns(beta, error, records.site_df(), check_level(level))
    keys = pd.DataFrame({group: list(records.levels[1:]), "reference": [records.levels[0]] * len(beta)})
    turned = values.assign(std_error=np.nan, **{name: np.exp(values[name]) for name in _TURNED})
    parts = [pd.concat([keys, one.assign(quantity=name)], axis=1)
             for name, one in (("log hazard ratio", values), ("hazard ratio", turned))]  # fmt: skip
    method = {"time": time, "event": event, "covariates": ", ".join(covariates), "ties": ties, "level": level,
              "variance": "jackknife by site" if site else "information",
              "df_method": "between-site" if site else "normal",
              "least_events": records.least_events}  # fmt: skip
    notes = (*records.notes, Note("proportional_hazards"), *((Note("survival_jackknife"),) if site else ()))
    return make_result("hazard_ratio", pd.concat(parts, ignore_index=True), method=method, notes=notes)


def _estimate(records: Records, ties: Ties) -> tuple[Floats, Floats]:
    """Return the log hazard ratios of the groups after the reference, and their standard errors."""
    n_ratios = len(records.levels) - 1
    marks = np.eye(n_ratios + 1)[records.group][:, 1:]
    columns = np.hstack([marks, records.covariates])
    if np.linalg.matrix_rank(columns - columns.mean(axis=0)) < columns.shape[1]:
        raise FitError(Note("refused_covariates_collinear"))
    fit = fit_hazards(records.time, records.event, columns, ties=ties)
    beta, error = fit.beta[:n_ratios], np.sqrt(np.diag(fit.covariance))[:n_ratios]
    if records.sites is None:
        return beta, error
    left = records.left_out()
    moved = replicate_hazards(records.time, records.event, columns, left, fit.beta, ties=ties)[:, :n_ratios]
    share = (len(left) - 1) / len(left)
    return beta, np.sqrt(share * ((moved - moved.mean(axis=0)) ** 2).sum(axis=0))


def _refuse_no_events(records: Records) -> None:
    """Refuse a group without an event, or without one when a site is left out."""
    marks = (records.group == np.arange(len(records.levels))[:, None]) & records.event
    left = records.left_out() @ marks.T.astype(np.float64)
    for code, name in enumerate(records.levels):
        if not marks[code].any():
            raise FitError(Note("refused_nobody_had_event", group=name))
        if not (left[:, code] > 0.0).all():
            raise FitError(Note("refused_events_at_one_site", group=name))
