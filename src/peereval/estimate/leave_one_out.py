"""How much a difference in change rests on one site."""

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.contrasts import change_contrasts
from peereval.estimate.inference import NOT_ESTIMABLE, DfMethod
from peereval.estimate.means import Weights
from peereval.model.diagnostics_rows import site_labels
from peereval.model.fit import Fit
from peereval.model.refit import without_site
from peereval.remarks import Note
from peereval.results import Result, make_result

NOT_FITTED = "not fitted"


def leave_one_site_out(
    fit: Fit,
    *,
    group: str,
    reference: object,
    baseline: object,
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return the differences in change without each site in turn, variances fitted anew.

    Use it to see whether one service carries the effect. The rows of the contrasts (levels,
    weights, means of covariates) stay those of all sites.

    Parameters
    ----------
    fit
        A fit that knows of sites.
    group, reference, baseline, weights, df_method, level
        As in `change_contrasts`.

    Returns
    -------
    Result
        Keys ``left_out, group, visit, reference, baseline``; `left_out` is the site, and ""
        in the rows with all sites. A contrast whose group has no data at a visit without the
        site is "not estimable"; where the other sites do not identify the model it is "not
        fitted". Notes name these sites.

    Raises
    ------
    FitError
        If the fit knows of no sites, or a name or level is not in the model.
    """

    def ask(one: Fit) -> Result:
        """Return the contrasts of one fit."""
        return change_contrasts(
            one, group=group, reference=reference, baseline=baseline, weights=weights, df_method=df_method, level=level
        )

    full = ask(fit)
    whole = full.rows
    values = [name for name in whole.columns if name not in (*full.keys, "quantity", "note")]
    parts, lost, failed = [_named(whole, "")], list[str](), list[str]()
    for number, label in enumerate(site_labels(fit.data)):
        try:
            reduced = without_site(fit, number)
        except FitError:
            failed.append(str(label))
            empty = whole.assign(note=NOT_FITTED, **dict.fromkeys(values, float("nan")))
            parts.append(_named(empty, label))
            continue
        rows = ask(reduced).rows
        if ((rows["note"] == NOT_ESTIMABLE) & (whole["note"] != NOT_ESTIMABLE)).any():
            lost.append(str(label))
        parts.append(_named(rows, label))
    frame = pd.concat(parts, ignore_index=True)
    notes = [Note("site_alone", sites=", ".join(lost))] if lost else []
    notes += [Note("site_not_refitted", sites=", ".join(failed))] if failed else []
    return make_result("leave_one_site_out", frame, method=full.method, notes=(*full.notes, *notes))


def _named(rows: pd.DataFrame, site: object) -> pd.DataFrame:
    """Return the rows led by the site left out."""
    return pd.concat([pd.Series(site, index=rows.index, name="left_out", dtype=object), rows], axis=1)
