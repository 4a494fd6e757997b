"""The wild cluster bootstrap: residuals of whole sites change sign, with the null imposed.

Cameron, Gelbach and Miller 2008, doi:10.1162/rest.90.3.414; Webb 2023, doi:10.1111/caje.12661.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

FEW = 12  # sites below which signs alone give too few distinct samples: Webb's six values
WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))
REACH = 20.0  # standard errors within which the interval is searched


def draw_signs(n_sites: int, replicates: int, rng: np.random.Generator, *, few: bool) -> Floats:
    """Return the multipliers of the sites, (B, S): signs, or Webb's six values where there are few."""
    signs = rng.choice([-1.0, 1.0], size=(replicates, n_sites))
    return signs * rng.choice(WEBB, size=signs.shape) if few else signs


@dataclass(frozen=True, slots=True, eq=False)
class SiteSums:
    """What the bootstrap needs of the data: cross-products of each site, the last column that of the group.

    gram (S, p, p) ; right (S, p)
    """

    gram: Floats
    right: Floats


def sum_by_site(X: Floats, y: Floats, site: Codes, n_sites: int) -> SiteSums:
    """Return the sums of each site; X (n, p), y (n,), site (n,)."""
    marks = np.eye(n_sites)[site]
    return SiteSums(
        np.einsum("ns,np,nq->spq", marks, X, X, optimize=True), np.einsum("ns,np,n->sp", marks, X, y, optimize=True)
    )


def robust_t(sums: SiteSums, tested: Floats | float = 0.0) -> tuple[float, float]:
    """Return the coefficient of the group and its robust standard error (CR0)."""
    bread = np.linalg.inv(sums.gram.sum(axis=0))
    beta = bread @ sums.right.sum(axis=0)
    scores = (sums.right - sums.gram @ beta) @ bread[-1]
    return float(beta[-1] - tested), float(np.sqrt((scores**2).sum()))


def bootstrap_p(sums: SiteSums, signs: Floats, tested: float) -> float:
    """Return the p value of a value of the group's coefficient, with the null imposed.

    With e_s = X_s'(y_s - X_s b0), b0 the restricted estimate, a sample's estimate is
    b0 + K sum_s v_s e_s, and the score of a site v_s e_s - X_s'X_s (b* - b0).
    """
    total, right = sums.gram.sum(axis=0), sums.right.sum(axis=0)
    bread = np.linalg.inv(total)
    free = np.linalg.solve(total[:-1, :-1], right[:-1] - total[:-1, -1] * tested)
    null = np.append(free, tested)
    scores = sums.right - sums.gram @ null
    moved = signs @ scores @ bread
    rest = signs[:, :, None] * scores - np.einsum("spq,bq->bsp", sums.gram, moved)
    error = np.sqrt(((rest @ bread[-1]) ** 2).sum(axis=1))
    difference, own = robust_t(sums, tested)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(moved[:, -1] / error)
    extreme = int((t >= abs(difference / own) * (1.0 - 1e-12)).sum())
    return (1 + extreme) / (1 + len(signs))


def compare_samples(sums: SiteSums, signs: Floats, level: float) -> dict[str, object]:
    """Return the figures of one visit: the interval holds the values that are not rejected."""
    estimate, error = robust_t(sums)
    low, high = (_bound(sums, signs, estimate, side * REACH * error, 1.0 - level) for side in (-1.0, 1.0))
    return {
        "estimate": estimate,
        "std_error": error,
        "statistic": estimate / error,
        "p_value": bootstrap_p(sums, signs, 0.0),
        "conf_low": low,
        "conf_high": high,
        "note": "" if np.isfinite([low, high]).all() else "interval without end",
    }


def _bound(sums: SiteSums, signs: Floats, estimate: float, reach: float, alpha: float) -> float:
    """Return where the p value crosses alpha, infinite where it does not within reach."""
    far = estimate + reach
    if bootstrap_p(sums, signs, far) > alpha:  # too few distinct samples to reject anything
        return float(np.copysign(np.inf, reach))
    kept = 1e-12  # a p value of exactly alpha is not rejected
    step = 1e-5 * abs(reach) / REACH
    return float(
        optimize.bisect(lambda value: bootstrap_p(sums, signs, value) - alpha - kept, estimate, far, xtol=step)
    )
