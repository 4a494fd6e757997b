"""Multiple imputation under the strategies of reference-based imputation, pooled by Rubin's rules."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.results import Note, Result, make_result
from peereval.sensitivity.imputation.analysed import (
    Asked,
    Prepared,
    analysis_notes,
    describe_analysis,
    prepare_analysis,
)
from peereval.sensitivity.imputation.compared import Compared, compare_groups
from peereval.sensitivity.imputation.completed import draw_completed
from peereval.sensitivity.imputation.completed_analysis import Analyses, Independent, LeastSquares, by_site
from peereval.sensitivity.imputation.delta import Deltas
from peereval.sensitivity.imputation.parameters import Draws, Parameters, draw_parameters
from peereval.sensitivity.imputation.pooling import pool_rubin, pooled_rows


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
    prepared = prepare_analysis(fit, data, asked, with_sites=True)
    people = prepared.plan.people
    drawn = draw_parameters(fit, people, draws=draws, site=site, imputations=imputations, rng=rng)
    done = analyse_imputations(fit, prepared, compared, drawn, site, rng)
    found = pool_rubin(done.estimates, done.variances, done.df)
    keys = compared.keys.assign(strategy=prepared.plan.label)
    frame = pd.concat([pd.concat([keys] * 2, ignore_index=True), pooled_rows(found, compared.quantity, level)], axis=1)
    said = {"variance": "rubin", "within": "cr2 by site" if site else "model", "inference": "information-anchored"}
    more = {"df_method": "barnard-rubin", "draws": draws, "imputations": imputations}
    method = describe_analysis(fit, asked, prepared, {**said, **more})
    notes = (
        *analysis_notes(fit, prepared.plan, Note("multiple_imputation", imputations=imputations)),
        *drawn.notes,
        Note("imputation_by_site" if site else "imputation_without_sites"),
    )
    return make_result("multiply_imputed_contrasts", frame, method=method, notes=notes)


def analyse_imputations(
    fit: Fit, prepared: Prepared, compared: Compared, drawn: Parameters, site: str | None, rng: np.random.Generator
) -> Analyses:
    """Return the analyses of all completed data sets, in the unit of the outcome.

    Parameters
    ----------
    fit, prepared, compared
        The model, what is completed and analysed, and the differences.
    drawn
        Draws of the parameters: a completed data set for each.
    site
        The column of the sites, for variances by site; None for independent people.
    rng
        The source of chance.
    """
    plan, analysis = prepared.plan, LeastSquares.of(prepared.ancova, compared)
    how = (
        Independent(analysis) if site is None else by_site(analysis, plan.people.personal[site].factorize(sort=True)[0])
    )
    estimates, variances = [], []
    for y in draw_completed(plan.values, plan.kinds, drawn, rng):  # over blocks of imputations
        coefficients, rest = analysis.fit(y)
        estimates.append(compared.differences(prepared.ancova.in_group.mean(axis=0) @ coefficients))
        variances.append(how.variances(rest, compared))
    scale = fit.data.scale
    return Analyses(scale * np.concatenate(estimates), scale**2 * np.concatenate(variances), how.df())
