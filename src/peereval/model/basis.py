"""Orthonormal columns for the engine: which columns are kept, and the way back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE = 1e-9  # of what is left of a column of length 1 after those before it
BLOCK = 512  # rows


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """X[:, kept] = Q R with orthonormal Q, and X[:, aliased] = X[:, kept] `combination`.

    kept (p,), aliased (a,) : column numbers, in formula order
    Q (N, p), root (p, p) upper triangular, combination (p, a)
    """

    kept: NDArray[np.intp]
    aliased: NDArray[np.intp]
    Q: Floats
    root: Floats
    combination: Floats


def orthonormal_basis(X: Floats) -> Basis:
    """Return an orthonormal basis of the columns of X, (N, columns), in formula order.

    A column that depends on those before it is left out: pivoting by length would drop
    others and change what a coefficient means.
    """
    lengths = np.sqrt(np.einsum("np,np->p", X, X))
    scale = np.where(lengths > 0.0, lengths, 1.0)
    scaled = X / scale
    small = _triangle(scaled)
    kept, aliased = _independent(small)
    root = _triangle(small[:, kept])
    Q = (scaled[:, kept] if aliased.size else scaled) @ np.linalg.inv(root)
    gram = Q.T @ Q
    if np.abs(gram - np.eye(kept.size)).max() > 1e-13:  # a second pass takes the rounding out of near dependence
        again = np.linalg.cholesky(gram).T
        Q, root = Q @ np.linalg.inv(again), again @ root
    combination = np.linalg.lstsq(small[:, kept], small[:, aliased], rcond=None)[0]
    combination[np.abs(combination) < TOLERANCE] = 0.0  # rounding would make every contrast look non-estimable
    return Basis(kept, aliased, Q, root * scale[kept], combination * scale[aliased] / scale[kept][:, None])


def _triangle(matrix: Floats) -> Floats:
    """Return R of the QR factors; of long matrices block by block, which stay in the processor's cache."""
    n, p = matrix.shape
    blocks = n // BLOCK
    if blocks > 2 and 4 * p <= BLOCK:
        each = np.asarray(np.linalg.qr(matrix[: blocks * BLOCK].reshape(blocks, BLOCK, p), mode="r"))
        return _triangle(np.concatenate([each.reshape(-1, p), matrix[blocks * BLOCK :]]))
    return np.asarray(np.linalg.qr(matrix, mode="r"), dtype=np.float64)


def _independent(small: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the columns of a triangle that add to those before them, and the others."""
    p = small.shape[1]
    if small.shape[0] == p and (np.abs(np.diag(small)) > 1e3 * TOLERANCE).all():
        return np.arange(p, dtype=np.intp), np.zeros(0, dtype=np.intp)
    kept: list[int] = []
    found = np.zeros((small.shape[0], 0))
    for j in range(small.shape[1]):
        rest = small[:, j].copy()
        for _ in range(2):
            rest -= found @ (found.T @ rest)
        length = np.linalg.norm(rest)
        if length > TOLERANCE:
            kept.append(j)
            found = np.column_stack([found, rest / length])
    aliased = np.setdiff1d(np.arange(small.shape[1]), kept)
    return np.array(kept, dtype=np.intp), aliased.astype(np.intp)


def null_space(basis: Basis) -> Floats:
    """Return the directions of the columns in which the data say nothing, (columns, aliased)."""
    directions = np.zeros((len(basis.kept) + len(basis.aliased), len(basis.aliased)))
    directions[basis.kept] = -basis.combination
    directions[basis.aliased] = np.eye(len(basis.aliased))
    return directions


def least_squares(basis: Basis, y: Floats, units: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the coefficients of the kept columns, (p,), and the residuals, (N,).

    With `units` (N,) the rows of the basis are those of X divided by them, and so are the
    residuals returned.

    The centre of y is taken out first where the columns span a constant, and a second pass
    works on the residuals: a large constant added to y leaves the contrasts where they are.
    """
    ones = np.ones(len(y)) if units is None else 1.0 / units
    level = _constant(basis, ones)
    centre = float(np.median(y)) if level is not None else 0.0
    centred = (y - centre) * ones
    first = basis.Q.T @ centred
    rest = centred - basis.Q @ first
    second = basis.Q.T @ rest
    shift = 0.0 if level is None else centre * level
    return np.asarray(np.linalg.solve(basis.root, first + second) + shift), rest - basis.Q @ second


def _constant(basis: Basis, ones: Floats) -> Floats | None:
    """Return the coefficients that make a column of ones, (p,), or None if none do."""
    inner = basis.Q.T @ ones
    if np.abs(ones - basis.Q @ inner).max() > 1e-8:
        return None
    level = np.linalg.solve(basis.root, inner)
    whole = np.round(level)
    return np.asarray(np.where(np.abs(level - whole) < 1e-9, whole, level))
