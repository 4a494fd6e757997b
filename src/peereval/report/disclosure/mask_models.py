"""The masks of what models say: estimates that rest on few people, sizes, residuals."""

from math import ceil

import numpy as np
import pandas as pd

from peereval.report.disclosure.known import HIDDEN, Known, hide_rows, round_figures, with_rows
from peereval.report.disclosure.margins import Name
from peereval.report.disclosure.mask_people import own_counts
from peereval.report.disclosure.names import Row, people, read_rows
from peereval.results import Result

_TAILS = {"lower tail": 0.05, "q1": 0.25, "median": 0.5, "q3": 0.25, "upper tail": 0.05}


def keep_result(result: Result, known: Known) -> Result:  # noqa: ARG001  (one shape for all masks)
    """Return figures that tell nothing of a count, to five significant digits."""
    return with_rows(result, round_figures(result.rows))


def keep_exactly(result: Result, known: Known) -> Result:  # noqa: ARG001  (as above)
    """Return a result as it is: limits of a scale, dates of a plan."""
    return result


def mask_estimates(result: Result, known: Known) -> Result:
    """Return estimates; those of a cell with few people, or against one, are hidden."""
    keys = read_rows(result)
    hidden = [not _rests_on_enough(result.outcome, row, known) for row in keys]
    absent = result.rows["estimate"].isna() & (result.rows["note"].astype("string").fillna("") != "")
    rows = round_figures(result.rows)
    if result.method.get("df_method") == "between-within" and known.is_hidden(("fit", "participants", result.outcome)):
        rows = rows.assign(df=float("nan"))
    return with_rows(result, hide_rows(rows, [one and not none for one, none in zip(hidden, absent, strict=True)]))


def _rests_on_enough(outcome: str, row: Row, known: Known) -> bool:
    groups = [row.get(name, "") for name in ("group", "reference") if row.get(name)]
    visits = [row.get(name, "") for name in ("baseline", "visit") if row.get(name)]
    cells = [(group, row["entry"] if group == row["group"] else "", visit) for group in groups for visit in visits]
    if row.get("baseline"):
        # A change of people who entered at a later visit is that of the cohort seen at both visits.
        cells += [(group, row["baseline"], visit) for group, _, visit in cells
                  if people("measured", outcome, group, row["baseline"], visit) in known.values]  # fmt: skip
    return all(known.enough(outcome, *cell) for cell in cells)


def mask_adjusted(result: Result, known: Known) -> Result:
    """Return adjusted means, each shown only where enough people were analysed."""
    masked = mask_estimates(result, known)
    hidden = []
    for row in read_rows(result):
        name = people("analysed", result.outcome, row["group"], "", row["visit"])
        hidden.append(name in known.values and known.values[name] > 0 and not known.may_show("adjusted mean", name))
    absent = (result.rows["note"].astype("string").fillna("") != "").tolist()
    both = [one and not none for one, none in zip(hidden, absent, strict=True)]
    return with_rows(result, hide_rows(masked.rows, both))


def mask_families(result: Result, known: Known) -> Result:
    """Return the tests of families; one that rests on few people is hidden, and the decision on it stays untold."""
    decided = result.rows["note"].where(result.rows["note"] == "not estimable", "")
    masked = mask_estimates(with_rows(result, result.rows.assign(note=decided)), known)
    hidden = masked.rows["note"] == HIDDEN
    return with_rows(result, masked.rows.assign(note=masked.rows["note"].where(hidden, result.rows["note"])))


def mask_subgroups(result: Result, known: Known) -> Result:
    """Return differences by category; those that rest on few people, which their note says, are hidden.

    The analysis marks a cell of fewer people than the smallest that an external report shows.
    """
    masked = mask_estimates(result, known)
    few = (result.rows["note"] == "few people").to_numpy()
    return with_rows(result, hide_rows(masked.rows, few))


