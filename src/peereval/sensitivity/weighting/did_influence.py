"""The influence function of doubly robust differences in differences: how far each person moves the effect.

Sant'Anna and Zhao 2020, doi:10.1016/j.jeconom.2020.06.003: theorem 1 and remark 1 for the traditional
estimator, theorem 2 for the improved one, whose first steps do not move it at all.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def did_influence(X: Floats, treated: Floats, change: Floats, odds: Floats, *, improved: bool) -> Floats:
    """Return the influence of each person on the effect, (n,); its mean is 0.

    Parameters
    ----------
    X
        Columns with a constant, (n, p), independent.
    treated
        1 for the treated and 0 for the controls, (n,).
    change
        Of the outcome, (n,).
    odds
        Of being treated, (n,).
    improved
        Whether the odds are those of inverse probability tilting and weigh the regression too.
    """
    n = len(X)
    own, other = treated, odds * (1.0 - treated)
    least = other if improved else 1.0 - treated
    gram = X.T @ (least[:, None] * X) / n
    rest = change - X @ np.linalg.solve(gram, X.T @ (least * change) / n)
    parts = [w * (rest - (w @ rest) / w.sum()) for w in (own, other)]
    if not improved:
        regression = (least * rest)[:, None] * X @ np.linalg.inv(gram)
        e = odds / (1.0 + odds)
        score = (treated - e)[:, None] * X @ np.linalg.inv(X.T @ ((e * (1.0 - e))[:, None] * X) / n)
        parts[0] = parts[0] - regression @ (own @ X / n)
        parts[1] = parts[1] + score @ (parts[1] @ X / n) - regression @ (other @ X / n)
    return np.asarray(parts[0] / own.mean() - parts[1] / other.mean())


def clustered_error(influence: Floats, units: NDArray[np.intp]) -> float:
    """Return the standard error of a mean of influences, (n,), summed by unit.

    The square is S / (S - 1) times the sum of squares of the S sums, by n^2.
    """
    sums = np.bincount(np.unique(units, return_inverse=True)[1], influence)
    return float(np.sqrt(len(sums) / (len(sums) - 1.0) * (sums**2).sum()) / len(influence))
