"""What a model needs of the data, and the message when it does not have it."""

import numpy as np

from peereval.errors import DataError, FitError
from peereval.model.compress import Compressed, Ready
from peereval.model.design import Design


def refuse_unusable(design: Design) -> None:
    """Refuse one visit, or an outcome without variance."""
    if len(design.visits) < 2:
        raise DataError("The rows used have one visit only; a model of repeated measures needs two or more.")
    if np.ptp(design.y) == 0.0:
        raise FitError(f"The outcome '{design.formula.outcome}' has the same value in every row: no variance to model.")


def refuse_exact(ready: Ready) -> None:
    """Refuse more coefficients than participants can carry, or an outcome explained exactly."""
    design, scale, p = ready.design, ready.scale, len(ready.basis.kept)
    n_participants = int(design.participant[-1]) + 1
    if n_participants <= p - len(design.visits) + 1 or len(design.y) <= p:
        raise FitError(
            f"There are fewer participants ({n_participants}) than the model needs for its {p} coefficients and "
            f"{len(design.visits)} visits. Use fewer covariates, or fewer groups."
        )
    if scale <= 1e-10 * float(np.abs(design.y - np.median(design.y)).max()):
        raise FitError(f"The terms explain '{design.formula.outcome}' exactly: no residual variance is left to model.")


def refuse_unseen_pairs(data: Compressed) -> None:
    """Refuse an unstructured covariance when two visits were never seen in the same person."""
    tensors, design = data.sums.tensors, data.design
    both = (tensors.seen[:, :, None] & tensors.seen[:, None, :]).any(axis=0)
    missing = [f"{design.visits[s]} and {design.visits[t]}" for t, s in zip(*np.nonzero(np.tril(~both)), strict=True)]
    if missing:
        raise FitError(
            f"No participant was seen both at {'; nor at '.join(missing)}, so the data do not identify an "
            "unstructured covariance. Leave one of these visits out."
        )
