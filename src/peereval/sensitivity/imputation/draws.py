"""The scatter of missing values under a strategy, for many draws of a model."""

import numpy as np
from numpy.typing import NDArray

from peereval.sensitivity.imputation.strategies import COPY, INCREMENTS, JUMP, Kinds

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def strategy_covariances(sigma: Floats, kinds: Kinds) -> Floats:
    """Return the covariance of all visits that each kind's strategy implies, (R, C, T, T).

    Copy reference: the reference's. Jump and increments: before the event the own group's, and
    after given before the reference's (Carpenter, Roger and Kenward 2013).
    """
    own, other = sigma[:, kinds.own], sigma[:, kinds.reference]
    if sigma.shape[1] == 1:
        return own
    before = kinds.before
    both = before[:, :, None] & before[:, None, :]
    inverse = np.where(both, np.linalg.inv(np.where(both, other, np.eye(before.shape[1]))), 0.0)
    slopes = other @ inverse * ~before[:, :, None]  # after on before, in the reference
    carry = slopes + np.eye(before.shape[1]) * before[:, :, None]
    within = np.where(both, own, 0.0)
    after = other - other @ inverse @ other
    mixed = carry @ within @ np.swapaxes(carry, -1, -2) + after * ~before[:, :, None] * ~before[:, None, :]
    uses = kinds.strategy[:, None, None]
    return np.where(np.isin(uses, (JUMP, INCREMENTS)), mixed, np.where(uses == COPY, other, own))


def residual_roots(sigma: Floats, kinds: Kinds) -> Floats:
    """Return the triangles whose product with normal draws is the scatter of missing values, (R, C, T, T)."""
    joint, seen = strategy_covariances(sigma, kinds), kinds.seen
    both = seen[:, :, None] & seen[:, None, :]
    inverse = np.where(both, np.linalg.inv(np.where(both, joint, np.eye(seen.shape[1]))), 0.0)
    missing = ~seen[:, :, None] & ~seen[:, None, :]
    left = np.where(missing, joint - joint @ inverse @ joint, np.eye(seen.shape[1]))
    return np.asarray(np.linalg.cholesky(left) * ~seen[:, :, None])
