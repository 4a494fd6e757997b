"""What every format gives once it is opened: a header, and a way to parse the columns that are wanted."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from peereval.load.kinds import Kind
from peereval.remarks import Finding
from peereval.study import Source

Parsed = tuple[pd.DataFrame, list[Finding]]


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What the study says of one column, for formats whose cells are codes with labels.

    `kind` is how its cells are to be read, `listed` maps the ways a level is written to its
    name (empty: not categorical), `missing` holds the texts that mean a missing value.
    """

    kind: Kind
    listed: Mapping[str, str]
    missing: Collection[str]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """The columns to read of a file, by position; what is not wanted is never parsed.

    `names` maps positions to names, `as_text` holds the names whose cells stay the text
    that they are (`007`, `no`, `12:30`), `codes` the texts that mean a missing value, and
    `expected` what the study says of each name.
    """

    names: Mapping[int, str]
    as_text: Collection[str]
    codes: Mapping[str, list[str]]
    expected: Mapping[str, Expected] = field(default_factory=dict)

    @property
    def positions(self) -> list[int]:
        """The positions to read, in order."""
        return sorted(self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file found and read as bytes: what an opener of a format is given."""

    raw: bytes
    path: Path
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """An opened source, whatever its format.

    `header` holds the names of its columns, `top` the cells of its first rows (empty where a
    format cannot have its header elsewhere). `parse` returns the wanted columns and what it
    found in their cells; the index of its frame is the row that Excel shows, or the number of
    the record (the first is 1) in a format without a header row. `typed_dates` says that a
    date comes back as a date and not as text. The other fields say how the file was read.
    """

    name: str
    header: tuple[str, ...]
    parse: Callable[[Wanted], Parsed]
    top: tuple[tuple[str, ...], ...] = ()
    typed_dates: bool = True
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    sheet: str = ""
    findings: tuple[Finding, ...] = ()
