"""The one pass over the data: cross-products summed by visit pattern.

Participants seen at the same set of visits share one covariance, so the likelihood and
all that follows from it need only n_g and S_g[t, s] = sum_i [x_it, y_it]' [x_is, y_is].
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError

Floats = NDArray[np.float64]

# Participants per block: their rows stay in the processor's cache, so that the cost per
# participant is the same for a thousand as for a hundred thousand.
BLOCK = 2_048
LARGEST = 8 * 2**30  # bytes of the sums: beyond it a machine of today would start to swap


@dataclass(frozen=True, slots=True, eq=False)
class Tensors:
    """What the likelihood needs of the data, whatever the number of participants.

    seen : (G, T) bool, the visits of each pattern
    counts : (G,) participants with that pattern
    cross : (G, T, T, q, q), q = columns of X + 1, zero where a visit was not seen
    """

    seen: NDArray[np.bool_]
    counts: Floats
    cross: Floats

    @property
    def n_observations(self) -> int:
        """Number of rows of data behind the sums."""
        return int(self.counts @ self.seen.sum(axis=1))

    @property
    def squares(self) -> Floats:
        """Sums of products of residuals per pattern, (G, T, T)."""
        return self.cross[..., -1, -1]

    def weigh(self, weights: Floats) -> Floats:
        """Return sum_g sum_ts Q_g[t, s] S_g[t, s] for Q (..., G, T, T), (..., q, q)."""
        q, lead = self.cross.shape[-1], weights.shape[:-3]
        flat = weights.reshape(*lead, -1) @ self.cross.reshape(-1, q * q)
        return np.asarray(flat.reshape(*lead, q, q))

    def meet(self, omega: Floats) -> Floats:
        """Return tr(omega S_g[t, s]) for symmetric omega (..., q, q), (..., G, T, T)."""
        q, lead = self.cross.shape[-1], omega.shape[:-2]
        flat = omega.reshape(*lead, -1) @ self.cross.reshape(-1, q * q).T
        return np.asarray(flat.reshape(*lead, *self.cross.shape[:3]))


def visit_patterns(
    participant: NDArray[np.intp], visit: NDArray[np.intp], n_visits: int
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.intp]]:
    """Return where each participant's rows start, which visits each was seen at, and their pattern.

    `participant` must be sorted, `visit` sorted within participant. Returns starts (n,),
    the patterns as (G, T) bool, and the pattern of each participant (n,).
    """
    starts = np.flatnonzero(np.concatenate([[True], participant[1:] != participant[:-1]]))
    seen = np.zeros((starts.size, n_visits), dtype=bool)
    seen[np.repeat(np.arange(starts.size), np.diff(starts, append=participant.size)), visit] = True
    codes = _pattern_codes(seen)
    found, pattern = np.unique(codes, return_inverse=True)
    first = np.zeros(found.size, dtype=np.intp)
    first[pattern[::-1]] = np.arange(starts.size)[::-1]
    return starts, seen[first], pattern.ravel()


def _pattern_codes(seen: NDArray[np.bool_]) -> NDArray[np.integer]:
    """Return a number for each row of `seen`, equal for equal rows, small where it can be."""
    n_visits = seen.shape[1]
    if n_visits <= 16:  # 16-bit codes are sorted in linear time
        return (seen @ (1 << np.arange(n_visits))).astype(np.uint16)
    packed = np.packbits(seen, axis=1)
    return np.unique(packed, axis=0, return_inverse=True)[1].ravel()


def build_tensors(
    columns: Floats, starts: NDArray[np.intp], seen: NDArray[np.bool_], pattern: NDArray[np.intp]
) -> Tensors:
    """Sum the cross-products of `columns` = [X, y], shape (N, q), by visit pattern.

    `starts` (n,) is the first row of each participant, rows being sorted by participant and
    visit; `pattern` (n,) the pattern of each, `seen` (G, T) the visits of each pattern. The
    loop runs over patterns and blocks, never over participants.

    Raises
    ------
    FitError
        If the sums of so many patterns would not fit in memory.
    """
    codes = pattern.astype(np.uint16) if len(seen) < 65_536 else pattern
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(pattern, minlength=len(seen))
    ends = np.cumsum(counts)
    n_visits, q = seen.shape[1], columns.shape[1]
    size = 8 * len(seen) * (n_visits * q) ** 2
    if size > LARGEST:
        raise FitError(
            f"{len(seen)} different sets of visits and {q - 1} coefficients need {size / 2**30:.0f} GiB of sums. "
            "Use fewer visits, or covariates without their interaction with the visit."
        )
    cross = np.zeros((len(seen), n_visits, n_visits, q, q))
    for g, visits in enumerate(seen):
        members = starts[order[ends[g] - counts[g] : ends[g]]]
        at = np.flatnonzero(visits)
        summed = _sum_blocks(columns, members, at.size)
        cross[g][np.ix_(at, at)] = summed.reshape(at.size, q, at.size, q).transpose(0, 2, 1, 3)
    return Tensors(seen, counts.astype(np.float64), cross)


def _sum_blocks(columns: Floats, members: NDArray[np.intp], n_seen: int) -> Floats:
    """Return sum_i z_i z_i' for z_i the participant's rows laid end to end, (m q, m q)."""
    width = n_seen * columns.shape[1]
    total = np.zeros((width, width))
    offsets = np.arange(n_seen)
    for begin in range(0, members.size, BLOCK):
        rows = members[begin : begin + BLOCK, None] + offsets
        block = columns[rows].reshape(len(rows), width)
        total += block.T @ block
    return total
