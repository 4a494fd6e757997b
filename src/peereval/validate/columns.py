"""Checks of columns: that they are there, and that their values keep to the codebook."""

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from peereval.codebook import Field
from peereval.errors import closest
from peereval.pattern import LONGEST_TEXT
from peereval.remarks import Finding
from peereval.study import Study
from peereval.study.rules import RESERVED
from peereval.validate.numbers import Array, is_number_column
from peereval.validate.places import findings_by_file
from peereval.yaml_file import as_yaml

_RULES = {
    "greater_than_or_equal_to": "below-minimum",
    "less_than_or_equal_to": "above-maximum",
    "not_nullable": "value-required",
    "field_uniqueness": "value-repeated",
    "whole_number": "not-whole",
    "pattern": "pattern-unmatched",
}
# The reader of the files asks for these already, and a participant has a row for each visit.
_ALWAYS_ASKED = ("participant", "visit", "group")


def columns_absent(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find outcome columns, covariates and required columns that no file has."""
    wanted = dict.fromkeys(study.model.covariates, "covariate-absent")
    wanted |= {outcome.column: "outcome-absent" for outcome in study.outcomes.values() if outcome.column}
    wanted |= {f.name: "required-absent" for f in study.book.fields if f.constraints.required} | wanted
    keys = {column: key for key, column in study.columns.named.items()}
    for column, rule in wanted.items():
        if keys.get(column, column) not in frame:
            nearest = closest(column, [name for name in frame.columns if name not in RESERVED])
            fix = _corrected(column, nearest, rule, study) if nearest else ""
            near = {"nearest": nearest} if nearest else {}
            yield Finding("error", f"{rule}-near" if nearest else rule, fix=fix, values={"column": column, **near})


def _corrected(column: str, nearest: str, rule: str, study: Study) -> str:
    """Return the entry of study.yaml with the name that the files have: no file has the one that is written."""
    if rule == "covariate-absent":
        kept = [nearest if other == column else other for other in study.model.covariates]
        return f"model: {{covariates: [{', '.join(map(as_yaml, kept))}]}}"
    if rule == "outcome-absent":
        outcome = next(key for key, one in study.outcomes.items() if one.column == column)
        return f"outcomes: {{{as_yaml(outcome)}: {{column: {as_yaml(nearest)}}}}}"
    return f"{study.codebook} line {study.book.line_of(column)}: name: {as_yaml(nearest)}"


def values_outside(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find values that the constraints of the codebook do not allow."""
    keys = {column: key for key, column in study.columns.named.items()}
    fields = {keys.get(field.name, field.name): field for field in study.book.fields}
    fields = {
        column: field
        for column, field in fields.items()
        if column in frame and _constrained(field, column) and not _within_bounds(field, frame[column], column)
    }
    if not fields:
        return
    for column, check, rows in _failures(frame, fields):
        rules = fields[column].constraints
        values = {
            "column": fields[column].name,
            "minimum": _shown(rules.minimum),
            "maximum": _shown(rules.maximum),
            "pattern": rules.pattern or "",
        }
        fix = _remedy(check, fields[column], study)
        yield from findings_by_file("error", check, frame, frame.index.isin(rows), values, fix=fix)


def _remedy(check: str, field: Field, study: Study) -> str:
    line = f"{study.codebook} line {study.book.line_of(field.name)}"
    if check == "pattern-unmatched":
        return f'{line}: constraints: {{pattern: "PATTERN"}}'
    return f"{line}: required: false" if check == "value-required" else "missing_codes: [CODE]"


def _shown(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"


def _constrained(field: Field, column: str) -> bool:
    rules = field.constraints
    asked = (rules.required or rules.unique) and column not in _ALWAYS_ASKED
    return (
        rules.minimum is not None
        or rules.maximum is not None
        or asked
        or field.type == "integer"
        or bool(rules.pattern)
    )


def _within_bounds(field: Field, values: "pd.Series[Any]", column: str) -> bool:
    """Say whether the ends of a column of numbers show already that all of it is allowed: most columns stop here."""
    rules = field.constraints
    if not is_number_column(values) or ((rules.required or rules.unique) and column not in _ALWAYS_ASKED):
        return False
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    least, greatest = np.fmin.reduce(numbers, initial=np.nan), np.fmax.reduce(numbers, initial=np.nan)
    beyond = (rules.minimum is not None and least < rules.minimum) or (
        rules.maximum is not None and greatest > rules.maximum
    )
    return not beyond and bool(field.type != "integer" or _are_whole(numbers).all())


def _failures(frame: pd.DataFrame, fields: dict[str, Field]) -> Iterator[tuple[str, str, list[object]]]:
    """Give column, rule and index of the rows at fault; the values at fault are left behind."""
    # pandera is slow to import, and a study without constraints does not need it.
    import pandera.pandas as pa  # noqa: PLC0415

    columns = {column: _column(field, frame[column], column) for column, field in fields.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # how the library puts its own tables together is no news
            pa.DataFrameSchema(columns).validate(frame, lazy=True, inplace=True)  # nothing is changed: no copy
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases[["column", "check", "index"]]
    else:
        return
    for (name, check), rows in cases.groupby(["column", "check"], sort=False)["index"]:
        rule = next((rule for start, rule in _RULES.items() if str(check).startswith(start)), "")
        if rule:
            yield str(name), rule, list(rows)


def _column(field: Field, values: "pd.Series[Any]", column: str) -> object:
    import pandera.pandas as pa  # noqa: PLC0415

    rules, checks = field.constraints, []
    if is_number_column(values):
        if rules.minimum is not None:
            checks.append(pa.Check.ge(rules.minimum))
        if rules.maximum is not None:
            checks.append(pa.Check.le(rules.maximum))
        if field.type == "integer":
            checks.append(pa.Check(_whole, name="whole_number", error="whole_number"))
    elif rules.pattern and not pd.api.types.is_datetime64_any_dtype(values.dtype):
        checks.append(pa.Check(_matches(rules.pattern), name="pattern", error="pattern"))
    required, unique = (asked and column not in _ALWAYS_ASKED for asked in (rules.required, rules.unique))
    return pa.Column(None, checks, nullable=not required, unique=unique)


def _whole(values: "pd.Series[Any]") -> "pd.Series[Any]":
    return pd.Series(_are_whole(values.to_numpy(dtype=float, na_value=np.nan)), index=values.index)


def _are_whole(numbers: Array) -> Array:
    whole: Array = (np.trunc(numbers) == numbers) | np.isnan(numbers)
    return whole


def _fits(whole: re.Pattern[str], text: str) -> bool:
    return len(text) <= LONGEST_TEXT and whole.fullmatch(text) is not None


def _matches(pattern: str) -> Callable[["pd.Series[Any]"], "pd.Series[Any]"]:
    """Return the check that the whole of each text matches; each different text is matched once."""
    whole = re.compile(pattern)

    def check(values: "pd.Series[Any]") -> "pd.Series[Any]":
        """Say which values fit the pattern, missing ones included."""
        matching = [text for text in values.unique() if _fits(whole, str(text))]
        return values.isin(matching) | values.isna()

    return check
