"""Variances as functions of the parameters of a fit, their shares and correlations, with intervals."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.model.fit import Fit
from peereval.model.structures.by_level import ByLevel

Floats = NDArray[np.float64]
Row = dict[str, object]
AT_ZERO = "estimated at 0"


@dataclass(frozen=True, slots=True, eq=False)
class Variance:
    """A variance in the units of the data, and its derivatives (k,) by the scaled parameters."""

    value: float
    slope: Floats

    def __add__(self, other: "Variance") -> "Variance":
        return Variance(self.value + other.value, self.slope + other.slope)


def error_of(fit: Fit, slope: Floats) -> float:
    """Return the standard error of a function of the parameters with derivatives (k,)."""
    return float(np.sqrt(max(float(slope @ fit.small_sample.theta_covariance @ slope), 0.0)))


def site_slopes(fit: Fit) -> Floats | None:
    """Return the derivatives of the covariance of one site's effects over the visits, (k, T, T)."""
    random, n_visits = fit.model.random, len(fit.visits)
    if random is None or fit.data.member is None or fit.data.member.site is None:
        return None
    own = random.basis[:, :n_visits, :n_visits]
    return np.asarray(fit.data.scale**2 * np.concatenate([np.zeros((fit.model.n_local, n_visits, n_visits)), own]))


def component(fit: Fit, name: str) -> Variance | None:
    """Return the variance of a named random effect, or None if the model has none of that name."""
    random = fit.model.random
    if random is None or name not in random.names:
        return None
    slope = np.zeros(len(fit.theta))
    slope[fit.model.n_local + random.names.index(name)] = fit.data.scale**2
    return Variance(float(slope @ fit.theta), slope)


def within_participant(fit: Fit) -> Iterator[tuple[str, list[Variance]]]:
    """Yield the name of each covariance level ("" without them) and the variances of its planned visits."""
    structure, local = fit.model.structure, fit.theta[: fit.model.n_local]
    parts = structure.parts if isinstance(structure, ByLevel) else (structure,)
    planned = np.cumsum([part.n_classes for part in parts]) - 1  # the last class of each level
    sigma, slopes = structure.matrices(local), structure.slopes(local)
    unit, others = fit.data.scale**2, np.zeros(fit.model.n_random)
    for level, m in zip(fit.model.levels or ("",), planned, strict=True):
        yield (
            level,
            [
                Variance(unit * float(sigma[m, t, t]), unit * np.append(slopes[:, m, t, t], others))
                for t in range(len(fit.visits))
            ],
        )


def share_row(fit: Fit, own: Variance, rest: Variance, level: float) -> Row:
    """Return own / (own + rest) with the delta method on the logit scale."""
    total = own.value + rest.value
    if total <= 0.0:
        return {"note": AT_ZERO}
    if own.value <= 0.0 or rest.value <= 0.0:
        return {"estimate": max(own.value, 0.0) / total, "note": AT_ZERO if own.value <= 0.0 else ""}
    error = error_of(fit, own.slope / own.value - rest.slope / rest.value)
    share, half = own.value / total, stats.norm.ppf(0.5 + level / 2.0) * error
    middle = np.log(own.value / rest.value)
    return {
        "estimate": share,
        "std_error": share * (1.0 - share) * error,
        "conf_low": 1.0 / (1.0 + np.exp(half - middle)),
        "conf_high": 1.0 / (1.0 + np.exp(-half - middle)),
    }


def correlation_row(fit: Fit, slopes: Floats, at: tuple[int, int], level: float) -> Row:
    """Return the correlation of two effects, the covariance having derivatives slopes (k, T, T), on Fisher's z."""
    t, s = at
    G = np.tensordot(fit.theta, slopes, axes=1)
    if G[t, t] <= 0.0 or G[s, s] <= 0.0:
        return {"note": AT_ZERO}
    spread = np.sqrt(G[t, t] * G[s, s])
    found = float(G[t, s] / spread)
    if abs(found) >= 1.0 - 1e-8:
        return {"estimate": float(np.clip(found, -1.0, 1.0))}  # on the edge there is no interval
    slope = slopes[:, t, s] / spread - found / 2.0 * (slopes[:, t, t] / G[t, t] + slopes[:, s, s] / G[s, s])
    error = error_of(fit, slope)
    half = stats.norm.ppf(0.5 + level / 2.0) * error / (1.0 - found**2)
    middle = np.arctanh(found)
    low, high = np.tanh(middle - half), np.tanh(middle + half)
    return {"estimate": found, "std_error": error, "conf_low": low, "conf_high": high}
