"""Who, when, where: which columns of a table hold the keys of a study."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from peereval.plan.draft.looks import Look
from peereval.plan.draft.visit_labels import read_visit_labels
from peereval.plan.draft.words import date_role, fold, has_role_word, participant_score

_MOST_VISITS, _MOST_GROUPS = 8, 6
_TELLING = re.compile(r"[tm] ?\d{1,2}|.*\b(mois|months?|inclusion|baseline)\b.*")


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A column that may hold a key: its name, its cells, how it looks, whether it comes at several visits."""

    name: str
    cells: "pd.Series[Any]"
    look: Look
    at_visits: bool = False


def find_roles(columns: Sequence[Candidate]) -> dict[str, str]:
    """Return which columns hold the keys: a key of `columns` to the name of a column.

    A name alone decides nothing: a column of visits holds labels of visits, one of participants
    has about as many different cells as there are rows a visit, a group has few labels and one a person.
    """
    roles: dict[str, str] = {}
    visit = _find_visit(columns)
    person = _find_participant([one for one in columns if one is not visit], visit)
    for role, found in (("participant", person), ("visit", visit)):
        if found is not None:
            roles[role] = found.name
    for role in ("group", "site", "region", "worker"):
        left = [one for one in columns if one.name not in roles.values() and not one.at_visits]
        found = _find_label(role, left, person)
        if found is not None:
            roles[role] = found.name
    return roles | _find_days(columns)


def _find_visit(columns: Sequence[Candidate]) -> Candidate | None:
    named = [one for one in columns if has_role_word(one.name, "visit") and _holds_visits(one)]
    if named:
        return named[0]
    # Without a name that says so, only labels that nothing else has: T0, M6. S1 may be a site as well as a week.
    telling = [one for one in columns if one.look.different > 1 and _holds_visits(one) and _are_telling(one)]
    return telling[0] if telling else None


def _are_telling(one: Candidate) -> bool:
    return all(_TELLING.fullmatch(fold(label)) for label in one.look.levels) and not has_role_word(one.name, "site")


def _holds_visits(one: Candidate) -> bool:
    if one.at_visits or not 1 <= one.look.different <= _MOST_VISITS:
        return False
    return bool(read_visit_labels(one.look.levels))


def _find_participant(columns: Sequence[Candidate], visit: Candidate | None) -> Candidate | None:
    usable = [one for one in columns if not one.at_visits and _could_be_person(one, visit)]
    scored = [(participant_score(one.name) + _position(one, columns), one) for one in usable]
    named = [(score, one) for score, one in scored if score >= 1]
    if named:
        return max(named, key=lambda pair: pair[0])[1]
    apart = [one for one in usable if _tells_rows_apart(one, visit) and one.look.kind != "date"]
    return apart[0] if apart and apart[0] in columns[:3] else None


def _position(one: Candidate, columns: Sequence[Candidate]) -> float:
    return 0.5 if one is columns[0] else 0.0


def _could_be_person(one: Candidate, visit: Candidate | None) -> bool:
    rows = int(one.cells.notna().sum())
    if one.look.kind in ("empty", "date") or one.look.filled < 0.9 * len(one.cells) or rows == 0:
        return False
    if one.look.kind == "number" and not one.look.whole:
        return False
    most = 1 if visit is None else max(visit.look.different, 1)
    return one.look.different * (most + 0.5) >= rows and one.look.different > 1


def _tells_rows_apart(one: Candidate, visit: Candidate | None) -> bool:
    if visit is None:
        return not one.cells.dropna().duplicated().any() and one.look.kind == "text"
    keys = pd.DataFrame({"person": one.cells, "visit": visit.cells}).dropna()
    return not keys.duplicated().any() and bool(keys["person"].duplicated().any())


def _find_label(role: str, columns: Sequence[Candidate], person: Candidate | None) -> Candidate | None:
    fitting = [one for one in columns if has_role_word(one.name, role) and _is_label(role, one, person)]
    # "groupe" before "groupe diagnostique": the shorter name is the plainer one.
    return min(fitting, key=lambda one: len(fold(one.name).split()), default=None)


def _is_label(role: str, one: Candidate, person: Candidate | None) -> bool:
    look = one.look
    if look.kind in ("empty", "date") or (look.kind == "number" and not look.whole):
        return False
    people = person.look.different if person is not None else max(look.filled, 1)
    if role == "group":
        return 1 <= look.different <= _MOST_GROUPS and _is_constant(one, person)
    if role == "worker":
        return 2 < look.different <= max(people / 1.5, 3)
    return 1 <= look.different <= max(people / 1.5, 2) and _is_constant(one, person)


def _is_constant(one: Candidate, person: Candidate | None) -> bool:
    """Say whether nearly everybody has one value; a few people may have moved."""
    if person is None or len(person.cells) != len(one.cells):
        return True
    keys = pd.DataFrame({"person": person.cells, "label": one.cells}).dropna()
    several = keys.groupby("person")["label"].nunique() > 1
    return bool(several.mean() <= 0.2) if len(several) else True


def _find_days(columns: Sequence[Candidate]) -> dict[str, str]:
    days = [one for one in columns if one.look.kind == "date"]
    roles: dict[str, str] = {}
    for one in days:
        role = date_role(one.name)
        if role and not (role != "visit_date" and one.at_visits):
            roles.setdefault(role, one.name)
    left = [one for one in days if not date_role(one.name)]
    if "visit_date" not in roles and len(left) == 1 and fold(left[0].name).split()[0] in ("date", "jour", "day", "dt"):
        roles["visit_date"] = left[0].name
    return roles
