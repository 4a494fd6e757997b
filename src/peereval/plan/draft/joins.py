"""Which files stand below one another, and which stand side by side: questionnaires of the same people."""

from collections.abc import Sequence

from peereval.plan.draft.names import same_name
from peereval.plan.draft.table import SeenTable

# Files of one kind have most of their columns in common; questionnaires share an age or a sex at most.
_ALIKE = 0.4
_SHARED_PEOPLE = 0.5


def mark_joins(tables: Sequence[SeenTable]) -> tuple[SeenTable, ...]:
    """Return the tables with how each is joined to the others: "participant", "visit" or not at all.

    People without visits, beside files that have visits, are joined by participant. A questionnaire
    in a file of its own, about people whom another file holds, is joined by visit; files that have
    the same columns are a visit or a group each, and stand below one another.
    """
    has_visits = [bool(table.wide or table.visit or "visit" in table.roles) for table in tables]
    if not any(has_visits):
        return tuple(tables)
    people = [
        table if seen else table.seen_as(join="participant") for table, seen in zip(tables, has_visits, strict=True)
    ]
    families = _families([table for table in people if not table.join])
    home = max(families, key=lambda family: (_keys_in(family), _rows_in(family)))
    here = _people(home)
    beside = {
        id(table) for family in families if family is not home and _are_beside(family, home, here) for table in family
    }
    return tuple(table.seen_as(join="visit") if id(table) in beside else table for table in people)


def _families(tables: Sequence[SeenTable]) -> list[list[SeenTable]]:
    """Put tables together that have most of their columns in common."""
    families: list[list[SeenTable]] = []
    for table in tables:
        known = next((family for family in families if any(_are_alike(table, one) for one in family)), None)
        if known is None:
            families.append([table])
        else:
            known.append(table)
    return families


def _are_alike(one: SeenTable, other: SeenTable) -> bool:
    names, others = _names(one), _names(other)
    return len(names & others) >= _ALIKE * max(len(names), len(others))


def _names(table: SeenTable) -> set[str]:
    return {same_name(name) for name in table.columns if name not in table.roles.values()}


def _keys_in(family: Sequence[SeenTable]) -> int:
    roles = {role for table in family for role in table.roles}
    return len(roles) + ("group" in roles) * 100


def _rows_in(family: Sequence[SeenTable]) -> int:
    return sum(len(table.raw.cells) for table in family)


def _people(family: Sequence[SeenTable]) -> set[object]:
    return {
        who for table in family if "participant" in table.roles for who in table.columns[table.roles["participant"]]
    }


def _are_beside(family: Sequence[SeenTable], home: Sequence[SeenTable], here: set[object]) -> bool:
    """Say whether the people of some tables are those of the home, and in no other groups than there."""
    people = _people(family)
    groups, at_home = _groups(family), _groups(home)
    same_groups = not groups or not at_home or bool(groups & at_home)
    return same_groups and len(people & here) >= max(_SHARED_PEOPLE * len(people), 1)


def _groups(family: Sequence[SeenTable]) -> set[object]:
    return {
        label for table in family if "group" in table.roles for label in table.columns[table.roles["group"]].dropna()
    }
