"""What was recognised in all the files together: the parts of a study file, not yet written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from peereval.plan.draft.joins import mark_joins
from peereval.plan.draft.looks import Look, look_at
from peereval.plan.draft.names import name_columns, spread_roles, study_columns
from peereval.plan.draft.people import DraftGroup, DraftVisit, find_groups, find_visits
from peereval.plan.draft.series import Scale, find_scales
from peereval.plan.draft.table import SeenTable


@dataclass(frozen=True, slots=True, eq=False)
class DraftStudy:
    """The parts of a study as guessed.

    `keys` maps the keys of `columns` to names; `partial` holds the keys that only some files have,
    which study.yaml cannot name; `looks` describes every column of the study, all files together;
    `scales` are the series of items and the single ratings; `divided` are the columns of which two
    files have no level in common: they write them in different ways.
    `dictionary` is the data dictionary of exports of REDCap, as study.yaml names it.
    """

    tables: tuple[SeenTable, ...]
    keys: Mapping[str, str]
    partial: Mapping[str, str]
    visits: tuple[DraftVisit, ...]
    groups: tuple[DraftGroup, ...]
    looks: Mapping[str, Look]
    scales: tuple[Scale, ...]
    divided: frozenset[str] = frozenset()
    dictionary: str = ""

    @property
    def missing_texts(self) -> tuple[str, ...]:
        """The texts that mean no answer, as the files write them."""
        seen = [code for look in self.looks.values() for code in look.codes if code not in look.number_codes]
        return tuple(dict.fromkeys(seen))


def guess_study(seen: Sequence[SeenTable], dictionary: str = "") -> DraftStudy:
    """Return what a study of these tables would be."""
    tables = mark_joins(spread_roles(seen))
    named, tables = name_columns(tables)
    joined = {role for table in tables if table.join for role in table.roles}
    everywhere = {role for role in named if all(role in table.roles for table in tables if not table.join)} | joined
    keys = {
        role: name for role, name in named.items() if role in everywhere or role in ("participant", "visit", "group")
    }
    partial = {role: name for role, name in named.items() if role not in keys}
    pooled = _pool(tables)
    looks = {name: look_at(cells) for name, cells in pooled.items()}
    scales = find_scales({name: cells for name, cells in pooled.items() if name not in named.values()}, looks)
    tops = {column: scale.top for scale in scales if scale.top is not None for column in scale.columns}
    looks |= {column: look_at(pooled[column], top) for column, top in tops.items()}
    visits = find_visits(tables, looks.get(keys.get("visit", "")))
    groups = find_groups(tables, looks.get(keys.get("group", "")), visits)
    return DraftStudy(tables, keys, partial, visits, groups, looks, scales, _divided(tables, looks), dictionary)


def _divided(tables: Sequence[SeenTable], looks: Mapping[str, Look]) -> frozenset[str]:
    columns = [study_columns(table) for table in tables]
    times = Counter(name for one in columns for name in one)
    held: dict[str, list[set[str]]] = {}
    for table, one in zip(tables, columns, strict=True):
        for name, column in one.items():
            if times[name] > 1 and looks[name].can_list:
                held.setdefault(name, []).append(set(look_at(table.columns[column]).levels))
    pairs = {name: combinations((one for one in sets if one), 2) for name, sets in held.items()}
    return frozenset(name for name, both in pairs.items() if any(one.isdisjoint(other) for one, other in both))


def _pool(tables: Sequence[SeenTable]) -> dict[str, "pd.Series[Any]"]:
    """Return the cells of each column of the study, those of all files one below the other."""
    parts: dict[str, list[pd.Series[Any]]] = {}
    for table in tables:
        for name, column in study_columns(table).items():
            parts.setdefault(name, []).append(table.columns[column])
    return {name: pd.concat(held, ignore_index=True) for name, held in parts.items()}
