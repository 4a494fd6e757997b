"""Draws of a mixed model's parameters from their posterior, by sampling and resampling by importance.

Variance parameters are proposed from a t distribution about the optimum on an unbounded scale,
and kept with a probability in proportion to their restricted likelihood times the prior over
the density they were proposed with (Rubin 1987; Gelfand and Smith 1990). Coefficients are then
normal given them. Nothing rests on the normality of a variance estimated near 0.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.derivatives import evaluate
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.sensitivity.imputation.restricted_likelihood import Located, locate_draws, matrices_of
from peereval.sensitivity.imputation.unbounded import Unbounded, unbounded_scale

Floats = NDArray[np.float64]

TAILS = 8.0  # degrees of freedom of the proposal: heavier tails than the posterior's
EACH = 10  # proposals per draw
ROUNDS = 8  # of proposals, before too few of them count
REGULAR = 1e-8  # smallest eigenvalue of a correlation matrix that can be inverted to some digits
FAR = float(np.log(1e4))  # between a variance drawn and the optimum
WORTH = 1.5  # proposals that count, per draw


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """M draws: theta (M, k), beta (M, p) in the units of the engine; `effective` proposals behind them."""

    theta: Floats
    beta: Floats
    effective: float


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A t distribution on the unbounded scale, folded at 0 for the standard deviations."""

    scale: Unbounded
    centre: Floats
    root: Floats

    def draw(self, n: int, rng: np.random.Generator) -> Floats:
        """Return n points, (n, k)."""
        normal = rng.normal(size=(n, self.centre.size)) @ self.root.T
        phi = self.centre + normal / np.sqrt(rng.chisquare(TAILS, size=(n, 1)) / TAILS)
        phi[:, self.scale.single] = np.abs(phi[:, self.scale.single])
        return np.asarray(phi)

    def log_density(self, phi: Floats) -> Floats:
        """Return the logarithm of the density at points, (n,), but for a constant."""
        total = np.zeros(len(phi))
        for signs in product((1.0, -1.0), repeat=self.scale.single.size):
            turned = phi.copy()
            turned[:, self.scale.single] *= np.array(signs)
            at = np.linalg.solve(self.root, (turned - self.centre).T)
            total += (1.0 + (at**2).sum(axis=0) / TAILS) ** (-(TAILS + self.centre.size) / 2.0)
        return np.asarray(np.log(total))


def make_proposal(fit: Fit) -> Proposal:
    """Return the proposal about the optimum, as wide as the expected information says."""
    scale = unbounded_scale(fit.model)
    expected = evaluate(fit.theta, fit.data.sums, fit.model, reml=fit.method == "reml").expected
    values, axes = np.linalg.eigh(expected)
    spread = (axes * (2.0 / np.maximum(values, 1e-8 * values[-1]))) @ axes.T
    centre = scale.forward(fit.theta)
    rates = scale.rates(centre, np.sqrt(np.diag(spread)))
    return Proposal(scale, centre, np.asarray(np.linalg.cholesky(rates @ spread @ rates.T)))


def draw_posterior(fit: Fit, n_draws: int, rng: np.random.Generator) -> Drawn:
    """Return draws of the variance parameters and of the coefficients.

    Raises
    ------
    FitError
        If hardly any proposal counts, so that the posterior is far from what was proposed.
    """
    proposal = make_proposal(fit)
    phi, log_weight, located = _weighed(fit, proposal, EACH * n_draws, rng)
    for _ in range(ROUNDS - 1):
        if effective_number(log_weight) >= WORTH * n_draws:
            break
        more = _weighed(fit, proposal, EACH * n_draws, rng)
        phi, log_weight = np.concatenate([phi, more[0]]), np.concatenate([log_weight, more[1]])
        located = [*located, *more[2]]
    effective = effective_number(log_weight)
    if effective < 0.5 * n_draws or np.isfinite(log_weight).sum() < n_draws:
        raise FitError(Note("refused_variances_undetermined"))
    kept = np.argsort(-(log_weight + rng.gumbel(size=log_weight.size)))[:n_draws]  # without replacement
    root = np.concatenate([one.root for one in located])[kept]
    beta = np.concatenate([one.beta for one in located])[kept]
    scatter = np.linalg.solve(np.swapaxes(root, -1, -2), rng.normal(size=(*beta.shape, 1)))[..., 0]
    return Drawn(proposal.scale.backward(phi[kept]), beta + scatter, effective)


def _weighed(fit: Fit, proposal: Proposal, n: int, rng: np.random.Generator) -> tuple[Floats, Floats, list[Located]]:
    """Return proposals (n, k), the logarithms of their weights (n,), and the models there."""
    phi = proposal.draw(n, rng)
    theta = proposal.scale.backward(phi)
    good = is_regular(matrices_of(theta, fit.model), matrices_of(fit.theta[None], fit.model))
    safe = np.where(good[:, None], theta, fit.theta)
    found = _locate(safe, fit)
    log_weight = -0.5 * found.values + phi @ proposal.scale.power - proposal.log_density(phi)
    return phi, np.where(good, log_weight, -np.inf), [found]


def _locate(theta: Floats, fit: Fit) -> Located:
    """Return the models at theta (n, k), those that rounding leaves without an inverse with an infinite value."""
    try:
        return locate_draws(theta, fit.data.sums, fit.model, reml=fit.method == "reml")
    except np.linalg.LinAlgError:
        p = len(fit.beta)
        if len(theta) == 1:
            return Located(np.full(1, np.inf), np.eye(p)[None], np.zeros((1, p)))
        halves = [_locate(part, fit) for part in np.array_split(theta, 2)]  # rare: to find the draw at fault
        return Located(*(np.concatenate([getattr(one, name) for one in halves]) for name in ("values", "root", "beta")))


def is_regular(drawn: tuple[Floats, Floats], centre: tuple[Floats, Floats]) -> NDArray[np.bool_]:
    """Say of draws (n,) whether their matrices can be inverted, and lie near the centre.

    `drawn` are Sigma (n, c, T, T) and G (n, r, r), `centre` the same at the optimum (n = 1). What
    lies far has no weight, and its likelihood no digits.
    """
    sigma, G = drawn
    variances, at = (np.diagonal(one, axis1=-2, axis2=-1) for one in (sigma, centre[0]))
    far = np.abs(np.log(variances / at)).max(axis=(1, 2)) > FAR
    if G.size:
        far |= np.diagonal(G, axis1=-2, axis2=-1).max(axis=1) > np.exp(FAR) * at.max()
    spread = np.sqrt(variances)
    correlation = sigma / (spread[..., :, None] * spread[..., None, :])
    return np.asarray((np.linalg.eigvalsh(correlation)[..., 0] > REGULAR).all(axis=-1) & ~far)


def effective_number(log_weight: Floats) -> float:
    """Return the effective number of weighted points: (sum w)^2 / sum w^2.

    Examples
    --------
    >>> effective_number(np.zeros(10))
    10.0
    """
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / (weight**2).sum())
