"""Conditional means of missing values, for many replicates of a fitted model at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.sensitivity.imputation.strategies import COPY, INCREMENTS, JUMP, Kinds, strategy_means

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """A completed value as own m_own + reference m_ref + observed y; each (R, C, T, T), of C kinds of participant."""

    own: Floats
    reference: Floats
    observed: Floats


def imputation_maps(sigma: Floats, kinds: Kinds) -> Maps:
    """Return what completes the visits of each kind of participant, for Sigma (R, classes, T, T)."""
    means, slopes = strategy_means(kinds), _regressions(sigma, kinds)
    given_reference = kinds.uses(COPY)[..., None]
    return Maps(
        means.own - np.where(given_reference, 0.0, slopes),
        means.reference - np.where(given_reference, slopes, 0.0),
        np.eye(kinds.seen.shape[1]) * kinds.seen[:, :, None] + slopes,
    )


def _regressions(sigma: Floats, kinds: Kinds) -> Floats:
    """Return B, missing visits on observed ones, (R, C, T, T), zero elsewhere.

    Copy reference: the reference's. Jump and increments (Carpenter, Roger and Kenward 2013):
    what comes after the event given what came before is the reference's, what came before is
    the own group's. With one covariance for all groups the three are the same.
    """
    own = sigma[:, kinds.own]
    slopes = own @ _inverses(own, kinds.seen)
    if sigma.shape[1] > 1:
        other = sigma[:, kinds.reference]
        copied = other @ _inverses(other, kinds.seen)
        mixed = other @ _inverses(other, kinds.before) @ slopes
        slopes = np.where(kinds.uses(COPY)[..., None], copied, slopes)
        slopes = np.where(kinds.uses(JUMP, INCREMENTS)[..., None], mixed, slopes)
    return np.asarray(slopes * ~kinds.seen[:, :, None])


def _inverses(sigma: Floats, seen: Mask) -> Floats:
    """Return the inverses of the blocks of the visits seen, zero elsewhere, (R, C, T, T)."""
    both = seen[:, :, None] & seen[:, None, :]
    return np.where(both, np.linalg.inv(np.where(both, sigma, np.eye(seen.shape[1]))), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The values of n participants, in units of the scale of the fit and counted from its centre.

    own, reference (n, T, p + 1) : rows whose product with (b, 1) is the mean in the own group and in the reference
    observed (n, T) : zero where not seen; delta (n, T) : added where not seen
    kind (n,) : how each is imputed
    """

    own: Floats
    reference: Floats
    observed: Floats
    delta: Floats
    kind: Codes

    def take(self, members: Codes) -> "Values":
        """Return those of some participants."""
        return Values(
            self.own[members], self.reference[members], self.observed[members], self.delta[members], self.kind[members]
        )


def complete_values(values: Values, maps: Maps, beta: Floats, replicate: Codes) -> Floats:
    """Return the completed values of n participants, (n, T), each in its replicate; beta (R, p)."""
    turned = _with_one(beta)[replicate][:, :, None]
    at = (replicate, values.kind)
    found = maps.own[at] @ (values.own @ turned) + maps.reference[at] @ (values.reference @ turned)
    found = found + maps.observed[at] @ values.observed[..., None]
    return np.asarray(found[..., 0] + values.delta)


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Sums over participants of products of the analysis's columns (a) with their values, per kind (C).

    own, reference (C, T, a, p + 1), observed (C, T, a), delta (T, a)
    """

    own: Floats
    reference: Floats
    observed: Floats
    delta: Floats


def cross_values(values: Values, columns: Floats, n_kinds: int) -> Crossed:
    """Return the sums for columns (n, a): one pass over the participants, for all replicates."""
    pick = np.zeros((n_kinds, len(columns)))
    pick[values.kind, np.arange(len(columns))] = 1.0

    def cross(part: Floats) -> Floats:
        """Return the sums over each kind of its columns with a part of the values."""
        return np.asarray(np.einsum("cn,na,ntp->ctap", pick, columns, part, optimize=True))

    observed = cross(values.observed[..., None])[..., 0]
    return Crossed(cross(values.own), cross(values.reference), observed, values.delta.T @ columns)


def completed_sums(crossed: Crossed, maps: Maps, beta: Floats) -> Floats:
    """Return the sums of the completed values with the analysis's columns over everyone, (R, T, a).

    The cost depends on how many kinds of participant there are, not on how many participants.
    """
    turned = _with_one(beta)
    parts = (
        (maps.own, np.einsum("ctap,rp->rcta", crossed.own, turned, optimize=True)),
        (maps.reference, np.einsum("ctap,rp->rcta", crossed.reference, turned, optimize=True)),
        (maps.observed, crossed.observed),
    )
    total = np.sum([(by @ met).sum(axis=1) for by, met in parts], axis=0)
    return np.asarray(total + crossed.delta)


def _with_one(beta: Floats) -> Floats:
    return np.concatenate([beta, np.ones((len(beta), 1))], axis=1)
