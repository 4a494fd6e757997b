"""One name for one column: what several files call differently is renamed to what the first one says."""

import re
from collections.abc import Collection, Mapping, Sequence

from peereval.plan.draft.table import SeenTable
from peereval.plan.draft.words import fold
from peereval.study.people import DATE_KEYS, LABEL_KEYS, REASON_KEYS

_TAKEN = frozenset((*LABEL_KEYS, *DATE_KEYS, *REASON_KEYS, "source_file", "source_row"))


def spread_roles(tables: Sequence[SeenTable]) -> tuple[SeenTable, ...]:
    """Return the tables with a key also where only its name shows it: another table has the same column."""
    named = {(role, same_name(column)) for table in tables for role, column in table.roles.items()}
    spread = []
    for table in tables:
        free = {same_name(name): name for name in table.columns if name not in table.roles.values()}
        more = {role: free.pop(name) for role, name in sorted(named) if role not in table.roles and name in free}
        spread.append(table.seen_as(roles={**more, **table.roles}))
    return tuple(spread)


def name_columns(tables: Sequence[SeenTable]) -> tuple[dict[str, str], tuple[SeenTable, ...]]:
    """Return the columns of the study (key to name), and the tables with what they rename.

    `renames` maps a column of the file to the name it has in the study; a table has none where the
    first table that holds the column gives the name.
    """
    keys: dict[str, str] = {}
    for table in tables:
        for role, column in table.roles.items():
            if role not in keys:
                keys[role] = _free_name(column, {*keys.values(), *(_TAKEN - {role})})
    names: dict[str, str] = {}
    return keys, tuple(table.seen_as(renames=_renames(table, keys, names)) for table in tables)


def _renames(table: SeenTable, keys: Mapping[str, str], names: dict[str, str]) -> dict[str, str]:
    """Return what a table renames; `names` holds the names given so far, and is added to."""
    roles = {column: role for role, column in table.roles.items()}
    used = {keys[role] for role in table.roles}
    renames = {}
    for column in table.columns:
        if column in roles:
            own = keys[roles[column]]
        else:
            known = names.get(same_name(column))
            # Two columns of one file are two, however alike they are called.
            own = known if known and known not in used else _free_name(column, {*used, *keys.values(), *_TAKEN})
            names.setdefault(same_name(column), own)
            used.add(own)
        if own != column:
            renames[column] = own
    return renames


def study_columns(table: SeenTable) -> Mapping[str, str]:
    """Return the columns of a table: name in the study to name in the file."""
    return {table.renames.get(column, column): column for column in table.columns}


def header_renames(table: SeenTable) -> dict[str, str]:
    """Return the entries of `rename`: headers as the file has them, with the visit where it is wide."""
    if table.wide is None:
        return dict(table.renames)
    renames = {column: name for column, name in table.renames.items() if column in table.raw.cells}
    for header, (base, visit) in table.wide.parts.items():
        if base in table.renames:
            named = table.wide.pattern.replace("{column}", table.renames[base])
            renames[header] = named.replace("{visit}", visit)
    return renames


def _free_name(column: str, taken: Collection[str]) -> str:
    name, number = column, 2
    while name in taken:
        name, number = f"{column}_{number}", number + 1
    return name


_SYNONYMS = {"sexe": "sex", "gender": "sex", "genre": "sex", "diagnostic": "diagnosis", "naissance": "birth"}

_UNIT = re.compile(r"\((?:\d+ ?(?:-|–|à|to) ?\d+|ans|années|years|%)\)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")


def same_name(column: str) -> str:
    """Return what two ways of writing one name have in common: ISMI01, ismi_1 and Ismi 1; EGF and E.G.F. (0-100)."""
    plain = _INITIALS.sub(lambda found: found[0].replace(".", ""), _UNIT.sub("", column))
    words = fold(re.sub(r"(?<=[^\W\d])(?=\d)", " ", plain)).split()
    return " ".join(_SYNONYMS.get(word, word.lstrip("0") or "0") for word in words)
