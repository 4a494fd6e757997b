"""The units a marginal model is solved in: orthonormal columns, scaled residuals, and the way back."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.basis import Basis, least_squares, null_space, orthonormal_basis
from peereval.model.design import Design
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """A design as the equations see it: coefficients = start + back @ those of the equations.

    X (N, .), y (N,) : in the units of the equations
    columns, kept, null_space : as in `MarginalFit`
    start (p,), back (p, p)
    """

    X: Floats
    y: Floats
    columns: tuple[str, ...]
    kept: Codes
    null_space: Floats
    start: Floats
    back: Floats


def mean_units(design: Design, family: str) -> Units:
    """Return the units of a family with one mean per row.

    A normal outcome is replaced by its unweighted least-squares residuals of size 1, so that nothing
    depends on its unit or origin.
    """
    basis = orthonormal_basis(design.X)
    _refuse_saturated(basis, design)
    inverse = np.linalg.inv(basis.root)
    size = np.sqrt(len(design.y))  # columns of size 1 and not of length 1
    start, y, scale = np.zeros(len(basis.kept)), design.y, 1.0
    if family == "gaussian":
        start, residuals = least_squares(basis, design.y)
        scale = float(np.sqrt(np.mean(residuals**2)))
        if scale <= 1e-10 * float(np.abs(design.y - np.median(design.y)).max()):
            raise FitError(Note("refused_explained_exactly", outcome=design.formula.outcome))
        y = residuals / scale
    return Units(
        basis.Q * size, y, design.names, basis.kept, null_space(basis), start, np.asarray(scale * size * inverse)
    )


def threshold_units(design: Design, categories: tuple[object, ...]) -> Units:
    """Return the units of a cumulative model: thresholds in the place of the constant.

    The slopes' columns are centred, so that thresholds and slopes hardly depend on each other.

    Raises
    ------
    FitError
        If the formula has no constant.
    """
    basis = orthonormal_basis(design.X)
    if not len(basis.kept) or design.names[0] != "Intercept":
        raise FitError("An ordinal model needs the constant of its formula: leave out '0 +' or '- 1'.")
    _refuse_saturated(basis, design)
    m, slopes = len(categories) - 1, basis.kept[1:]
    size = np.sqrt(len(design.y))
    means = design.X[:, slopes].mean(axis=0)
    centred = orthonormal_basis(design.X[:, slopes] - means) if slopes.size else None
    back = np.eye(m + slopes.size)
    if centred is not None:
        back[m:, m:] = size * np.linalg.inv(centred.root)
        back[:m, m:] = means @ back[m:, m:]
    names = tuple(f"{low}|{high}" for low, high in pairwise(categories))
    empty = np.repeat(-null_space(basis)[:1], m, axis=0)  # thresholds are subtracted, the constant was added
    return Units(
        np.zeros((len(design.y), 0)) if centred is None else centred.Q * size,
        design.y,
        (*names, *design.names[1:]),
        np.concatenate([np.arange(m, dtype=np.intp), slopes + m - 1]),
        np.concatenate([empty, null_space(basis)[1:]]),
        np.zeros(m + slopes.size),
        back,
    )


def _refuse_saturated(basis: Basis, design: Design) -> None:
    if len(design.y) <= len(basis.kept):
        raise FitError(Note("refused_few_rows", rows=len(design.y), coefficients=len(basis.kept)))
