"""The frozen result of fitting a mixed model for repeated measures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.compress import Compressed
from peereval.model.covariance import Model
from peereval.model.frame import Frame
from peereval.remarks import Note

if TYPE_CHECKING:
    from peereval.model.robust import Robust

Floats = NDArray[np.float64]
Method = Literal["reml", "ml"]
Information = Literal["observed", "expected"]


@dataclass(frozen=True, slots=True, eq=False)
class FitStatus:
    """How the fit ended: whether it converged, whether on the edge, and after how many steps.

    `boundary` means that the optimum lies on the edge: the covariance of the visits is
    singular, or the variances named in `held` are 0. It is a named result, not an error.
    `decrement` is the Newton decrement of -2 log-likelihood when the search stopped.
    """

    converged: bool
    boundary: bool
    held: tuple[str, ...]
    iterations: int
    decrement: float
    messages: tuple[Note, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SmallSample:
    """What degrees of freedom and adjusted covariances need: plain arrays, no data.

    slopes (k, p, p) : derivatives of K by theta
    theta_covariance (k, k) : A, zero where a variance is held at 0
    adjusted (p, p) : Kenward and Roger's K_A (REML), with the A it was made with
    adjusted_by : "observed" or "expected" information, or "none" when K_A would be smaller than K
    """

    slopes: Floats
    theta_covariance: Floats
    adjusted: Floats
    adjusted_theta_covariance: Floats
    adjusted_by: str


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model: plain arrays, enough for every estimate without the data.

    terms (p,) : kept columns, in formula order; `aliased` those that depend on them
    beta (p,), covariance (p, p) : coefficients and their covariance: K, or the robust one
    theta (k,) : variance parameters on the scale of the data divided by `data.scale`
    null_space (columns, a) : directions in which the data say nothing; a contrast is
    estimable when it is orthogonal to them
    data : the compressed data, for robust variances, residuals and refits
    robust : what a robust variance was made of, or None for the model's
    weights (n,) : participant weights with mean 1, or None
    """

    formula: str
    method: Method
    information: Information
    model: Model
    columns: tuple[str, ...]
    kept: NDArray[np.intp]
    null_space: Floats
    beta: Floats
    covariance: Floats
    theta: Floats
    small_sample: SmallSample
    minus_2_log_likelihood: float
    visits: tuple[object, ...]
    frame: Frame
    data: Compressed
    status: FitStatus
    notes: tuple[Note, ...]
    robust: "Robust | None" = None
    weights: Floats | None = None

    @property
    def n_participants(self) -> int:
        """Number of participants in the rows used."""
        return self.data.n_participants

    @property
    def n_observations(self) -> int:
        """Number of rows used."""
        return len(self.data.design.y)

    @property
    def n_sites(self) -> int:
        """Number of sites, 0 when the fit knows of none."""
        return 0 if self.data.sites is None else int(self.data.sites.max()) + 1

    @property
    def structure_name(self) -> str:
        """The literature's name of the covariance within participant."""
        return self.model.structure.name

    @property
    def variance_components(self) -> pd.DataFrame:
        """The components of variance of participants, sites and workers: component, variance, standard deviation.

        A covariance of two effects has no standard deviation, nor has a variance below 0, which
        compound symmetry allows.
        """
        found = dict(self.model.structure.components(self.theta[: self.model.n_local]))
        names = self.model.random.names if self.model.random else ()
        found |= dict(zip(names, self.theta[self.model.n_local :].tolist(), strict=True))
        values = self.data.scale**2 * np.array(list(found.values()), dtype=np.float64)
        spread = [
            np.nan if _is_covariance(name) or v < 0.0 else np.sqrt(v) for name, v in zip(found, values, strict=True)
        ]
        return pd.DataFrame({"component": list(found), "variance": values, "standard_deviation": spread})

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of the coefficients, in formula order."""
        return tuple(self.columns[j] for j in self.kept)

    @property
    def aliased(self) -> tuple[str, ...]:
        """The columns left out because they depend on those before them."""
        return tuple(name for j, name in enumerate(self.columns) if j not in set(self.kept.tolist()))

    @property
    def residual_covariance(self) -> pd.DataFrame:
        """The covariance of the visits within a participant, visits x visits.

        With `covariance_by` the rows are levels and visits. On real times it is that of a
        participant seen at the median time of each visit, with weights of 1.
        """
        sigmas = self.data.scale**2 * self.model.structure.display(self.theta[: self.model.n_local])
        index = pd.MultiIndex.from_product([self.model.levels, self.visits]) if self.model.levels else list(self.visits)
        return pd.DataFrame(sigmas.reshape(-1, len(self.visits)), index=index, columns=list(self.visits))

    @property
    def coefficient_covariance(self) -> pd.DataFrame:
        """The covariance of the coefficients, terms x terms: K, or the robust one of `with_variance`."""
        return pd.DataFrame(self.covariance, index=list(self.terms), columns=list(self.terms))

    @property
    def aic(self) -> float:
        """Akaike's criterion counting covariance parameters only, as mmrm does (SAS too under REML)."""
        return float(self.information_criteria["aic"].iloc[0])

    @property
    def bic(self) -> float:
        """Schwarz's criterion counting covariance parameters only, n = participants (mmrm; SAS under REML)."""
        return float(self.information_criteria["bic"].iloc[0])

    @property
    def information_criteria(self) -> pd.DataFrame:
        """AIC and BIC by convention: what counts as a parameter, and what n is.

        Rows: covariance parameters, n = participants (mmrm; SAS under REML); all parameters,
        n = participants (SAS under ML); all parameters, n = observations (lme4).
        """
        k, p = len(self.theta), len(self.beta)
        rows = [("mmrm", k, self.n_participants), ("SAS under ML", k + p, self.n_participants)]
        rows.append(("lme4", k + p, self.n_observations))
        table = pd.DataFrame(rows, columns=["convention", "parameters", "n"])
        return table.assign(
            aic=self.minus_2_log_likelihood + 2.0 * table["parameters"],
            bic=self.minus_2_log_likelihood + np.log(table["n"]) * table["parameters"],
        )

    def __repr__(self) -> str:
        likelihood = f"-2 {'restricted ' if self.method == 'reml' else ''}log-likelihood"
        edge = ", on the boundary" if self.status.boundary else ""
        random = f", random effects: {', '.join(self.model.random.names)}" if self.model.random else ""
        sites = f", {self.n_sites} sites" if self.n_sites else ""
        return "\n".join(
            [
                f"Mixed model for repeated measures: {self.formula}",
                f"{self.structure_name} covariance{random}, {self.method.upper()}",
                f"{self.n_participants} participants, {self.n_observations} observations{sites}",
                f"{likelihood} {self.minus_2_log_likelihood:.4f}, converged in {self.status.iterations} steps{edge}",
                *self.notes,
            ]
        )


def _is_covariance(name: str) -> bool:
    """Say whether a component is the covariance of two effects: "site[1,0]", "participant:slope covariance"."""
    first, _, second = name.partition("[")[2].partition("]")[0].partition(",")
    return first != second or " covariance" in name
