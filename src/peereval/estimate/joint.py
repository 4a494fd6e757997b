"""Joint tests of several contrasts at once, on cell means and never on column names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from peereval.errors import FitError
from peereval.estimate.contrasts import cell_grid, visit_factor
from peereval.estimate.df_method import DfMethod, resolve_df_method
from peereval.estimate.inference import NOT_ESTIMABLE, describe_method, estimable_rows, row_df
from peereval.estimate.linear import read_rows
from peereval.estimate.means import Weights
from peereval.model.fit import Fit
from peereval.model.kenward_roger import kenward_roger_test
from peereval.model.small_sample import JointTest, fai_cornelius, wald_test
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
_NAMES = {
    "kenward-roger": "kenward_roger",
    "bell-mccaffrey": "htz",
    "between-within": "wald",
    "between-site": "wald",
    "normal": "chi_squared",
}


def joint_test(
    fit: Fit,
    matrix: ArrayLike | None = None,
    *,
    group: str | None = None,
    reference: object = None,
    compared: Sequence[object] | None = None,
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
) -> Result:
    """Return the F test that several contrasts are all zero.

    Without a matrix the rows are the differences in change against the reference group: for
    each group, from the first visit it was seen at to each later one, in visit order. By
    df method the test is Kenward and Roger's scaled F (their own joint test), that of Fai and
    Cornelius (Satterthwaite; its denominator df depend on the rows as well as on the
    hypothesis, which is why they are fixed), the approximate Hotelling test HTZ (robust,
    Bell-McCaffrey), or the plain Wald F on the df of the row that has fewest (between-within,
    between-site), which with "normal" is chi-squared.

    Parameters
    ----------
    fit
        A fitted model.
    matrix
        Rows to test instead, as for `linear_contrasts`.
    group
        The group column; found by itself when one categorical interacts with the visit.
    reference
        The reference level; the first one by default.
    compared
        The groups to test against the reference; all others by default.
    weights, df_method
        As in `adjusted_means`.

    Returns
    -------
    Result
        One row with keys ``test, group, reference, num_df`` and statistic (F), df (of the
        denominator) and p_value.

    Raises
    ------
    FitError
        If the group cannot be found, or a level or option is unknown.

    References
    ----------
    Kenward and Roger 1997, doi:10.2307/2533558; Fai and Cornelius 1996,
    doi:10.1080/00949659608811740; Pustejovsky and Tipton 2018,
    doi:10.1080/07350015.2016.1247004.
    """
    if matrix is not None:
        used, good = read_rows(fit, matrix)
        keys: dict[str, object] = {"test": "linear contrasts", "group": "", "reference": ""}
    else:
        name = group or _group_factor(fit)
        base = fit.frame.levels[name][0] if reference is None and name in fit.frame.levels else reference
        rows, groups = _change_rows(fit, name, base, compared, weights)
        used, good = rows[:, fit.kept], estimable_rows(fit, rows)
        keys = {"test": "difference in change", "group": ", ".join(map(str, groups)), "reference": str(base)}
    resolved = resolve_df_method(fit, df_method)
    frame = pd.DataFrame([{**keys, **_test(fit, used, good, resolved)}])
    method = describe_method(fit, df_method=df_method, weights=weights)
    notes = (*fit.notes, Note("joint_rows" if resolved == "satterthwaite" else f"joint_{_NAMES[resolved]}"))
    return make_result("joint_test", frame, method=method, notes=notes)


def _test(fit: Fit, used: Floats, good: NDArray[np.bool_], df_method: str) -> dict[str, object]:
    if not good.all():
        return {"num_df": len(used), "quantity": "F", "note": NOT_ESTIMABLE}
    if not np.any(used):
        raise FitError("The rows to test are all zero.")
    found = _joint(fit, used, df_method)
    if np.isnan(found.df):
        return {"num_df": found.num_df, "quantity": "F", "note": NOT_ESTIMABLE}
    return {
        "num_df": found.num_df,
        "quantity": "F",
        "statistic": found.f_value,
        "df": found.df,
        "p_value": found.p_value,
    }


def _joint(fit: Fit, used: Floats, df_method: str) -> JointTest:
    """Return the test of rows over the kept columns by a resolved method."""
    estimate, small = used @ fit.beta, fit.small_sample
    if df_method == "kenward-roger":
        A = small.adjusted_theta_covariance
        return kenward_roger_test(used, estimate, fit.covariance, small.adjusted, small.slopes, A)
    if df_method == "satterthwaite":
        return fai_cornelius(used, estimate, fit.covariance, small.slopes, small.theta_covariance)
    if df_method == "bell-mccaffrey" and fit.robust is not None:
        return fit.robust.joint_test(used, estimate)
    return wald_test(used, estimate, fit.covariance, float(row_df(fit, used, df_method).min()))


def _group_factor(fit: Fit) -> str:
    """Return the one categorical that interacts with the visit."""
    visit = visit_factor(fit)
    terms = [{str(factor) for factor in term.factors} for term in fit.frame.spec.formula]
    partners = {name for term in terms if visit in term for name in term if name in fit.frame.levels} - {visit}
    if len(partners) != 1:
        listed = ", ".join(sorted(map(repr, partners))) or "none"
        raise FitError(f"Name the group column, group='...'; categoricals that interact with the visit: {listed}.")
    return partners.pop()


def _change_rows(
    fit: Fit, group: str, reference: object, compared: Sequence[object] | None, weights: str
) -> tuple[Floats, list[object]]:
    """Return the default rows, (m, all columns), and the groups they compare."""
    visit = visit_factor(fit)
    grid = cell_grid(fit, [group, visit], None, weights)
    cells = grid.rows[0]
    base = grid.position(0, reference, "reference")
    groups = [g for g in grid.axes[0] if g != reference] if compared is None else list(compared)
    seen = fit.frame.combinations
    rows: list[Floats] = []
    for name in groups:
        g = grid.position(0, name, "compared")
        visits = set(seen.loc[seen[group] == name, visit])
        first, *later = [t for t, level in enumerate(grid.axes[1]) if level in visits]
        rows += [cells[g, t] - cells[g, first] - cells[base, t] + cells[base, first] for t in later]
    if not rows:
        raise FitError(Note("refused_no_change_to_test"))
    return np.array(rows), groups
