"""Multiple imputation under the strategies of reference-based imputation, pooled by Rubin's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.estimate.inference import t_columns
from peereval.model.fit import Fit
from peereval.model.replicate_search import refit_replicates
from peereval.results import Note, Result, make_result
from peereval.sensitivity.imputation.analysed import (
    Asked,
    Prepared,
    analysis_notes,
    describe_analysis,
    prepare_analysis,
)
from peereval.sensitivity.imputation.ancova import Ancova
from peereval.sensitivity.imputation.bootstrap import sampled_replicates
from peereval.sensitivity.imputation.compared import Compared, compare_groups
from peereval.sensitivity.imputation.delta import Deltas
from peereval.sensitivity.imputation.draws import draw_values
from peereval.sensitivity.imputation.pooling import pool_rubin

Floats = NDArray[np.float64]


def multiply_imputed_contrasts(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    rng: np.random.Generator,
    imputations: int = 100,
    strategy: str | Mapping[str, str] = "mar",
    baseline: object = None,
    intercurrent: str | None = None,
    baseline_covariate: str | None = None,
    delta: Deltas | None = None,
    covariates: Sequence[str] | None = None,
    level: float = 0.95,
) -> Result:
    """Return the differences of each group from the reference by multiple imputation, with Rubin's variance.

    Use it beside `reference_based_contrasts`, whose parameters and errors these are: Rubin's
    variance keeps the share of information lost near that under missing at random. The model is
    fitted to a sample of participants (drawn with replacement within groups) for each
    imputation, and values are drawn from the distribution that the strategy implies. The analysis
    of covariance is the model's own and knows of no sites.

    Parameters
    ----------
    rng
        The source of chance, such as ``numpy.random.default_rng(20150630)``.
    imputations
        How many, at least 2.

    Returns
    -------
    Result
        Keys ``group, visit, reference, [baseline,] strategy``; quantities the difference (with
        Barnard and Rubin's degrees of freedom) and its fraction of missing information.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696; Barnard and Rubin 1999, doi:10.1093/biomet/86.4.948;
    Cro, Carpenter and Kenward 2019, doi:10.1111/rssa.12423.
    """
    if not isinstance(imputations, int) or imputations < 2:
        raise FitError("imputations is a whole number of 2 or more.")
    asked = Asked(group, reference, strategy, intercurrent, baseline_covariate, delta, covariates, None, level)
    compared = compare_groups(fit, group=group, reference=reference, baseline=baseline)
    prepared = prepare_analysis(fit, data, asked)
    n, a = prepared.ancova.columns.shape
    found = pool_rubin(*_analyse_draws(fit, prepared, compared, imputations, rng), n - a)
    keys = compared.keys.assign(strategy=prepared.plan.label)
    values = t_columns(found.estimate, found.std_error, found.df, level)
    frame = pd.concat(
        [
            pd.concat([keys, values.assign(quantity=compared.quantity)], axis=1),
            keys.assign(quantity="fraction of missing information", estimate=found.missing_information),
        ],
        ignore_index=True,
    )
    said = {"variance": "rubin", "inference": "information-anchored", "df_method": "barnard-rubin"}
    method = describe_analysis(fit, asked, prepared, {**said, "imputations": imputations})
    notes = analysis_notes(fit, prepared.plan, Note("multiple_imputation", imputations=imputations))
    return make_result("multiply_imputed_contrasts", frame, method=method, notes=notes)


def _analyse_draws(
    fit: Fit, prepared: Prepared, compared: Compared, imputations: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the differences and their variances in each completed data set, (M, J) each."""
    plan = prepared.plan
    samples = sampled_replicates(fit, plan.people.position, plan.people.group, imputations, rng)
    drawn = refit_replicates(fit.theta, samples, fit.model)
    sigma = samples.matrices(drawn.theta)
    analysis = _Analysis.of(prepared.ancova)
    estimates, variances = [], []
    for m in range(imputations):
        y = draw_values(plan.values, plan.kinds, sigma[m : m + 1], drawn.beta[m : m + 1], rng)
        means, residual = analysis.of_values(y)
        estimates.append(compared.differences(means[None])[0])
        variances.append(compared.spread(residual) * analysis.leverage(compared))
    scale = fit.data.scale
    return scale * np.array(estimates), scale**2 * np.array(variances)


@dataclass(frozen=True, slots=True, eq=False)
class _Analysis:
    """The analysis of covariance: columns (n, a), inverse of their cross-products, mean rows (groups, a)."""

    columns: Floats
    inverse: Floats
    rows: Floats

    @classmethod
    def of(cls, ancova: Ancova) -> "_Analysis":
        A = ancova.columns
        return cls(A, np.asarray(np.linalg.inv(A.T @ A), dtype=np.float64), ancova.in_group.mean(axis=0))

    def of_values(self, y: Floats) -> tuple[Floats, Floats]:
        """Return the adjusted means (groups, T), and the residual covariance of the visits (T, T)."""
        coefficients = self.inverse @ (self.columns.T @ y)
        rest = y - self.columns @ coefficients
        return self.rows @ coefficients, rest.T @ rest / (len(y) - self.columns.shape[1])

    def leverage(self, compared: Compared) -> Floats:
        """Return c'(A'A)^-1 c of each difference, (J,)."""
        c = (self.rows - self.rows[compared.reference])[compared.group]
        return np.asarray(np.einsum("ja,ab,jb->j", c, self.inverse, c))
