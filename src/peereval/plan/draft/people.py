"""The visits and the groups that the files show."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from peereval.load.header.headers import clean_name
from peereval.plan.draft.looks import FEWEST_SEEN, Look
from peereval.plan.draft.table import SeenTable
from peereval.plan.draft.visit_labels import VisitLabel, read_visit_labels
from peereval.plan.draft.words import fold

_LATE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class DraftVisit:
    """A visit: its name, its month (NaN where nothing says it), the other ways in which files write it."""

    name: str
    month: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class DraftGroup:
    """A group: its name, the labels of the files, what people call it, the visits at which it enters."""

    name: str
    also: tuple[str, ...] = ()
    label: str = ""
    enters_at: tuple[str, ...] = ()


def find_visits(tables: Sequence[SeenTable], look: Look | None) -> tuple[DraftVisit, ...]:
    """Return the visits of all files in their order; labels of one month are one visit."""
    written = [visit for table in tables for visit in (table.wide.visits if table.wide else ())]
    written += [table.visit for table in tables if table.visit]
    written += list(look.levels) if look is not None else []
    labels = read_visit_labels(dict.fromkeys(written))
    together: dict[float, list[VisitLabel]] = {}
    for label in sorted(labels, key=lambda one: one.number):
        together.setdefault(label.number, []).append(label)
    letters = Counter(one.text[:1] for same in together.values() for one in same if _is_name(one.text))
    return tuple(_visit(same, letters) for same in together.values())


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,9}", text))


def _visit(labels: list[VisitLabel], letters: Counter[str]) -> DraftVisit:
    """Make a visit of its labels; where files differ, it is called as most visits are: T0, T6 beside M6."""
    first = labels[0]
    good = max(
        (one.text for one in labels if _is_name(one.text)), key=lambda text: (letters[text[:1]], text), default=""
    )
    name = good or (f"V{first.number:g}" if isnan(first.month) else f"T{first.month:g}")
    return DraftVisit(name, first.month, tuple(one.text for one in labels if one.text != name))


def find_groups(tables: Sequence[SeenTable], look: Look | None, visits: Sequence[DraftVisit]) -> tuple[DraftGroup, ...]:
    """Return the groups: those of the column that names them, and one for each file without that column."""
    # Of a group, as of a level, only labels that several people have are written down.
    labels = [label for label, count in look.levels.items() if count >= FEWEST_SEEN] if look is not None else []
    entries = _entries(tables, visits)
    groups: list[DraftGroup] = []
    for label in sorted(labels, key=_order):
        taken = {group.name for group in groups}
        name = _group_name(label, len(groups) + 1, taken)
        also = () if name == label else (label,)
        groups.append(DraftGroup(name, also, label, entries.get(label, ())))
    for table in tables:
        name = group_of_table(table, tables)
        if name and name not in {group.name for group in groups}:
            groups.append(DraftGroup(name, (), table.name.replace("_", " "), entries.get(f"\0{name}", ())))
    return tuple(groups)


def group_of_table(table: SeenTable, tables: Sequence[SeenTable]) -> str:
    """Return the group that a file stands for by its name, or "" where a column says the group.

    Several files of one visit each do not stand for groups.
    """
    others = [one for one in tables if not one.join]
    if any(one.join and "group" in one.roles for one in tables):
        return ""
    if table.join or "group" in table.roles or table.visit or len(others) < 2:
        return ""
    return _group_name(table.name, others.index(table) + 1, set())


def _group_name(label: str, number: int, taken: set[str]) -> str:
    words = fold(label).replace(" ", "_")
    good = re.fullmatch(r"[a-z][a-z0-9_]{0,29}", words) and words not in taken
    return label if good and label == words else words if good else f"group_{number}"


def _order(label: str) -> tuple[float, str]:
    try:
        return float(label.replace(",", ".")), label
    except ValueError:
        return float("inf"), label


def _entries(tables: Sequence[SeenTable], visits: Sequence[DraftVisit]) -> dict[str, tuple[str, ...]]:
    """Return, for each group that hardly anybody of is seen at the first visit, the visits at which people enter."""
    attended = [rows for table in tables if not table.join for rows in _attended(table, tables, visits)]
    if not attended or len(visits) < 2:
        return {}
    rows = pd.concat(attended, ignore_index=True).dropna()
    first = rows.groupby(["group", "person"])["visit"].min().reset_index()
    found = {}
    for group, entered in first.groupby("group")["visit"]:
        if (entered == 0).mean() <= _LATE:
            late = entered[entered > 0].value_counts(normalize=True)
            found[str(group)] = tuple(visits[int(number)].name for number in sorted(late.index[late >= _LATE]))
    return found


def _attended(table: SeenTable, tables: Sequence[SeenTable], visits: Sequence[DraftVisit]) -> Iterator[pd.DataFrame]:
    """Give who of a table was seen at which visit, in which group."""
    number = {clean_name(text): place for place, one in enumerate(visits) for text in (one.name, *one.also)}
    person = table.columns.get(table.roles.get("participant", ""))
    if person is None:
        return
    group: Any = table.columns.get(table.roles.get("group", ""), f"\0{group_of_table(table, tables)}")
    if table.wide is not None:
        for visit in table.wide.visits:
            own = [header for header, (_, at) in table.wide.parts.items() if at == visit]
            seen = table.raw.cells[own].notna().any(axis=1).to_numpy()
            rows = pd.DataFrame({"group": group, "person": person, "visit": float(number[clean_name(visit)])})
            yield rows[seen]
    elif "visit" in table.roles:
        visit_cells = table.columns[table.roles["visit"]].map(lambda text: number.get(clean_name(str(text))))
        yield pd.DataFrame({"group": group, "person": person, "visit": visit_cells.astype(float)})
    elif table.visit:
        yield pd.DataFrame({"group": group, "person": person, "visit": float(number[clean_name(table.visit)])})
