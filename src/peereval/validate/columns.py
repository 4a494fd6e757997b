"""Checks of columns: that they are there, and that their values keep to the codebook."""

import warnings
from collections.abc import Iterator

import pandas as pd

from peereval.codebook import Field
from peereval.errors import closest
from peereval.results import Finding
from peereval.study import Study
from peereval.study.rules import RESERVED
from peereval.validate.places import findings_by_file
from peereval.yaml_file import as_yaml

_RULES = {
    "greater_than_or_equal_to": "below-minimum",
    "less_than_or_equal_to": "above-maximum",
    "not_nullable": "value-required",
    "field_uniqueness": "value-repeated",
    "whole_number": "not-whole",
}


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
    fields = [field for field in study.book.fields if _constrained(field) and field.name in frame]
    if not fields:
        return
    for name, check, rows in _failures(frame, fields):
        field = study.book.field(name) or fields[0]
        values = {
            "column": name,
            "minimum": _shown(field.constraints.minimum),
            "maximum": _shown(field.constraints.maximum),
        }
        line = study.book.line_of(name)
        fix = "missing_codes: [CODE]" if check != "value-required" else f"{study.codebook} line {line}: required: false"
        where = frame.index.isin(rows)
        yield from findings_by_file("error", check, frame, where, values, fix=fix)


def _shown(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"


def _constrained(field: Field) -> bool:
    rules = field.constraints
    bounded = rules.minimum is not None or rules.maximum is not None
    return bounded or rules.required or rules.unique or field.type == "integer"


def _failures(frame: pd.DataFrame, fields: list[Field]) -> Iterator[tuple[str, str, list[object]]]:
    """Give column, rule and index of the rows at fault; the values at fault are left behind."""
    # pandera is slow to import, and a study without constraints does not need it.
    import pandera.pandas as pa  # noqa: PLC0415

    columns = {field.name: _column(field, frame) for field in fields}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # how the library puts its own tables together is no news
            pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases[["column", "check", "index"]]
    else:
        return
    for (name, check), rows in cases.groupby(["column", "check"], sort=False)["index"]:
        rule = next((rule for start, rule in _RULES.items() if str(check).startswith(start)), "")
        if rule:
            yield str(name), rule, list(rows)


def _column(field: Field, frame: pd.DataFrame) -> object:
    import pandera.pandas as pa  # noqa: PLC0415

    rules, checks = field.constraints, []
    if pd.api.types.is_numeric_dtype(frame[field.name].dtype):
        if rules.minimum is not None:
            checks.append(pa.Check.ge(rules.minimum))
        if rules.maximum is not None:
            checks.append(pa.Check.le(rules.maximum))
        if field.type == "integer":
            checks.append(pa.Check(lambda values: values % 1 == 0, name="whole_number", error="whole_number"))
    return pa.Column(None, checks, nullable=not rules.required, unique=rules.unique)
