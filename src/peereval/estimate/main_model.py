"""The main model of a study, outcome by outcome, and everything it is asked.

outcome ~ group * visit + covariates * visit, unstructured within participant, site and
site-by-visit effects, REML. A covariate interacts with the visit, since as a main effect it
would do nothing for a change.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.errors import FitError
from peereval.estimate.cohorts import cohort_cells, first_visit
from peereval.estimate.correlation import describe_correlation
from peereval.estimate.fit_summary import describe_covariance, describe_fit
from peereval.estimate.headline import Asked, Headline, ask_contrasts
from peereval.estimate.joint import joint_test
from peereval.estimate.linear import coefficients
from peereval.estimate.study_rows import Row, change_contrast_rows, change_rows, level_contrast_rows, mean_rows
from peereval.estimate.variance_components import variance_components
from peereval.model.fit import Fit
from peereval.model.mixed import fit_mixed
from peereval.remarks import Note
from peereval.results import Result

if TYPE_CHECKING:
    from peereval.study import Study


def main_formula(outcome: str, covariates: tuple[str, ...]) -> str:
    """Return the formula of the main model.

    Examples
    --------
    >>> main_formula("stigma", ("age", "sex"))
    'stigma ~ group * visit + (age + sex) * visit'
    """
    quoted = [name if name.isidentifier() else f"`{name}`" for name in (outcome, *covariates)]
    adjusted = f" + ({' + '.join(quoted[1:])}) * visit" if covariates else ""
    return f"{quoted[0]} ~ group * visit{adjusted}"


def fit_main_model(frame: pd.DataFrame, study: "Study", outcome: str) -> Fit:
    """Fit the main model of one measure.

    `frame` is the scored table with cohorts split (`split_cohorts`), covariates carried from
    the first visit attended and one site for each participant; without a column `site` the
    model has no site effects.

    Raises
    ------
    FitError, DataError
        If the measure cannot be modelled.
    """
    return fit_study(main_formula(outcome, tuple(study.model.covariates)), frame, study)


def fit_study(formula: str, frame: pd.DataFrame, study: "Study") -> Fit:
    """Fit a formula with the covariance, site effects and information of a study.

    Raises
    ------
    FitError, DataError
        If the model cannot be fitted, or has more parameters than there are participants.
    """
    keys = study.model
    levels = [str(level) for level in frame["group"].cat.categories]
    ordered = [study.reference, *(level for level in levels if level != study.reference)]
    fit = fit_mixed(
        formula,
        frame.assign(group=frame["group"].cat.reorder_categories(ordered)),
        participant="participant",
        visit="visit",
        covariance=keys.covariance,
        site="site" if "site" in frame else None,
        site_effects=keys.site_effects,
        information=keys.information,
    )
    needed = len(fit.beta) + len(fit.theta)
    if fit.n_participants < needed:
        raise FitError(Note("refused_fewer_than_parameters", people=fit.n_participants, parameters=needed))
    return fit


def estimate_outcome(fit: Fit, study: "Study", outcome: str, headline: Headline) -> tuple[Result, ...]:
    """Return every result of the main model of one measure.

    Kinds: adjusted_means, changes, change_contrasts (the variance that leads),
    change_contrasts_beside (the other one), level_contrasts, joint_test, coefficients,
    covariance, variance_components (with site effects), fit.

    Raises
    ------
    FitError
        If nobody of the reference group was measured at the first visit, so that no change
        can be compared.
    """
    cells = {(c.group, c.entry, c.visit): c for c in cohort_cells(fit, study)}
    base = first_visit(study, study.reference)
    if (study.reference, "", base) not in cells:
        raise FitError(Note("refused_no_change_from", baseline=base))
    model = Asked(fit, study.model.df_method)
    rows = {
        ("adjusted_means", "adjusted mean"): mean_rows(cells),
        ("changes", "change"): change_rows(cells, study),
        ("level_contrasts", "difference"): level_contrast_rows(cells, study),
    }
    contrasts = change_contrast_rows(cells, study)
    return (
        *(ask_contrasts(model, study, (outcome, *names), asked) for names, asked in rows.items()),
        *(
            ask_contrasts(asked, study, (outcome, f"change_contrasts{end}", "difference in change"), contrasts)
            for end, asked in headline.both
        ),
        *_correlation(study, outcome, headline.lead, contrasts),
        *_joint(fit, study, outcome),
        replace(coefficients(fit, df_method=study.model.df_method, level=study.model.level), outcome=outcome),
        describe_covariance(fit, outcome),
        *_components(fit, study, outcome),
        describe_fit(fit, outcome, df_method=study.model.df_method),
    )


def _correlation(study: "Study", outcome: str, lead: Asked, contrasts: Sequence[Row]) -> tuple[Result, ...]:
    """Return the correlations of the contrasts, where the families of tests need them."""
    if study.families.adjust != "dunnett":
        return ()
    keys, rows = pd.DataFrame([dict(key) for key, _ in contrasts]), np.array([row for _, row in contrasts])
    return (describe_correlation(lead.fit, keys, rows, outcome=outcome, df_method=lead.df_method),)


def _components(fit: Fit, study: "Study", outcome: str) -> tuple[Result, ...]:
    if fit.model.random is None:
        return ()
    return (replace(variance_components(fit, level=study.model.level), outcome=outcome),)


def _joint(fit: Fit, study: "Study", outcome: str) -> tuple[Result, ...]:
    """Return the joint test of the differences in change of the groups seen from the first visit on."""
    base = first_visit(study, study.reference)
    present = fit.frame.levels["group"]
    compared = [g for g in study.groups if g != study.reference and first_visit(study, g) == base and g in present]
    if not compared:
        return ()
    test = joint_test(fit, group="group", reference=study.reference, compared=compared, df_method=study.model.df_method)
    return (replace(test, outcome=outcome),)
