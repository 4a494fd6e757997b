"""From the design to the sums that every fit and refit needs: one pass over the data."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.basis import Basis, least_squares, orthonormal_basis
from peereval.model.cells import Membership, build_cells
from peereval.model.design import Design
from peereval.model.likelihood import Sums
from peereval.model.patterns import build_tensors, visit_patterns

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Compressed:
    """The data in the engine's units: orthonormal columns, residuals scaled to 1.

    columns (N, q) : [Q, residuals of y / scale]; X[:, kept] = Q root
    start (p,) : least-squares coefficients, from which the generalised ones are measured
    pattern (n,) : visit pattern of each participant; sites (n,) or None; classes (G,)
    """

    design: Design
    basis: Basis
    start: Floats
    scale: float
    columns: Floats
    pattern: Codes
    classes: Codes
    sums: Sums
    member: Membership | None
    sites: Codes | None

    @property
    def n_participants(self) -> int:
        """Number of participants."""
        return int(self.pattern.size)

    @property
    def n_visits(self) -> int:
        """Number of planned visits."""
        return len(self.design.visits)


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A design with its basis, before the pass over the data."""

    design: Design
    basis: Basis
    start: Floats
    residuals: Floats
    scale: float


def prepare(design: Design) -> Ready:
    """Return orthonormal columns and the least-squares residuals."""
    units = _visit_units(design)
    if units is None:
        basis = orthonormal_basis(design.X)
        start, residuals = least_squares(basis, design.y)
    else:
        basis = orthonormal_basis(design.X / units[:, None])
        start, residuals = least_squares(basis, design.y, units)
        basis, residuals = replace(basis, Q=basis.Q * units[:, None]), residuals * units
    return Ready(design, basis, start, residuals, float(np.sqrt(np.mean(residuals**2))))


def _visit_units(design: Design) -> Floats | None:
    """Return the spread of the outcome at the visit of each row, (N,), where visits differ much in it.

    Columns orthonormal in that metric keep X'V^-1X well conditioned.
    """
    n = np.bincount(design.visit)
    mean = np.bincount(design.visit, design.y) / n
    spread = np.sqrt(np.bincount(design.visit, (design.y - mean[design.visit]) ** 2) / n)
    if spread.min() <= 0.0 or spread.max() < 5.0 * spread.min():
        return None
    return np.asarray(spread[design.visit] / spread.max())


def compress(ready: Ready, member: Membership | None, sites: Codes | None, classes: Codes | None = None) -> Compressed:
    """Sum the cross-products by pattern, and by cell where there are random effects.

    `classes` (n,) is the covariance class of each participant; patterns are then split by it.
    """
    design = ready.design
    columns = np.column_stack([ready.basis.Q, ready.residuals / ready.scale])
    n_visits = len(design.visits)
    starts, seen, pattern = visit_patterns(design.participant, design.visit, n_visits)
    of_pattern = np.zeros(len(seen), dtype=np.intp)
    if classes is not None and classes.any():
        n_classes = int(classes.max()) + 1
        pairs, pattern = np.unique(pattern * n_classes + classes, return_inverse=True)
        pattern, seen, of_pattern = pattern.ravel(), seen[pairs // n_classes], pairs % n_classes
    tensors = build_tensors(columns, starts, seen, pattern)
    cells = None
    if member is not None:
        cells = build_cells(columns, design.participant, design.visit, member, pattern, seen)
    sums = Sums(tensors, cells)
    return Compressed(design, ready.basis, ready.start, ready.scale, columns, pattern, of_pattern, sums, member, sites)
