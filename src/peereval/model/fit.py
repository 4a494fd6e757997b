"""The frozen result of fitting a mixed model for repeated measures."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.covariance import Structure
from peereval.model.design import Frame
from peereval.results import Note

Floats = NDArray[np.float64]
Method = Literal["reml", "ml"]


@dataclass(frozen=True, slots=True, eq=False)
class FitStatus:
    """How the fit ended: whether it converged, whether on the edge, and after how many steps.

    `boundary` means that the covariance of the visits is singular at the optimum: a named
    result, not an error. `decrement` is the Newton decrement of -2 log-likelihood when the
    search stopped.
    """

    converged: bool
    boundary: bool
    iterations: int
    decrement: float
    messages: tuple[Note, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model: plain arrays, enough for every estimate without the data.

    terms (p,) : kept columns, in formula order; `aliased` those that depend on them
    beta (p,), covariance (p, p) : coefficients and K
    theta (k,), theta_covariance (k, k) : variance parameters and A
    slopes (k, p, p) : derivatives of K by theta
    null_space (columns, a) : directions in which the data say nothing; a contrast is
    estimable when it is orthogonal to them
    """

    formula: str
    method: Method
    structure: Structure
    columns: tuple[str, ...]
    kept: NDArray[np.intp]
    null_space: Floats
    beta: Floats
    covariance: Floats
    theta: Floats
    theta_covariance: Floats
    slopes: Floats
    minus_2_log_likelihood: float
    visits: tuple[object, ...]
    frame: Frame
    n_participants: int
    n_observations: int
    status: FitStatus
    notes: tuple[Note, ...]

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
        """The covariance of the visits within a participant, visits x visits."""
        return pd.DataFrame(self.structure.matrix(self.theta), index=list(self.visits), columns=list(self.visits))

    @property
    def coefficient_covariance(self) -> pd.DataFrame:
        """The model-based covariance of the coefficients, K, terms x terms."""
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
        return "\n".join(
            [
                f"Mixed model for repeated measures: {self.formula}",
                f"{self.structure.name} covariance, {self.method.upper()}",
                f"{self.n_participants} participants, {self.n_observations} observations",
                f"{likelihood} {self.minus_2_log_likelihood:.4f}, converged in {self.status.iterations} steps{edge}",
                *self.notes,
            ]
        )
