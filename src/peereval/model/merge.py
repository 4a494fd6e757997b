"""Add the sums of several chunks: files, workers or hospitals that may not share rows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.clusters import Cells
from peereval.model.patterns import Tensors

Codes = NDArray[np.intp]


def add_tensors(parts: Sequence[Tensors], classes: Sequence[Codes] | None = None) -> tuple[Tensors, list[Codes]]:
    """Return the tensors of all participants, and where the patterns of each part went.

    Parts must have the same columns, in the same units, over the same visits.

    Parameters
    ----------
    parts
        Tensors of disjoint sets of participants.
    classes
        The covariance class of each pattern of each part, (G,) each, where there are several;
        patterns of different classes stay apart.

    Returns
    -------
    Tensors, list of (G,)
        The sums, patterns sorted, and for each part the new number of each of its patterns.

    Raises
    ------
    FitError
        If the parts differ in visits or columns.

    Examples
    --------
    >>> one = Tensors(np.ones((1, 2), bool), np.array([3.0]), np.ones((1, 2, 2, 1, 1)))
    >>> add_tensors([one, one])[0].counts
    array([6.])
    """
    if len({part.cross.shape[1:] for part in parts}) != 1:
        raise FitError("Sums can be added only over the same visits and columns; the parts given differ.")
    kinds = [np.zeros(len(part.seen), dtype=np.intp) for part in parts] if classes is None else list(classes)
    keys = np.vstack([np.column_stack([part.seen, kind]) for part, kind in zip(parts, kinds, strict=True)])
    found, place = np.unique(keys, axis=0, return_inverse=True)
    place = place.ravel().astype(np.intp)
    counts = np.zeros(len(found))
    np.add.at(counts, place, np.concatenate([part.counts for part in parts]))
    cross = np.zeros((len(found), *parts[0].cross.shape[1:]))
    np.add.at(cross, place, np.concatenate([part.cross for part in parts]))
    ends = np.cumsum([len(part.seen) for part in parts])[:-1]
    return Tensors(found[:, :-1].astype(bool), counts, cross), np.split(place, ends)


def add_cells(parts: Sequence[Cells], patterns: Sequence[Codes], clusters: Sequence[Codes]) -> Cells:
    """Return the cells of all participants, sorted by cluster.

    Parameters
    ----------
    parts
        Cells of disjoint sets of participants, with the same effects at the same place.
    patterns
        For each part the new number of each of its patterns, as `add_tensors` returns it.
    clusters
        For each part the number, shared by all parts, of each of its clusters.

    Raises
    ------
    FitError
        If the parts differ in visits, columns or effects.
    """
    if len({(part.loadings.shape[1:], part.sums.shape[1:]) for part in parts}) != 1:
        raise FitError("Cells can be added only with the same visits, columns and effects; the parts given differ.")
    cluster = np.concatenate([new[part.cluster] for part, new in zip(parts, clusters, strict=True)])
    pattern = np.concatenate([new[part.pattern] for part, new in zip(parts, patterns, strict=True)])
    order = np.argsort(cluster, kind="stable")
    cluster = cluster[order]
    starts = np.flatnonzero(np.concatenate([[True], cluster[1:] != cluster[:-1]]))
    counts, loadings, sums = (
        np.concatenate(columns)[order]
        for columns in zip(*((part.counts, part.loadings, part.sums) for part in parts), strict=True)
    )
    return Cells(cluster, pattern[order], starts, counts, loadings, sums)
