"""The columns of an outcome: found in the table, named when they are not there, empty or taken."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import ScoringError, closest
from peereval.remarks import Finding
from peereval.score.instruments import Instrument
from peereval.terms import cut_list
from peereval.yaml_file import as_yaml

if TYPE_CHECKING:
    from peereval.study import Outcome


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
            values={"outcome": name, "columns": cut_list(absent)},
        ),
    )


def taken_names(frame: pd.DataFrame, names: Iterable[str], items: Collection[str]) -> tuple[Finding, ...]:
    """Return an error for each column of the table that a measure would overwrite.

    A measure may have the name of one of its own items: the column it is made from.
    """
    return tuple(
        Finding("error", "measure-name-taken", fix=f"sources: [{{rename: {{{name}: {name}_file}}}}]",
                values={"column": name})
        for name in names
        if name in frame and name not in items
    )  # fmt: skip


def empty_columns(frame: pd.DataFrame, name: str, items: pd.DataFrame) -> tuple[Finding, ...]:
    """Return one warning per file in which items have no value at all, although other files have some.

    The usual cause is a column that one file calls by another name.
    """
    if "source_file" not in frame or frame["source_file"].nunique() < 2:
        return ()
    files = frame["source_file"].astype(str)
    answered = items.notna().groupby(files.to_numpy(), sort=False).any()
    expected = answered.columns[answered.any()]
    absent = {str(file): [str(one) for one in expected if not row[one]] for file, row in answered.iterrows()}
    return tuple(
        Finding(
            severity="warning",
            rule="item-column-empty" if len(items.columns) > 1 else "outcome-column-empty",
            file=file,
            count=len(columns),
            fix=_rename(file, columns[0], frame[files == file], frame[files != file]),
            values={"outcome": name, "columns": cut_list(columns)},
        )
        for file, columns in absent.items()
        if columns
    )


def _rename(file: str, column: str, rows: pd.DataFrame, others: pd.DataFrame) -> str:
    """Return the line that takes a column from another one: the nearest that only this file fills, if one is near."""
    own = rows.columns[rows.notna().any() & ~others.notna().any()]
    nearest = closest(column, map(str, own))
    old = as_yaml(nearest) if nearest else "<column>"
    return f"sources: [{{path: {as_yaml(file)}, rename: {{{old}: {as_yaml(column)}}}}}]"
