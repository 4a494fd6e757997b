"""The items of an outcome: found in the table, as numbers, with what is wrong among them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import ScoringError, closest
from peereval.results import Finding
from peereval.score.instruments import Instrument

if TYPE_CHECKING:
    from peereval.study import Outcome

_FIX_CODE = "outcomes: {{{name}: {{missing: [<code>]}}}}"


def item_columns(name: str, outcome: "Outcome", instrument: Instrument) -> dict[int, str]:
    """Return the column of each item, by item number.

    Raises
    ------
    ScoringError
        If the instrument has several items and the outcome gives no pattern for their columns.
    """
    if outcome.items:
        return {number: outcome.item_column(number) for number in range(1, instrument.items + 1)}
    if outcome.column and instrument.items == 1:
        return {1: outcome.column}
    raise ScoringError(
        f"outcome '{name}': {instrument.name} has {instrument.items} items; write items: \"PREFIX{{item}}\"."
    )


def absent_columns(frame: pd.DataFrame, name: str, columns: Sequence[str]) -> tuple[Finding, ...]:
    """Return one finding when columns of an outcome are not in the table, with the nearest that are."""
    absent = [column for column in columns if column not in frame]
    # A table without rows has a cause of its own, which was found when it was read.
    if not absent or frame.empty:
        return ()
    unused = [str(column) for column in frame.columns if column not in columns]
    nearest = closest(absent[0], unused) or "<column>"
    return (
        Finding(
            severity="error",
            rule="item-column-absent",
            count=len(absent),
            fix=f"sources: [{{rename: {{{nearest}: {absent[0]}}}}}]",
            values={"outcome": name, "columns": ", ".join(absent)},
        ),
    )


def empty_columns(frame: pd.DataFrame, name: str, items: pd.DataFrame) -> tuple[Finding, ...]:
    """Return one warning per file in which items have no value at all, although other files have some.

    The usual cause is a column that one file calls by another name.
    """
    if "source_file" not in frame:
        return ()
    answered = items.notna().groupby(frame["source_file"].astype(str).to_numpy(), sort=False).any()
    expected = answered.columns[answered.any()]
    absent = {str(file): [str(one) for one in expected if not row[one]] for file, row in answered.iterrows()}
    return tuple(
        Finding(
            severity="warning",
            rule="item-column-empty",
            file=file,
            count=len(columns),
            fix=f"sources: [{{path: {file}, rename: {{<column>: {columns[0]}}}}}]",
            values={"outcome": name, "columns": ", ".join(columns)},
        )
        for file, columns in absent.items()
        if columns
    )


def read_numbers(
    frame: pd.DataFrame, name: str, columns: Sequence[str], missing: Sequence[object] = ()
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return columns as numbers, missing codes as missing, and a finding for any text among them.

    Parameters
    ----------
    frame
        The long table; `source_file` and `source_row`, when there, locate the findings.
    name
        The outcome of study.yaml, for the findings.
    columns
        Columns to read; all must be there.
    missing
        Codes that mean "no answer", as study.yaml gives them.
    """
    given = frame[list(columns)]
    codes = {str(code).strip() for code in missing}
    numbers = given.apply(_as_number)
    text = given.notna() & numbers.isna()
    if text.to_numpy().any():
        text &= ~given.astype("string").isin(codes)
    wanted = numbers.mask(numbers.isin(_as_floats(codes))).astype("float64")
    return wanted, _locate(frame, text, "item-not-number", name, {})


def check_responses(
    frame: pd.DataFrame, name: str, items: pd.DataFrame, instrument: Instrument
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the items with responses the key does not allow as missing, and where they stand.

    `items` has one column per item, named as in the table.
    """
    allowed = instrument.responses
    known = items.mask(items.isin(list(instrument.missing)))
    wrong = (known < allowed.minimum) | (known > allowed.maximum)
    if allowed.whole:
        wrong |= known.notna() & (known % 1 != 0)
    values = {"minimum": f"{allowed.minimum:g}", "maximum": f"{allowed.maximum:g}"}
    return known.mask(wrong), _locate(frame, wrong, "item-out-of-range", name, values)


def _as_number(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("float64")
    return pd.to_numeric(column.astype("string"), errors="coerce").astype("float64")


def _as_floats(codes: set[str]) -> list[float]:
    numbers = pd.to_numeric(pd.Series(sorted(codes), dtype="string"), errors="coerce")
    return [float(number) for number in numbers.dropna()]


def _locate(
    frame: pd.DataFrame, wrong: pd.DataFrame, rule: str, name: str, values: Mapping[str, object]
) -> tuple[Finding, ...]:
    """Return one finding per file with a wrong cell: its rows, their columns, how many cells."""
    hit = wrong.any(axis="columns")
    if not hit.any():
        return ()
    bad, where = wrong[hit], frame[hit]
    file = where["source_file"].astype(str) if "source_file" in where else pd.Series("", index=where.index)
    found = []
    for one in dict.fromkeys(file):
        cells = bad[file == one]
        columns = [str(column) for column in cells.columns if cells[column].any()]
        rows = where["source_row"][file == one] if "source_row" in where else ()
        found.append(
            Finding(
                severity="error",
                rule=rule,
                file=one,
                rows=tuple(sorted({int(row) for row in rows})),
                count=int(cells.to_numpy().sum()),
                fix=_FIX_CODE.format(name=name),
                values={"outcome": name, "columns": ", ".join(columns), **values},
            )
        )
    return tuple(found)
