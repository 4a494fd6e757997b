"""Whether the visits seen together identify a covariance structure, and which structures they do identify."""

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.classes import Classes
from peereval.model.compress import Compressed
from peereval.model.covariance import Structure
from peereval.model.structures.catalogue import CATALOGUE, short_name

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

RANK = 1e-9  # smallest eigenvalue of the scaled cross-products of the slopes that counts


class UnidentifiedError(FitError):
    """The visits seen together do not identify the covariance; `level` says of which group, if any."""

    def __init__(self, message: str, level: str = "", visits: str = "", pairs: str = "") -> None:
        super().__init__(message)
        self.level, self.visits, self.pairs = level, visits, pairs


def seen_pairs(data: Compressed, n_classes: int) -> Mask:
    """Return which pairs of visits were seen in a participant of each class, (m, T, T)."""
    seen = data.sums.tensors.seen
    both = np.zeros((n_classes, data.n_visits, data.n_visits), dtype=bool)
    np.logical_or.at(both, data.classes, seen[:, :, None] & seen[:, None, :])
    return both


def is_identified(structure: Structure, both: Mask) -> bool:
    """Say whether the elements of Sigma that were seen, (m, T, T), determine its parameters.

    They do when the slopes of these elements, at correlations that fall with the lag and
    variances that differ, are linearly independent.
    """
    at = np.arange(both.shape[-1])
    generic = 0.6 ** np.abs(at[:, None] - at) * np.outer(1.0 + 0.1 * at, 1.0 + 0.1 * at)
    slopes = structure.slopes(structure.start(generic))[:, both]
    lengths = np.sqrt((slopes**2).sum(axis=1))
    if (lengths == 0.0).any():
        return False
    scaled = slopes / lengths[:, None]
    return bool(np.linalg.eigvalsh(scaled @ scaled.T)[0] > RANK)


def refuse_unidentified(data: Compressed, structure: Structure, classes: Classes) -> None:
    """Refuse a structure whose parameters the visits seen together do not determine.

    Raises
    ------
    UnidentifiedError
        Naming the visits or pairs not seen, of which level, and the structures that remain.
    """
    both = seen_pairs(data, structure.n_classes)
    if is_identified(structure, both):
        return
    names = [str(visit) for visit in data.design.visits]
    for code, level in enumerate(classes.levels or ("",)):
        seen = np.asarray(both[classes.owner == code].any(axis=0))
        lost = ~np.diag(seen)
        apart = ~seen & ~lost[:, None] & ~lost & np.tri(len(lost), k=-1, dtype=bool)
        visits = ", ".join(name for name, gone in zip(names, lost, strict=True) if gone)
        pairs = [(names[s], names[t]) for t, s in zip(*np.nonzero(apart), strict=True)]
        if visits or pairs:
            both_at = "; ".join(f"both at {first} and {second}" for first, second in pairs)
            found = " nor ".join(part for part in (visits and f"at {visits}", both_at) if part)
            raise UnidentifiedError(
                f"No participant{level and f' of {level}'} was seen {found}, so the data do not identify this "
                f"covariance ({structure.name}). {_remaining(classes, both)}",
                level=level,
                visits=visits,
                pairs=", ".join(f"{first}–{second}" for first, second in pairs),
            )
    raise UnidentifiedError(
        f"There are too few visits to identify this covariance ({structure.name}). {_remaining(classes, both)}"
    )


def _remaining(classes: Classes, both: Mask) -> str:
    """Return the advice: the structures, pooled over levels, that the pairs seen do identify."""
    plan = classes.plans[0]
    seen = np.asarray(both.any(axis=0))[None]
    known = [
        name for name, kind in CATALOGUE.items() if plan.n_classes == 1 and (plan.times is not None or not kind.timed)
    ]
    kept = [f"'{short_name(name)}'" for name in known if is_identified(CATALOGUE[name].make(plan), seen)]
    if not kept:
        return "Leave one of these visits out."
    pooled = ", one for all levels" if classes.levels else ""
    return f"Structures that remain identified{pooled}: {', '.join(kept)}. Or leave one of these visits out."
