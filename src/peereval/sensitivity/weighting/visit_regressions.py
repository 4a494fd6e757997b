"""Weighted least squares at each visit, for many replicates of the same people at once.

Independence estimating equations in which every column acts at every visit fall apart into
one weighted regression per visit: people seen at a visit, and only they, count there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NULL = 1e-10  # of the largest eigenvalue: directions in which the people of a regression do not differ
_LEAK = 1e-6  # a row with a larger share of its length in such directions has no value


@dataclass(frozen=True, slots=True, eq=False)
class VisitRegressions:
    """The regressions of R replicates at T visits.

    coefficients (R, T, p) : of least length where the people do not identify them
    unknown (R, T, p, p) : the projection onto the directions they do not identify
    """

    coefficients: Floats
    unknown: Floats

    def predict(self, rows: Floats) -> Floats:
        """Return the mean at rows of columns, (R, T) from (p,), (R, 1, p) or (R, T, p); NaN where not estimable."""
        leak = np.abs(np.einsum("...tp,...tpq->...tq", self._spread(rows), self.unknown)).max(axis=-1)
        size = np.abs(rows).max(axis=-1)
        value = np.einsum("...tp,...tp->...t", self._spread(rows), self.coefficients)
        return np.where(leak <= _LEAK * size, value, np.nan)

    def _spread(self, rows: Floats) -> Floats:
        return np.broadcast_to(rows, self.coefficients.shape)


def cross_products(columns: Floats, values: Floats) -> Floats:
    """Return the products of [columns, value] of each person at each visit, (T, n, (p + 1)^2).

    Parameters
    ----------
    columns
        (n, p), finite.
    values
        Outcomes, (n, T), NaN where not seen; such a person has products of 0.
    """
    seen = np.isfinite(values)
    own = np.broadcast_to(columns[None], (values.shape[1], *columns.shape)) * seen.T[..., None]
    rows = np.concatenate([own, np.where(seen, values, 0.0).T[..., None]], axis=2)
    return np.asarray((rows[..., :, None] * rows[..., None, :]).reshape(*rows.shape[:2], -1))


def regress_by_visit(weights: Floats, products: Floats) -> VisitRegressions:
    """Return the weighted regression of the outcome on the columns, by replicate and visit.

    Parameters
    ----------
    weights
        How much each person counts in each replicate, (R, n), or (T, R, n) where it depends
        on the visit; 0 for those left out.
    products
        `cross_products` of all people.

    Examples
    --------
    >>> columns = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    >>> products = cross_products(columns, np.array([[1.0], [3.0], [7.0]]))
    >>> regress_by_visit(np.ones((1, 3)), products).coefficients.round(6).tolist()
    [[[2.0, 5.0]]]
    """
    summed = np.swapaxes(weights @ products, 0, 1)
    width = int(np.sqrt(products.shape[2]))
    summed = summed.reshape(*summed.shape[:2], width, width)
    values, vectors = np.linalg.eigh(summed[..., :-1, :-1])
    known = values > _NULL * np.maximum(values[..., -1:], np.finfo(np.float64).tiny)
    inverse = np.where(known, 1.0 / np.where(known, values, 1.0), 0.0)
    turned = np.einsum("rtpj,rtp->rtj", vectors, summed[..., :-1, -1])
    lost = vectors * ~known[..., None, :]
    return VisitRegressions(np.einsum("rtpj,rtj->rtp", vectors, inverse * turned), lost @ np.swapaxes(vectors, -1, -2))
