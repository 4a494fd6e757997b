"""Writes copies of data files with codes in the place of identities; the files themselves stay as they are."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from peereval.errors import DataError
from peereval.load.header.headers import clean_name
from peereval.privacy.birth_reduction import Reduced, reduce_births
from peereval.privacy.codes import plain_codes
from peereval.privacy.sheet_copy import Grid, grid_bytes, read_grid, written_name
from peereval.terms import Language, term
from peereval.validate.privacy import identifying_columns

MakeCodes = Callable[[Sequence[str]], dict[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class CopyPlan:
    """What to do to each file: the column of codes, the columns to leave out, the birth date to reduce."""

    column: str
    drop: tuple[str, ...] = ()
    birth_date: str | None = None
    reduce_to: Reduced = "age"
    at: str | None = None
    header_row: int = 1
    sheet: str | None = None
    language: Language = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """One file as it will be written, and what to say of it: counts and names of columns, never a cell."""

    path: Path
    content: bytes
    rows: int
    people: int
    emptied: tuple[int, ...]
    still: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """All files as they will be written, the number of people in them, and how many codes are written alike."""

    files: tuple[Copy, ...]
    people: int
    alike: int


def check_copies(files: Sequence[Path], out: Path) -> None:
    """Refuse to overwrite: a copy that exists, or two files of one name.

    Raises
    ------
    DataError
        Naming the file.
    """
    names = [written_name(path) for path in files]
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"Two files are called '{name}'. Run the command once for each folder.")
        if (out / name).exists():
            raise DataError(f"'{name}' exists in '{out.name}' and is not overwritten. Name another --out.")


def make_copies(files: Sequence[Path], out: Path, plan: CopyPlan, codes: MakeCodes) -> Copies:
    """Return the copies of files with the codes of people replaced; nothing is written yet.

    Parameters
    ----------
    files, out
        What to copy, and the folder of the copies.
    plan
        What to do to each file.
    codes
        Gives new codes for all codes of all files at once.

    Raises
    ------
    DataError
        If a file cannot be read, or has not the columns that the plan names.
    """
    if plan.birth_date and plan.reduce_to == "age" and not plan.at:
        raise DataError("An age is the age at a day: give the column of the visit date with --at.")
    grids = [read_grid(path, header_row=plan.header_row, sheet=plan.sheet) for path in files]
    plain = [plain_codes(grid.cells(plan.column)) for grid in grids]
    for grid in grids:
        _check_columns(grid, plan)
    people = list(dict.fromkeys(code for held in plain for code in held.dropna()))
    folded = {code.casefold().replace(" ", "") for code in people}
    made = codes(people)
    copied = [
        _copy(grid, held.map(made), out / written_name(path), plan)
        for grid, held, path in zip(grids, plain, files, strict=True)
    ]
    return Copies(tuple(copied), len(people), len(people) - len(folded))


def write_copies(copies: Iterable[Copy]) -> None:
    """Write the copies; a file that exists is never replaced.

    Raises
    ------
    DataError
        If a file exists or cannot be written.
    """
    for copy in copies:
        try:
            copy.path.parent.mkdir(parents=True, exist_ok=True)
            with copy.path.open("xb") as file:
                file.write(copy.content)
        except OSError as error:
            reason = error.strerror or "the system refused"
            raise DataError(f"'{copy.path.name}' cannot be written: {reason}.") from None


def _check_columns(grid: Grid, plan: CopyPlan) -> None:
    """Refuse columns that are not there before a key or a table is made."""
    for name in (*plan.drop, plan.birth_date, plan.at):
        if name:
            grid.position(name)
    if plan.birth_date:
        _reduced_name(grid, plan)


def _copy(grid: Grid, codes: "pd.Series[Any]", path: Path, plan: CopyPlan) -> Copy:
    filled: dict[int, list[Any]] = {grid.position(plan.column): list(codes)}
    header = list(grid.header)
    emptied: tuple[int, ...] = ()
    if plan.birth_date:
        place = grid.position(plan.birth_date)
        visits = grid.cells(plan.at) if plan.at and plan.reduce_to == "age" else None
        values, emptied = reduce_births(grid.cells(plan.birth_date), plan.reduce_to, visits)
        filled[place] = list(values)
        header[place] = _reduced_name(grid, plan)
    dropped = {grid.position(name) for name in plan.drop}
    kept = [place for place in range(len(header)) if place not in dropped]
    rows = tuple(_row(row, number, filled, dropped, text=bool(grid.separator)) for number, row in enumerate(grid.rows))
    new = replace(grid, header=tuple(header[place] for place in kept), rows=rows)
    coded = grid.header[grid.position(plan.column)]
    frame = _columns_once(new)
    still = identifying_columns(frame.mask(frame == ""), participant=plan.column, language=plan.language)
    said = tuple(f"{one.column} ({one.why})" for one in still.itertuples(index=False) if one.column != coded)
    return Copy(path, grid_bytes(new), len(rows), int(codes.nunique()), emptied, said)


def _columns_once(grid: Grid) -> pd.DataFrame:
    """Return the columns whose name is there once, as a frame; a file may have thousands."""
    names = [clean_name(name) for name in grid.header]
    counts = Counter(names)
    held = {
        grid.header[place]: [row[place] if place < len(row) else None for row in grid.rows]
        for place, name in enumerate(names)
        if name and counts[name] == 1
    }
    rows = range(grid.first_row, grid.first_row + len(grid.rows))
    return pd.DataFrame(held, index=rows, dtype=object)


def _reduced_name(grid: Grid, plan: CopyPlan) -> str:
    """Return the header of the reduced birth date: it says what the column holds now."""
    name = term(f"privacy.{plan.reduce_to}", plan.language)
    if clean_name(name) in [clean_name(cell) for cell in grid.header]:
        raise DataError(f"{grid.name}: there is a column '{name}' already. Leave out one: --drop '{name}' first.")
    return name


def _row(
    row: tuple[Any, ...], number: int, filled: dict[int, list[Any]], dropped: set[int], *, text: bool
) -> tuple[Any, ...]:
    """Return one row with new cells in place, without what is dropped; empty rows stay empty."""
    cells = list(row)
    for place, values in filled.items():
        if place < len(cells):
            value = values[number]
            empty = value is None or pd.isna(value)
            cells[place] = ("" if text else None) if empty else str(value) if text else value
    return tuple(cell for place, cell in enumerate(cells) if place not in dropped)
