"""The frozen result of fitting a marginal model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.frame import Frame
from peereval.model.marginal.family import Family
from peereval.model.robust import Robust
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MarginalFit:
    """A fitted marginal model: what its estimates need, frozen.

    Attributes
    ----------
    formula, family, link, variance
        What was asked; `link` of the family: identity, logit, log, cumulative logit.
    columns, kept, null_space
        Names of all coefficients (columns,), numbers of those kept (p,), and the directions in
        which the data say nothing (columns, a). An ordinal model starts with its thresholds.
    beta, covariance
        Coefficients (p,) and their robust covariance (p, p).
    robust
        What that covariance was made of, for degrees of freedom and joint tests.
    dispersion
        Of the negative binomial, else 0: the variance is mu + dispersion mu^2.
    categories
        Of an ordinal outcome, in order; else empty.
    frame, rows, share
        What builds columns on new values; the rows used with the columns of the formula; and how
        much each of them counts (N,) when a mean is taken over everyone.
    iterations, decrement, converged
        How the search ended.
    weights
        Weight of each row with mean 1, (N,), or None.
    """

    formula: str
    family: str
    link: str
    variance: str
    columns: tuple[str, ...]
    kept: Codes
    null_space: Floats
    beta: Floats
    covariance: Floats
    robust: Robust
    model: Family
    dispersion: float
    categories: tuple[object, ...]
    frame: Frame
    rows: pd.DataFrame
    share: Floats
    iterations: int
    decrement: float
    converged: bool
    n_participants: int
    n_observations: int
    notes: tuple[Note, ...]
    weights: Floats | None

    @property
    def n_clusters(self) -> int:
        """Number of clusters of the robust variance."""
        return self.robust.n_clusters

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of the coefficients, in formula order."""
        return tuple(self.columns[j] for j in self.kept)

    @property
    def aliased(self) -> tuple[str, ...]:
        """The columns left out because they depend on those before them."""
        return tuple(name for j, name in enumerate(self.columns) if j not in set(self.kept.tolist()))

    @property
    def coefficient_covariance(self) -> pd.DataFrame:
        """The robust covariance of the coefficients, terms x terms."""
        return pd.DataFrame(self.covariance, index=list(self.terms), columns=list(self.terms))

    def rows_for(self, data: pd.DataFrame) -> Floats:
        """Return rows of all coefficients, (rows, columns), for new values of the columns of the formula.

        Of an ordinal model they are those of the first threshold: all thresholds share the slopes.
        """
        columns = self.frame.columns_for(data)
        if not self.categories:
            return columns
        thresholds = np.zeros((len(columns), len(self.categories) - 1))
        thresholds[:, 0] = -1.0
        return np.column_stack([thresholds, columns[:, 1:]])

    def __repr__(self) -> str:
        return "\n".join(
            [
                f"Marginal model, {self.family}, {self.link} link: {self.formula}",
                f"Independence estimating equations, {self.robust.name}",
                f"{self.n_participants} participants, {self.n_observations} observations, {self.n_clusters} clusters",
                *self.notes,
            ]
        )
