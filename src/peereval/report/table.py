"""A table as a value: typed cells that keep the unrounded figure and the key of its result."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from peereval.report.numbers import Piece

Style = Literal["count", "decimal", "percent", "p", "needed"]
Layout = Literal["text", "number", "pair", "interval", "estimate", "needed"]
Part = Literal["results", "sensitivity", "diagnostics", "checklists"]
Role = Literal["body", "section", "indent"]


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """One figure of a result: its raw value, where it stands in results.csv, how it is printed.

    `key` is the row of results.csv, `column` the column of that row (`estimate`, `conf_low`, ...);
    `hidden` says that the figure exists and may not leave.
    """

    value: float
    key: str
    column: str = "estimate"
    style: Style = "decimal"
    decimals: int = 2
    hidden: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What one place of a table holds: words in the reader's language, figures, or a sentence with figures.

    `said` is a sentence whose figures keep their keys, `links` are places of the report by the
    words for them and their ids; `text` says either in words, for writers that print no more.
    """

    text: str = ""
    numbers: tuple[Number, ...] = ()
    code: bool = False
    said: "tuple[Piece, ...]" = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: its heading, how the figures of a cell are laid out, what each figure is.

    `parts` names the figures of a cell, one by one: a workbook gives each its own column.
    Neighbouring columns with the same `spanner` stand under one common heading.
    """

    id: str
    title: str
    layout: Layout = "text"
    parts: tuple[str, ...] = ()
    spanner: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row; a `section` row heads those below it and has its first cell only."""

    cells: tuple[Cell, ...]
    role: Role = "body"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A finished table, ready for any writer; `number` is 0 until the report numbers it.

    `part` is the section of the report that it stands in.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    number: int = 0
    part: Part = "results"

    def numbered(self, number: int) -> "Table":
        """Return the same table under a number."""
        return replace(self, number=number)

    def numbers(self) -> Iterator[Number]:
        """Yield every figure of the table, row by row."""
        for row in self.rows:
            for cell in row.cells:
                yield from cell.numbers
                yield from (piece.number for piece in cell.said if not isinstance(piece, str))

    def bodies(self) -> tuple[tuple[Row, ...], ...]:
        """Return the rows in bodies: each section row starts a new one."""
        bodies: list[list[Row]] = [[]]
        for row in self.rows:
            if row.role == "section" and bodies[-1]:
                bodies.append([])
            bodies[-1].append(row)
        return tuple(tuple(body) for body in bodies if body)


def section(text: str) -> Row:
    """Return a row that heads those below it."""
    return Row((Cell(text),), "section")


def text_row(texts: Iterable[str], *, code: Iterable[int] = ()) -> Row:
    """Return a row of words; columns named in `code` hold text of a file or a program."""
    marked = set(code)
    return Row(tuple(Cell(text, code=place in marked) for place, text in enumerate(texts)))


def told_cell(said: "tuple[Piece, ...]") -> Cell:
    """Return a cell that holds a sentence with its figures."""
    return Cell("".join(piece if isinstance(piece, str) else piece.text for piece in said), said=said)
