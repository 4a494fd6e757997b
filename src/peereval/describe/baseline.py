"""Table 1: who the people of each group are at the first visit they attended."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isnan
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
    "largest smd": "over all pairs of groups",
}
Row = tuple[str, str, str, str, float]


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
        Kind "baseline", keys `variable, level, group`; group "" is everybody. Numbers: count,
        mean, sd, median, q1, q3, missing, percent missing at level ""; no least and greatest value,
        which are one person's each. Levels:
        count and percent (of those recorded) at each level; count, missing and percent missing
        at level "". `smd` at level "" is each group against the reference (`method` says how),
        absent for the reference; with three groups or more, `largest smd` at group "" is the
        largest absolute one over all pairs of groups.
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


def _describe(first: pd.DataFrame, name: str, study: "Study") -> Iterator[Row]:
    """Yield the rows of one variable; a column without any value yields its missing counts."""
    values, group = first[name], first["group"].astype(str)
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    levels = () if numeric else levels_in_order(values, name, study)
    present = [one for one in study.groups if (group == one).any()]
    inside = {"": values} | {one: values[group == one] for one in present}
    difference = smd_numbers if numeric else smd_levels
    for one, own in inside.items():
        if numeric:
            cells = [("", quantity, figure) for quantity, figure in summarise_numbers(own).items()]
        else:
            cells = list(_describe_levels(own, levels))
        cells.append(("", "percent missing", 100 * float(own.isna().mean())))
        if one not in ("", study.reference) and study.reference in inside:
            cells.append(("", "smd", difference(own, inside[study.reference])))
        yield from ((name, level, one, quantity, figure) for level, quantity, figure in cells)
    if len(present) > 2:
        pairs = [abs(difference(inside[one], inside[other])) for one, other in combinations(present, 2)]
        yield name, "", "", "largest smd", max((pair for pair in pairs if not isnan(pair)), default=float("nan"))


def _describe_levels(values: pd.Series, levels: Sequence[object]) -> Iterator[tuple[str, str, float]]:
    known = values.dropna()
    yield "", "count", float(len(known))
    for level in levels:
        count = float((known == level).sum())
        yield str(level), "count", count
        yield str(level), "percent", 100 * count / len(known) if len(known) else float("nan")
    yield "", "missing", float(values.isna().sum())
