"""The main model of a study, outcome by outcome, and everything it is asked.

outcome ~ group * visit + covariates * visit, unstructured within participant, REML. A
covariate interacts with the visit, since as a main effect it would do nothing for a change.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.estimate.cohorts import Cell, cohort_cells, entry_cohorts, first_visit
from peereval.estimate.fit_summary import describe_covariance, describe_fit
from peereval.estimate.inference import describe_method, estimate_rows
from peereval.estimate.joint import joint_test
from peereval.estimate.linear import coefficients
from peereval.model.fit import Fit
from peereval.model.mixed import fit_mixed
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

Floats = NDArray[np.float64]
Row = tuple[Mapping[str, object], Floats]


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

    `frame` is the scored table with cohorts split (`split_cohorts`) and covariates carried
    from the first visit attended.

    Raises
    ------
    FitError, DataError
        If the measure cannot be modelled; the message starts with its name.
    """
    reference = study.reference
    levels = [str(level) for level in frame["group"].cat.categories]
    ordered = [reference, *(level for level in levels if level != reference)]
    frame = frame.assign(group=frame["group"].cat.reorder_categories(ordered))
    formula = main_formula(outcome, tuple(study.model.covariates))
    fit = fit_mixed(formula, frame, participant="participant", visit="visit", covariance=study.model.covariance)
    needed = len(fit.beta) + len(fit.theta)
    if fit.n_participants < needed:
        raise FitError(
            f"{fit.n_participants} participants are fewer than the {needed} parameters of the model. "
            "Use fewer covariates, groups or visits."
        )
    return fit


def estimate_outcome(fit: Fit, study: "Study", outcome: str) -> tuple[Result, ...]:
    """Return every result of the main model of one measure.

    Kinds: adjusted_means, changes, change_contrasts, level_contrasts, joint_test,
    coefficients, covariance, fit.

    Raises
    ------
    FitError
        If nobody of the reference group was measured at the first visit, so that no change
        can be compared.
    """
    cells = {(c.group, c.entry, c.visit): c for c in cohort_cells(fit, study)}
    base = first_visit(study, study.reference)
    if (study.reference, "", base) not in cells:
        raise FitError(f"Nobody has a value at {base}, so no change from {base} can be estimated.")
    rows = {
        ("adjusted_means", "adjusted mean"): _mean_rows(cells),
        ("changes", "change"): _change_rows(cells, study),
        ("change_contrasts", "difference in change"): _change_contrast_rows(cells, study),
        ("level_contrasts", "difference"): _level_contrast_rows(cells, study),
    }
    return (
        *(_ask(fit, study, (outcome, *names), asked) for names, asked in rows.items()),
        *_joint(fit, study, outcome),
        replace(coefficients(fit, df_method=study.model.df_method, level=study.model.level), outcome=outcome),
        describe_covariance(fit, outcome),
        describe_fit(fit, outcome, df_method=study.model.df_method),
    )


Cells = Mapping[tuple[str, str, str], Cell]


def _ask(fit: Fit, study: "Study", names: tuple[str, str, str], rows: list[Row]) -> Result:
    """Estimate rows with the options of the study; `names` are outcome, kind and quantity."""
    outcome, kind, quantity = names
    df_method, level = study.model.df_method, study.model.level
    keys = pd.DataFrame([dict(key) for key, _ in rows])
    values = estimate_rows(fit, np.array([row for _, row in rows]), df_method=df_method, level=level)
    frame = pd.concat([keys, values.assign(quantity=quantity)], axis=1)
    method = describe_method(fit, df_method=df_method, weights="equal", level=level)
    return make_result(kind, frame, outcome=outcome, method=method, notes=fit.notes)


def _mean_rows(cells: Cells) -> list[Row]:
    return [({"group": c.group, "entry": c.entry, "visit": c.visit}, c.row) for c in cells.values()]


def _change_rows(cells: Cells, study: "Study") -> list[Row]:
    """Return changes from the visit of entry: of each cohort where a group has several."""
    names = entry_cohorts(study)
    several = {group for group in study.groups if sum(key[0] == group for key in names) > 1}
    order = list(study.visits)
    rows: list[Row] = []
    for cell in cells.values():
        start = first_visit(study, cell.group, cell.entry)
        if order.index(cell.visit) <= order.index(start) or (cell.group in several and not cell.entry):
            continue
        key = {"group": cell.group, "entry": cell.entry, "visit": cell.visit, "baseline": start}
        rows.append((key, cell.row - cells[cell.group, cell.entry, start].row))
    return rows


def _change_contrast_rows(cells: Cells, study: "Study") -> list[Row]:
    base, reference = first_visit(study, study.reference), study.reference
    rows: list[Row] = []
    for cell in cells.values():
        if cell.entry or cell.group == reference or cell.visit == base:
            continue
        key = {"group": cell.group, "visit": cell.visit, "reference": reference, "baseline": base}
        own = cell.row - cells[cell.group, "", base].row
        rows.append((key, own - cells[reference, "", cell.visit].row + cells[reference, "", base].row))
    return rows


def _level_contrast_rows(cells: Cells, study: "Study") -> list[Row]:
    reference = study.reference
    return [
        ({"group": c.group, "visit": c.visit, "reference": reference}, c.row - cells[reference, "", c.visit].row)
        for c in cells.values()
        if not c.entry and c.group != reference
    ]


def _joint(fit: Fit, study: "Study", outcome: str) -> tuple[Result, ...]:
    """Return the joint test of the differences in change of the groups seen from the first visit on."""
    base = first_visit(study, study.reference)
    present = fit.frame.levels["group"]
    compared = [g for g in study.groups if g != study.reference and first_visit(study, g) == base and g in present]
    if not compared:
        return ()
    test = joint_test(fit, group="group", reference=study.reference, compared=compared, df_method=study.model.df_method)
    return (replace(test, outcome=outcome),)
