"""Variances of site and worker effects with intervals, site ICC and cluster autocorrelation."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from peereval.errors import FitError
from peereval.estimate.inference import check_level
from peereval.estimate.intraclass import (
    AT_ZERO,
    Row,
    Variance,
    component,
    correlation_row,
    error_of,
    share_row,
    site_slopes,
    within_participant,
)
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result


def variance_components(fit: Fit, *, level: float = 0.95) -> Result:
    """Return the variances of sites and workers, the site ICC by visit, and the cluster autocorrelation.

    Parameters
    ----------
    fit
        A model with site or worker effects.
    level
        Of the intervals.

    Returns
    -------
    Result
        Keys ``component, [level,] visit, other_visit``. Quantities: "variance" and "standard
        deviation" of site, site:visit and worker (with unstructured site effects: of the site
        at each visit); "intraclass correlation": the share of the sites in the variance at a
        visit of someone without a worker, and of the worker in that of someone with one;
        "cluster autocorrelation": the correlation of a site's effects at two visits,
        tau0^2 / (tau0^2 + tau1^2) in the default model. Variances have Satterthwaite's
        chi-square interval, df = 2 v^2 / Var(v), as in SAS; shares the delta method on the logit
        scale, correlations of unstructured sites that on Fisher's z. A variance of 0 has no
        interval and the note "estimated at 0".

    Raises
    ------
    FitError
        If the model has no site or worker effects.

    References
    ----------
    Satterthwaite 1946, doi:10.2307/3002019; Hooper et al. 2016, doi:10.1002/sim.7028 (cluster
    autocorrelation).
    """
    if fit.model.random is None:
        raise FitError("The model has no site or worker effects; name site= or worker= in fit_mixed.")
    level = check_level(level)
    rows = [*_variances(fit, level), *_shares(fit, level), *_autocorrelations(fit, level)]
    frame = pd.DataFrame([{"level": "", "visit": "", "other_visit": "", **row} for row in rows])
    keys = ["component", *(["level"] if fit.model.levels else []), "visit", "other_visit"]
    frame = frame[[*keys, *(name for name in frame.columns if name not in {*keys, "level"})]]
    method = {
        "formula": fit.formula,
        "method": fit.method,
        "information": fit.information,
        "variance_interval": "satterthwaite chi-square",
        "share_interval": "delta, logit scale",
        "level": level,
    }
    frame = frame.assign(note=frame["note"].fillna("")) if "note" in frame else frame
    return make_result("variance_components", frame, method=method, notes=(*fit.notes, Note("variance_intervals")))


def _variances(fit: Fit, level: float) -> Iterator[Row]:
    """Yield variance and standard deviation of every component."""
    site = site_slopes(fit)
    if site is not None and fit.model.random is not None and fit.model.random.block is not None:
        for t, visit in enumerate(fit.visits):
            found = Variance(float(site[:, t, t] @ fit.theta), site[:, t, t])
            yield from _variance_rows(fit, {"component": "site", "visit": visit}, found, level)
    for name in ("site", "site:visit", "worker"):
        named = component(fit, name)
        if named is not None:
            yield from _variance_rows(fit, {"component": name}, named, level)


def _variance_rows(fit: Fit, key: Row, found: Variance, level: float) -> Iterator[Row]:
    error, value = error_of(fit, found.slope), max(found.value, 0.0)
    spread = float(np.sqrt(value))
    variance: Row = {**key, "quantity": "variance", "estimate": value}
    deviation: Row = {**key, "quantity": "standard deviation", "estimate": spread}
    if value == 0.0 or error == 0.0:
        note = AT_ZERO if value == 0.0 else ""
        yield from ({**variance, "note": note}, {**deviation, "note": note})
        return
    df = 2.0 * (value / error) ** 2
    with np.errstate(divide="ignore", over="ignore"):
        low, high = (df * value / stats.chi2.ppf(tail, df) for tail in (0.5 + level / 2.0, 0.5 - level / 2.0))
    yield {**variance, "std_error": error, "df": df, "conf_low": low, "conf_high": high}
    roots = {"conf_low": np.sqrt(low), "conf_high": np.sqrt(high)}
    yield {**deviation, "std_error": error / (2.0 * spread), "df": df, **roots}


def _shares(fit: Fit, level: float) -> Iterator[Row]:
    """Yield the intraclass correlations of site and worker by visit."""
    site, worker = site_slopes(fit), component(fit, "worker")
    for name, variances in within_participant(fit):
        for t, visit in enumerate(fit.visits):
            within = variances[t]
            base: Row = {"level": name, "visit": visit, "quantity": "intraclass correlation"}
            if site is not None:
                own = Variance(float(site[:, t, t] @ fit.theta), site[:, t, t])
                yield {**base, "component": "site", **share_row(fit, own, within, level)}
                within = within + own
            if worker is not None:
                yield {**base, "component": "worker", **share_row(fit, worker, within, level)}


def _autocorrelations(fit: Fit, level: float) -> Iterator[Row]:
    """Yield the correlation of a site's effects at two visits: one, or one per pair of visits."""
    site, random = site_slopes(fit), fit.model.random
    together, apart = component(fit, "site"), component(fit, "site:visit")
    base: Row = {"component": "site", "quantity": "cluster autocorrelation"}
    if together is not None and apart is not None:
        yield {**base, **share_row(fit, together, apart, level)}
    elif site is not None and random is not None and random.block is not None:
        for t in range(len(fit.visits)):
            for s in range(t):
                pair = {"visit": fit.visits[t], "other_visit": fit.visits[s]}
                yield {**base, **pair, **correlation_row(fit, site, (t, s), level)}
