"""Permutation of the group over sites: the test that assignment by site itself gives."""

from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from peereval.estimate.inference import NOT_ESTIMABLE

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

EVERY = 20_000  # assignments up to which each one is used
REACH = 20.0  # standard errors within which the interval is searched


def compare_assignments(
    means: Floats, treated: Mask, rng: np.random.Generator, permutations: int, level: float
) -> dict[str, object]:
    """Return the estimate, p value and interval of one visit: site means (S,), their group (S,).

    p is the share of the assignments of the group to the sites with a studentised difference at
    least as large; the interval holds the constant effects that this test does not reject. All
    assignments are used up to 20 000, else `permutations` of them, and the one seen is counted
    (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585).
    """
    seen = np.isfinite(means)
    y, own = means[seen], treated[seen]
    n, k = len(y), int(own.sum())
    if min(k, n - k) < 2:
        return {"estimate": np.nan, "note": NOT_ESTIMABLE}
    others = draw_assignments(own, rng, permutations)
    estimate = float(y[own].mean() - y[~own].mean())
    error = estimate / _statistics(y[None], own[None])[0] if estimate else float(y.std() or 1.0)
    exact = comb(n, k) <= EVERY

    def p_value(effect: float) -> float:
        """Return the p value of a constant effect."""
        rest = y - effect * own
        seen_t = abs(_statistics(rest[None], own[None])[0])
        extreme = int((np.abs(_statistics(rest[None], others)) >= seen_t * (1.0 - 1e-12)).sum())
        return extreme / len(others) if exact else (1 + extreme) / (1 + len(others))

    alpha, reach = 1.0 - level, REACH * abs(error)
    low, high = (_bound(p_value, estimate, estimate + side * reach, alpha) for side in (-1.0, 1.0))
    note = "" if np.isfinite(low) and np.isfinite(high) else "interval without end"
    return {"estimate": estimate, "p_value": p_value(0.0), "conf_low": low, "conf_high": high, "note": note}


def draw_assignments(treated: Mask, rng: np.random.Generator, permutations: int) -> Mask:
    """Return every assignment of the group to sites, or a sample of them, (B, S)."""
    n, k = len(treated), int(treated.sum())
    if comb(n, k) <= EVERY:
        chosen = np.array(list(combinations(range(n), k)))
    else:
        chosen = np.argsort(rng.random((permutations, n)), axis=1)[:, :k]
    made = np.zeros((len(chosen), n), dtype=bool)
    np.put_along_axis(made, chosen, values=True, axis=1)
    return made


def _statistics(y: Floats, treated: Mask) -> Floats:
    """Return the t statistics of assignments (B, S) of values (1, S), infinite without spread."""
    k = treated.sum(axis=1)
    n = treated.shape[1]
    total, squares = y.sum(), (y**2).sum()
    first = treated @ y[0]
    mean, other = first / k, (total - first) / (n - k)
    within = np.maximum(squares - k * mean**2 - (n - k) * other**2, 0.0)
    error = np.sqrt(within / (n - 2) * (1.0 / k + 1.0 / (n - k)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(mean == other, 0.0, (mean - other) / error))


def _bound(p_value: Callable[[float], float], inside: float, outside: float, alpha: float) -> float:
    """Return where the p value crosses alpha, infinite where it does not within reach."""
    if p_value(outside) > alpha:  # too few assignments to reject anything
        return float(np.copysign(np.inf, outside - inside))
    kept = 1e-12  # a p value of exactly alpha is not rejected
    step = 1e-6 * abs(outside - inside)
    return float(optimize.bisect(lambda effect: p_value(effect) - alpha - kept, inside, outside, xtol=step))
