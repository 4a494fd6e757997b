"""Published tables, cell by cell: what was printed, by whom, and what is lost."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, PrivateAttr
from pydantic import Field as default  # noqa: N813  (as in the codebook)

from peereval.codebook import Labels
from peereval.study.record import Day
from peereval.terms import Language, label_of
from peereval.yaml_model import Keys, Text, mapped

Status = Literal["published", "computed", "lost in the source", "not published", "not transcribed", "does not apply"]
FigureColumn = Literal["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
Words = Labels | Text
EMPTY: frozenset[Status] = frozenset({"lost in the source", "not published", "not transcribed", "does not apply"})
"""Statuses of cells that hold nothing."""


def say(words: Words | None, language: Language, fallback: str = "") -> str:
    """Return words in a language: one text for all languages, or one each."""
    if words is None:
        return fallback
    return words if isinstance(words, str) else label_of(dict(words.items()), language, fallback)


class PublishedCell(Keys):
    """One place of a published table.

    `value` is the text that was printed, so that its decimals are known; a cell that is lost or
    was not published holds none.
    """

    row: Text
    """Its row: a name of `rows`."""
    column: Text
    """Its column: a name of `columns`."""
    value: str | None = None
    """What was printed, as it was printed: 0.30, "75,3 %", < .001; left empty until it is filled in."""
    status: Status = "published"
    """published; computed (from published figures); lost in the source; not published; not transcribed
    (printed, and not in this file); does not apply."""
    source: Text | None = None
    """Where it stands: a name of `sources`; by default that of the table."""
    key: str | None = None
    """The row of results.csv it is compared with; by default that of the table; "" for none."""
    figure: FigureColumn | None = None
    """The column of that row: estimate, statistic, p_value, conf_low, ...; by default that of the table."""
    label: Words | None = None
    """What readers see in place of `value`, where words were printed; by language."""
    dates: tuple[Day, Day] | None = None
    """First and last day, where it prints dates."""
    note: Words | None = None
    """A remark on the cell."""
    reason: Words | None = None
    """Why it cannot be computed, or why it is empty."""


class PublishedTable(Keys):
    """One published table: its rows, its columns, and every place of it."""

    title: Words
    """What it shows."""
    source: Text
    """Where it stands: a name of `sources`."""
    rows: Annotated[dict[str, Words], BeforeValidator(mapped)]
    """The rows, in order: a name, and the words for it."""
    columns: Annotated[dict[str, Words], BeforeValidator(mapped)]
    """The columns, in order: a name, and the words for it."""
    corner: Words | None = None
    """The words above the names of the rows."""
    key: Text | None = None
    """The key of every cell, where `{row}` and `{column}` stand for the names: flow/{row}/{column}/seen."""
    figure: FigureColumn = "estimate"
    """The column of results.csv that its cells are compared with."""
    needs: Literal["data"] | None = None
    """data: only the data of the study could tell; printed figures do not."""
    note: Words | None = None
    """A remark on the table."""
    cells: tuple[PublishedCell, ...]
    """Every place of the table, in any order."""

    def key_of(self, cell: PublishedCell) -> str:
        """Return the key of results.csv that a cell is compared with, or ""."""
        if cell.key is not None:
            return cell.key
        return (self.key or "").replace("{row}", cell.row).replace("{column}", cell.column)

    def in_order(self) -> tuple[PublishedCell, ...]:
        """Return the cells row by row."""
        placed = {(cell.row, cell.column): cell for cell in self.cells}
        return tuple(placed[row, column] for row in self.rows for column in self.columns)

    def cell(self, row: str, column: str) -> PublishedCell:
        """Return the cell at a place."""
        return next(cell for cell in self.cells if (cell.row, cell.column) == (row, column))


class Published(Keys):
    """The published tables of one study; read them with `read_published`."""

    peereval_published: Literal["1"]
    """Version of this format: 1."""
    title: Words
    """The study, or the article."""
    sources: dict[str, Words]
    """The references: a name, and the reference in full."""
    inference: Words | None = None
    """What is inferred about these figures and printed nowhere."""
    note: Words | None = None
    """A remark on all tables."""
    tables: dict[str, PublishedTable] = default(min_length=1)
    """The tables, in order, by name."""
    _name: str = PrivateAttr(default="published")

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self._name

    def named(self, name: str, *tables: str) -> "Published":
        """Return the same tables, or those named, under another name of the file."""
        made = self.model_copy(update={"tables": {one: self.tables[one] for one in tables or self.tables}})
        made._name = name  # noqa: SLF001  (set once, where the copy is made)
        return made
