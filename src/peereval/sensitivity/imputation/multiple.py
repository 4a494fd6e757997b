"""Multiple imputation under the strategies of reference-based imputation, pooled by Rubin's rules."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.analysed import (
    Asked,
    Prepared,
    analysis_notes,
    describe_analysis,
    prepare_analysis,
)
from peereval.sensitivity.imputation.compared import Compared, compare_groups
from peereval.sensitivity.imputation.completed import draw_completed
from peereval.sensitivity.imputation.completed_analysis import analyse_sets
from peereval.sensitivity.imputation.completion import Completion
from peereval.sensitivity.imputation.delta import Deltas
from peereval.sensitivity.imputation.group_models import complete_each_group
from peereval.sensitivity.imputation.parameters import Drawing, Draws, draw_parameters
from peereval.sensitivity.imputation.pooling import pool_rubin, pooled_rows

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
    draws: Draws = "bootstrap",
    site: str | None = None,
    by_group: bool = False,
    level: float = 0.95,
) -> Result:
    """Return the differences of each group from the reference by multiple imputation, with Rubin's variance.

    Use it beside the main model, from which it imputes, and beside `reference_based_contrasts`,
    whose parameters and errors these are: Rubin's variance keeps the share of information lost
    near that under missing at random. For each imputation the parameters of the model are
    drawn, then the effects of the sites given the data, then the missing values given both and
    what was observed of the person; the completed data are analysed by covariance at each visit.

    Parameters
    ----------
    fit
        As of `reference_based_contrasts`, and site effects are let pass: ``"intercept"``,
        ``"intercept+visit"`` or ``"unstructured"``. Then `site` is needed.
    rng
        The source of chance, such as ``numpy.random.default_rng(20150630)``.
    imputations
        How many, at least 2.
    draws
        Of the parameters: ``"bootstrap"``, fits to participants drawn with replacement within
        groups, or with `site` to whole sites drawn among those that hold the same groups; or
        ``"bayesian"``, from the posterior under Jeffreys' prior on the covariance of the visits
        and flat ones on the coefficients and the standard deviations of the sites.
    site
        The column of the sites. The variance within each completed data set is then CR2 by site
        with Bell and McCaffrey's degrees of freedom, as where treatment is assigned by site;
        without it people are taken as independent.
    by_group
        Impute each group from a model of its own, fitted to its people alone: the formula's
        coefficients, the covariance of the visits and the variances of the sites are then the
        group's. It assumes nothing alike between groups, and costs precision; values are missing
        at random.

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
    asked = Asked(group, reference, strategy, intercurrent, baseline_covariate, delta, covariates, site, level)
    compared = compare_groups(fit, group=group, reference=reference, baseline=baseline)
    drawing = Drawing(draws, site, imputations, rng)
    return _impute(fit, data, asked, compared, drawing, by_group=by_group)


def _impute(
    fit: Fit, data: pd.DataFrame, asked: Asked, compared: Compared, drawing: Drawing, *, by_group: bool
) -> Result:
    """Return the pooled differences."""
    prepared, site = prepare_analysis(fit, data, asked, with_sites=True), drawing.site
    completed, how = draw_sets(fit, data, asked, prepared.plan, drawing, by_group=by_group)
    codes = prepared.plan.people.personal[site].factorize(sort=True)[0] if site else None
    done = analyse_sets(completed, prepared.ancova, compared, codes)
    found = pool_rubin(done.estimates, done.variances, done.df)
    keys = pd.concat([compared.keys.assign(strategy=prepared.plan.label)] * 2, ignore_index=True)
    frame = pd.concat([keys, pooled_rows(found, compared.quantity, asked.level)], axis=1)
    method, notes = describe_imputations(fit, asked, prepared, drawing, how, by_group=by_group)
    return make_result("multiply_imputed_contrasts", frame, method=method, notes=notes)


def describe_imputations(
    fit: Fit, asked: Asked, prepared: Prepared, drawing: Drawing, how: Sequence[Note], *, by_group: bool
) -> tuple[dict[str, object], tuple[Note, ...]]:
    """Return what a result says of the imputations behind it, and its notes; `how` says how values were drawn."""
    site, imputations = asked.site, drawing.imputations
    said = {"variance": "rubin", "within": "cr2 by site" if site else "model", "inference": "information-anchored"}
    more = {"df_method": "barnard-rubin", "draws": drawing.draws, "imputations": imputations, "by_group": by_group}
    notes = (
        *analysis_notes(fit, prepared.plan, Note("multiple_imputation", imputations=imputations)),
        *how,
        Note("imputation_by_site" if site else "imputation_without_sites"),
    )
    return describe_analysis(fit, asked, prepared, {**said, **more}), notes


def draw_sets(
    fit: Fit, data: pd.DataFrame, asked: Asked, plan: Completion, drawing: Drawing, *, by_group: bool
) -> tuple[Iterable[Floats], tuple[Note, ...]]:
    """Return blocks of completed values (m, n, T) in the unit of the outcome, and how they were drawn."""
    if by_group:
        return complete_each_group(fit, data, asked, plan, drawing)
    drawn = draw_parameters(fit, plan.people, drawing)
    blocks = draw_completed(plan.values, plan.kinds, drawn, drawing.rng)
    return (y * fit.data.scale + plan.centre for y in blocks), drawn.notes
