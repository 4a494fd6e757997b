"""A table of a file with its parts recognised: who, when, where, and which columns hold the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from peereval.plan.draft.identifying import find_identifying
from peereval.plan.draft.looks import look_at
from peereval.plan.draft.raw import RawTable
from peereval.plan.draft.roles import Candidate, find_roles
from peereval.plan.draft.visit_labels import read_visit_labels
from peereval.plan.draft.wide import WidePattern, find_wide_pattern
from peereval.plan.draft.words import fold


@dataclass(frozen=True, slots=True, eq=False)
class SeenTable:
    """A table whose columns were looked at.

    `roles` maps a key of `columns` to the column that holds it, without its visit where the table is
    wide; `dropped` maps the columns that are not to be read to the reason ("name", "birth", ...,
    "free", "repeated"); `columns` holds the cells of the others, visits of a wide table one below
    the other; `visit` is the visit that the file or the sheet is named after, if it is; `join` says
    by what it is joined to the others; `redcap` marks an export of REDCap, of which `size` counts all
    rows and columns.
    """

    raw: RawTable
    roles: Mapping[str, str]
    dropped: Mapping[str, str]
    columns: Mapping[str, "pd.Series[Any]"]
    wide: WidePattern | None = None
    visit: str = ""
    join: Literal["", "participant", "visit"] = ""
    renames: Mapping[str, str] = field(default_factory=dict)
    redcap: bool = False
    size: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """What tells the table from the others: its sheet, or the name of its file."""
        return self.raw.sheet or self.raw.path.stem

    def seen_as(self, **changes: object) -> "SeenTable":
        """Return the table with something else recognised."""
        return replace(self, **changes)  # type: ignore[arg-type]


def see_table(raw: RawTable) -> SeenTable:
    """Return a table with its parts recognised by their names and by what they hold."""
    dropped = find_identifying(raw.cells)
    dropped |= dict.fromkeys(raw.repeated, "repeated")
    names = [str(name) for name in raw.cells if name not in dropped]
    wide = find_wide_pattern(names)
    columns = _stack(raw.cells[names], wide)
    bases = {} if wide is None else {base for base, _ in wide.parts.values()}
    looks = {name: look_at(cells) for name, cells in columns.items()}
    roles = find_roles([Candidate(name, columns[name], looks[name], name in bases) for name in columns])
    if wide is not None:
        roles.pop("visit", None)
    visit = "" if wide or "visit" in roles else _visit_in(raw.sheet or raw.path.stem)
    return SeenTable(raw, roles, dropped, columns, wide, visit)


def _stack(cells: pd.DataFrame, wide: WidePattern | None) -> dict[str, "pd.Series[Any]"]:
    """Return the columns of a table, those of several visits one below the other."""
    if wide is None:
        return {str(name): cells[name] for name in cells}
    parts: dict[str, list[pd.Series[Any]]] = {}
    for name in cells:
        base = wide.parts[str(name)][0] if name in wide.parts else str(name)
        parts.setdefault(base, []).append(cells[name])
    return {base: pd.concat(held, ignore_index=True) if len(held) > 1 else held[0] for base, held in parts.items()}


def _visit_in(name: str) -> str:
    """Return the part of the name of a file or sheet that is a visit, such as M6 in `donnees_M6`."""
    for word in reversed(fold(name).split()):
        # "base" in the name of a file is the database, not the baseline.
        if not word.isdigit() and word != "base" and read_visit_labels([word]):
            return word.upper() if len(word) < 4 else word
    return ""
