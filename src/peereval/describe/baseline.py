"""Table 1: who the people of each group are at the first visit they attended."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.entry import covariate_columns, first_attended, first_rows
from peereval.describe.levels import levels_in_order
from peereval.describe.measured import Measured
from peereval.describe.summary import QUARTILES, smd_levels, smd_numbers, summarise_numbers
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.codebook import Field
    from peereval.study import Study

__all__ = ["describe_baseline", "first_attended"]

# Who, where, when and why not: no characteristics of people.
_ABOUT_VISITS = ("participant", "group", "visit", "site", "worker", "exposure_end_reason", "absence_reason")
_METHOD = {
    "visit": "first attended",
    "percent": "of those recorded",
    "quartiles": QUARTILES,
    "smd": "mean of the two groups' variances; Mahalanobis distance for levels",
}


def describe_baseline(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> Result:
    """Return Table 1, at the first visit attended, with standardised differences and no p values.

    Groups that were not randomised differ, so a test of whether they do answers nothing;
    the standardised difference says by how much.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study: its covariates lead, then the other columns that the codebook describes as
        numbers or by levels, then the measures.
    measures
        The measures.

    Returns
    -------
    Result
        Kind "baseline", keys `variable, level, group`. Numbers: count, mean, sd, median, q1,
        q3, minimum, maximum, missing at level "". Levels: count and percent (of those
        recorded) at each level; count, percent and missing at level "". `smd` at level "" is
        each group against the reference (`method` says how), absent for the reference.
    """
    first = first_rows(frame, study)
    names = [*_variables(frame, study), *(measure.name for measure in measures)]
    rows = [row for name in names for row in _describe(first, name, study)]
    columns = ["variable", "level", "group", "quantity", "estimate"]
    table = pd.DataFrame(rows, columns=columns).astype({"estimate": "float64"})
    return make_result("baseline", table, method={**_METHOD, "reference": study.reference})


def _variables(frame: pd.DataFrame, study: "Study") -> list[str]:
    """Return the covariates, then the codebook's columns that are neither keys, items nor dates."""
    canonical = {column: key for key, column in study.columns.named.items()}
    described = [canonical.get(field.name, field.name) for field in study.book.fields if _is_described(field, study)]
    shown = [name for name in described if name not in _ABOUT_VISITS]
    return [name for name in dict.fromkeys([*covariate_columns(study), *shown]) if name in frame]


def _is_described(field: "Field", study: "Study") -> bool:
    used = any(field.name == outcome.column or outcome.is_item(field.name) for outcome in study.outcomes.values())
    summed_up = field.type in {"integer", "number", "boolean"} or bool(field.level_names)
    return summed_up and not used and not field.constraints.unique


def _describe(first: pd.DataFrame, name: str, study: "Study") -> Iterator[tuple[str, str, str, str, float]]:
    """Yield the rows of one variable; a column without any value yields its missing counts."""
    values, group = first[name], first["group"].astype(str)
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    reference = values[group == study.reference]
    for one in (name_ for name_ in study.groups if (group == name_).any()):
        inside = values[group == one]
        if numeric:
            cells = [("", quantity, figure) for quantity, figure in summarise_numbers(inside).items()]
        else:
            cells = list(_describe_levels(inside, levels_in_order(values, name, study)))
        if one != study.reference:
            cells.append(("", "smd", (smd_numbers if numeric else smd_levels)(inside, reference)))
        yield from ((name, level, one, quantity, figure) for level, quantity, figure in cells)


def _describe_levels(values: pd.Series, levels: Sequence[object]) -> Iterator[tuple[str, str, float]]:
    known = values.dropna()
    yield "", "count", float(len(known))
    for level in levels:
        count = float((known == level).sum())
        yield str(level), "count", count
        yield str(level), "percent", 100 * count / len(known) if len(known) else float("nan")
    yield "", "missing", float(values.isna().sum())