def mask_effect_size(result: Result, known: Known) -> Result:
    """Return effect sizes; the degrees of freedom of the pooled SD are people minus groups, so they go."""
    masked = mask_estimates(result, known)
    keys = read_rows(result)
    pooled = [row["quantity"] == "pooled SD" for row in keys]
    few = not all(
        known.enough(result.outcome, group, "", row["visit"])
        for row in keys if row["quantity"] == "pooled SD"
        for group in known.labels.study.groups
        if people("measured", result.outcome, group, "", row["visit"]) in known.values
    )  # fmt: skip
    rows = masked.rows
    rows = rows.assign(df=rows["df"].where(~np.array(pooled)))
    return with_rows(result, hide_rows(rows, [few or False for _ in pooled]))


def mask_coefficients(result: Result, known: Known) -> Result | None:
    """Return coefficients, or None where one of them is a small cell's: with the others it gives its mean."""
    cells = [v for n, v in known.values.items() if n[:3] == ("people", "analysed", result.outcome) and n[-1]]
    levels: dict[tuple[str, str], int] = {}
    for name, value in known.values.items():
        if name[:2] == ("baseline", "count") and name[3]:
            key = (name[2], name[3])
            levels[key] = levels.get(key, 0) + value
    coded = {key: value for key, value in levels.items() if any(key[0] in term and f"{key[1]}]" in term
             for term in result.rows["term"].astype(str))}  # fmt: skip
    if any(0 < value < known.smallest for value in (*cells, *coded.values())) or not cells:
        return None
    return keep_result(result, known)


def mask_fit(result: Result, known: Known) -> Result:
    """Return how a fit ended; the BIC goes with the number of people it is made of."""
    hidden = own_counts(result, known)
    sizes: list[Name] = [("fit", name, result.outcome) for name in ("participants", "observations")]
    told = any(known.is_hidden(name) for name in sizes)
    bic = [told and row["quantity"] == "BIC" for row in read_rows(result)]
    exact = result.rows["quantity"].isin(["participants", "observations", "sites", "parameters", "iterations"])
    rounded = round_figures(result.rows)
    rows = rounded.assign(estimate=result.rows["estimate"].where(exact, rounded["estimate"]))
    return with_rows(result, hide_rows(rows, [one or other for one, other in zip(hidden, bic, strict=True)]))


def mask_residuals(result: Result, known: Known) -> Result:
    """Return residuals in groups large enough: quantiles far apart, bands without their tails."""
    keys = read_rows(result)
    number = int(
        result.rows.loc[(result.rows["plot"] == "visit") & (result.rows["quantity"] == "count"), "estimate"].sum()
    )
    places = {plot: len({row["place"] for row in keys if row["plot"] == plot}) for plot in ("normal", "fitted")}
    step = ceil(known.smallest * max(1, places["normal"]) / max(1, number))
    kept, hidden = [], []
    own = own_counts(result, known)
    for row, is_hidden in zip(keys, own, strict=True):
        keep = True
        if row["plot"] == "normal":
            place = int(row["place"])
            inside = step < place <= places["normal"] - step
            keep = inside and place % step == 0
        elif row["plot"] == "fitted" and row["quantity"] in _TAILS:
            keep = _TAILS[row["quantity"]] * number / max(1, places["fitted"]) >= known.smallest
        elif row["plot"] == "visit" and row["quantity"] == "percent beyond 1.96":
            is_hidden = is_hidden or known.is_hidden(("modelled", result.outcome, row["place"]))  # noqa: PLW2901
        elif row["plot"] == "visit" and row["quantity"] in {"mean", "sd"}:
            is_hidden = is_hidden or not _visit_enough(row, result, known)  # noqa: PLW2901
        kept.append(keep)
        hidden.append(is_hidden)
    rows = hide_rows(round_residuals(result.rows), hidden)
    return with_rows(result, rows[kept])


def round_residuals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return residuals to two decimals, and shares to one."""
    percent = rows["quantity"] == "percent beyond 1.96"
    return rows.assign(estimate=rows["estimate"].round(1).where(percent, rows["estimate"].round(2)))


def _visit_enough(row: Row, result: Result, known: Known) -> bool:
    return known.values.get(("modelled", result.outcome, row["place"]), 0) >= known.smallest
