"""The figures of a result, found by the values of its keys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from peereval.report.table import Cell, Number, Style
from peereval.results import Result, key_texts, row_keys


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One row of a result: its key in results.csv and its figures, unrounded."""

    key: str
    note: str
    estimate: float
    std_error: float
    df: float
    statistic: float
    p_value: float
    conf_low: float
    conf_high: float

    @property
    def hidden(self) -> bool:
        """Whether the row has figures that may not leave."""
        return self.note == "hidden"

    @property
    def some(self) -> bool:
        """Whether the figure is not 0: a hidden one is taken for more."""
        return self.hidden or self.estimate > 0

    def number(self, column: str = "estimate", *, style: Style = "decimal", decimals: int = 2) -> Number:
        """Return one figure of the row as a `Number` for a table."""
        return Number(float(getattr(self, column)), self.key, column, style, decimals, self.hidden)

    def cell(self, column: str = "estimate", *, style: Style = "decimal", decimals: int = 2) -> Cell:
        """Return a cell with one figure of the row."""
        return Cell(numbers=(self.number(column, style=style, decimals=decimals),))

    def interval(self, decimals: int = 2) -> Cell:
        """Return a cell with the two bounds."""
        bounds = ("conf_low", "conf_high")
        return Cell(numbers=tuple(self.number(column, decimals=decimals) for column in bounds))

    def estimate_interval(self, decimals: int = 2) -> Cell:
        """Return a cell with the estimate and its two bounds."""
        return Cell(numbers=(self.number(decimals=decimals), *self.interval(decimals).numbers))


_FIELDS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")
Index = Mapping[tuple[str, ...], Figure]


def index_rows(result: Result, *names: str) -> dict[tuple[str, ...], Figure]:
    """Return the rows of a result by the values of the named keys and, last, the quantity.

    Parameters
    ----------
    result
        Any result.
    *names
        Key columns, in the order wanted; one that the result lacks counts as empty text.
    """
    figures, columns = _read(result)
    absent = ("",) * len(figures)
    wanted = [columns.get(name, absent) for name in (*names, "quantity")]
    return dict(zip(zip(*wanted, strict=True), figures, strict=True))


@lru_cache(maxsize=512)
def _read(result: Result) -> tuple[tuple[Figure, ...], Mapping[str, tuple[str, ...]]]:
    """Return the figures of a result and its keys as text; every table and sentence about it asks for them."""
    frame = result.rows
    columns = {name: tuple(key_texts(frame[name])) for name in (*result.keys, "quantity")}
    figures = frame[list(_FIELDS)].to_numpy(dtype="float64").tolist()
    made = (
        Figure(key, note, **dict(zip(_FIELDS, values, strict=True)))
        for key, values, note in zip(row_keys(result), figures, key_texts(frame["note"]), strict=True)
    )
    return tuple(made), columns


def distinct(index: Iterable[tuple[str, ...]], place: int) -> list[str]:
    """Return the distinct values of one key, in the order met."""
    return list(dict.fromkeys(key[place] for key in index))


def cell_of(figures: Iterable[Figure | None], *, style: Style = "decimal", decimals: int = 2) -> Cell:
    """Return a cell with the estimates of several rows; rows that do not exist leave it empty."""
    found = [figure for figure in figures if figure is not None]
    return Cell(numbers=tuple(figure.number(style=style, decimals=decimals) for figure in found))
