"""Coefficients, and any linear contrasts of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from peereval.errors import FitError
from peereval.estimate.df_method import DfMethod
from peereval.estimate.inference import describe_method, estimable_rows, estimate_kept
from peereval.model.fit import Fit
from peereval.results import Result, make_result

Floats = NDArray[np.float64]


def coefficients(fit: Fit, *, df_method: DfMethod = "auto", level: float = 0.95) -> Result:
    """Return the coefficients of the model, in formula order, aliased columns left out.

    Key of the rows: ``term``. See `adjusted_means` for the options and errors. In a model
    with interactions a coefficient is an effect at the reference levels; for the effect of
    a programme use `change_contrasts`.
    """
    p = len(fit.beta)
    values = estimate_kept(fit, np.eye(p), np.ones(p, dtype=bool), df_method=df_method, level=level)
    frame = pd.concat([pd.DataFrame({"term": fit.terms}), values.assign(quantity="coefficient")], axis=1)
    method = describe_method(fit, df_method=df_method, level=level)
    return make_result("coefficients", frame, method=method, notes=fit.notes)


def read_rows(fit: Fit, matrix: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """Return rows over the kept columns, (m, p), and which of them are estimable.

    `matrix` has a column per coefficient (`Fit.terms`), or per column of the formula
    (`Fit.columns`), aliased ones included.
    """
    try:
        rows = np.atleast_2d(np.asarray(matrix, dtype=np.float64))
    except (TypeError, ValueError):
        raise FitError("The contrast matrix must hold numbers, one row per contrast.") from None
    if rows.ndim != 2 or rows.shape[1] not in (len(fit.terms), len(fit.columns)):
        raise FitError(
            f"The contrast matrix needs {len(fit.terms)} columns, one per coefficient of fit.terms"
            + (f", or {len(fit.columns)}, one per column of fit.columns." if fit.aliased else ".")
        )
    if not np.isfinite(rows).all():
        raise FitError("The contrast matrix holds a value that is not finite.")
    if rows.shape[1] == len(fit.columns):
        return rows[:, fit.kept], estimable_rows(fit, rows)
    return rows, np.ones(len(rows), dtype=bool)


def linear_contrasts(
    fit: Fit,
    matrix: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return any linear combinations of the coefficients, one per row of the matrix.

    Parameters
    ----------
    fit
        A fitted model.
    matrix
        (m, p), a column per coefficient in the order of ``fit.terms``, or (m, columns), a
        column per column of the formula in the order of ``fit.columns``.
    names
        m names for the rows; without them they are numbered.
    df_method, level
        As in `adjusted_means`.

    Returns
    -------
    Result
        Key ``contrast``; a row that the data do not determine is "not estimable".

    Raises
    ------
    FitError
        If the matrix does not fit the model, or the names do not fit the matrix.
    """
    used, good = read_rows(fit, matrix)
    labels = [str(i + 1) for i in range(len(used))] if names is None else [str(name) for name in names]
    if len(labels) != len(used):
        raise FitError(f"There are {len(labels)} names for {len(used)} rows of the contrast matrix.")
    values = estimate_kept(fit, used, good, df_method=df_method, level=level)
    frame = pd.concat([pd.DataFrame({"contrast": labels}), values.assign(quantity="contrast")], axis=1)
    method = describe_method(fit, df_method=df_method, level=level)
    return make_result("linear_contrasts", frame, method=method, notes=fit.notes)
