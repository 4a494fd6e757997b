"""Families of one mean per row: normal, binomial, Poisson and negative binomial, with their usual links."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, xlogy

Floats = NDArray[np.float64]
FamilyName = Literal["gaussian", "binomial", "poisson", "negative-binomial", "ordinal"]
FAMILIES = ("gaussian", "binomial", "poisson", "negative-binomial", "ordinal")
LARGEST = 40.0  # of a linear predictor: beyond it a probability is 0 or 1 in double precision


@dataclass(frozen=True, slots=True, eq=False)
class Working:
    """The estimating equations on the scale where the working covariance is the identity.

    X (N m, p) = V^(-1/2) dmu/dbeta and e (N m,) = V^(-1/2) (y - mu), m rows of each
    observation together; log_likelihood (N,) up to a constant.
    """

    X: Floats
    e: Floats
    log_likelihood: Floats


class Family(Protocol):
    """What the equations need to know of a family; arrays of X have a row per observation."""

    @property
    def repeats(self) -> int:
        """Return m, the rows of the equations that one observation gives."""

    def start(self, X: Floats, y: Floats, offset: Floats, weights: Floats) -> Floats:
        """Return a first value of the coefficients, (p,)."""

    def working(self, X: Floats, y: Floats, offset: Floats, beta: Floats) -> Working:
        """Return the equations at beta."""

    def average(self, X: Floats, beta: Floats, share: Floats) -> tuple[Floats, Floats]:
        """Return means averaged with shares (N,), (q,), and their slopes by beta, (q, p)."""

    def extreme(self, X: Floats, offset: Floats, beta: Floats) -> bool:
        """Say whether a fitted mean lies at the edge of what the family allows."""


class Curve(Protocol):
    """The mean and variance of a family by its linear predictor."""

    def mean(self, eta: Floats) -> Floats:
        """Return mu."""

    def slope(self, mu: Floats) -> Floats:
        """Return dmu/deta."""

    def variance(self, mu: Floats) -> Floats:
        """Return the variance that goes with mu, up to a constant."""

    def log_likelihood(self, y: Floats, mu: Floats) -> Floats:
        """Return the log-likelihood of each row, up to a constant."""

    def inverse(self, y: Floats) -> Floats:
        """Return a linear predictor near each observation."""

    def at_edge(self, mu: Floats) -> bool:
        """Say whether a mean lies at the edge."""


@dataclass(frozen=True, slots=True, eq=False)
class OneMean:
    """A family with one mean per row."""

    curve: Curve

    @property
    def repeats(self) -> int:
        """Return 1."""
        return 1

    def start(self, X: Floats, y: Floats, offset: Floats, weights: Floats) -> Floats:
        """Return the weighted least-squares fit to linear predictors near the observations."""
        root = np.sqrt(weights)
        return np.asarray(np.linalg.lstsq(root[:, None] * X, root * (self.curve.inverse(y) - offset), rcond=None)[0])

    def working(self, X: Floats, y: Floats, offset: Floats, beta: Floats) -> Working:
        """Return the equations at beta."""
        mu = self.curve.mean(X @ beta + offset)
        deviation = np.sqrt(self.curve.variance(mu))
        scaled = (self.curve.slope(mu) / deviation)[:, None] * X
        return Working(scaled, (y - mu) / deviation, self.curve.log_likelihood(y, mu))

    def average(self, X: Floats, beta: Floats, share: Floats) -> tuple[Floats, Floats]:
        """Return the mean averaged with shares, (1,), and its slope, (1, p)."""
        mu = self.curve.mean(X @ beta)
        return np.array([share @ mu]), ((share * self.curve.slope(mu)) @ X)[None]

    def extreme(self, X: Floats, offset: Floats, beta: Floats) -> bool:
        """Say whether a fitted mean lies at the edge."""
        return self.curve.at_edge(self.curve.mean(X @ beta + offset))


class Gaussian:
    """Identity link, constant variance."""

    def mean(self, eta: Floats) -> Floats:
        """Return eta."""
        return eta

    def slope(self, mu: Floats) -> Floats:
        """Return 1."""
        return np.ones_like(mu)

    def variance(self, mu: Floats) -> Floats:
        """Return 1."""
        return np.ones_like(mu)

    def log_likelihood(self, y: Floats, mu: Floats) -> Floats:
        """Return minus half the squared residuals."""
        return np.asarray(-0.5 * (y - mu) ** 2)

    def inverse(self, y: Floats) -> Floats:
        """Return y."""
        return y

    def at_edge(self, mu: Floats) -> bool:  # noqa: ARG002  (a normal mean has no edge)
        """Return False."""
        return False


class Binomial:
    """Logit link, y 0 or 1."""

    def mean(self, eta: Floats) -> Floats:
        """Return the probability."""
        return np.asarray(expit(np.clip(eta, -LARGEST, LARGEST)))

    def slope(self, mu: Floats) -> Floats:
        """Return mu (1 - mu)."""
        return np.asarray(mu * (1.0 - mu))

    def variance(self, mu: Floats) -> Floats:
        """Return mu (1 - mu), kept above 0."""
        return np.maximum(mu * (1.0 - mu), 1e-300)

    def log_likelihood(self, y: Floats, mu: Floats) -> Floats:
        """Return y log mu + (1 - y) log (1 - mu)."""
        return np.asarray(xlogy(y, mu) + xlogy(1.0 - y, 1.0 - mu))

    def inverse(self, y: Floats) -> Floats:
        """Return the logit of y moved half way to 1/2."""
        return np.asarray(np.log((y + 0.5) / (1.5 - y)))

    def at_edge(self, mu: Floats) -> bool:
        """Say whether a probability is within 1e-6 of 0 or 1."""
        return bool(np.minimum(mu, 1.0 - mu).min() < 1e-6)


@dataclass(frozen=True, slots=True)
class Count:
    """Log link, variance mu + dispersion mu^2: Poisson with dispersion 0."""

    dispersion: float = 0.0

    def mean(self, eta: Floats) -> Floats:
        """Return exp(eta)."""
        return np.asarray(np.exp(np.clip(eta, -LARGEST, LARGEST)))

    def slope(self, mu: Floats) -> Floats:
        """Return mu."""
        return mu

    def variance(self, mu: Floats) -> Floats:
        """Return mu + dispersion mu^2."""
        return np.asarray(mu * (1.0 + self.dispersion * mu))

    def log_likelihood(self, y: Floats, mu: Floats) -> Floats:
        """Return the log-likelihood, the terms of y alone included where the dispersion is in them."""
        if self.dispersion == 0.0:
            return np.asarray(xlogy(y, mu) - mu)
        size = 1.0 / self.dispersion
        constant = gammaln(y + size) - gammaln(size) + xlogy(y, self.dispersion)
        return np.asarray(constant + xlogy(y, mu) - (y + size) * np.log1p(self.dispersion * mu))

    def inverse(self, y: Floats) -> Floats:
        """Return the log of y moved half way to its mean."""
        return np.asarray(np.log((y + max(float(y.mean()), 1e-3)) / 2.0))

    def at_edge(self, mu: Floats) -> bool:
        """Say whether a mean is below 1e-6 of the largest."""
        return bool(mu.min() < 1e-6 * mu.max())
