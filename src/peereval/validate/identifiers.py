"""Decides for each column of a table whether it identifies people, by its header and by its cells."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from peereval.study.people import DATE_KEYS, LABEL_KEYS, REASON_KEYS
from peereval.study.rules import RESERVED
from peereval.validate.birth_dates import are_birth_dates, days_of, holds_days
from peereval.validate.identifier_cells import (
    LONG_NUMBER,
    Cells,
    cells_of,
    is_coded,
    is_free_text,
    is_postcode,
    is_reduced_date,
    look_like_name_codes,
    rule_of_cells,
)
from peereval.validate.identifier_names import header_words, rule_of_header

if TYPE_CHECKING:
    from peereval.study import Study

_TEXT_LENGTH = 15  # on average: shorter remarks are words of a list
_CERTAIN = {"email", "nir", "phone"}  # the rules for a site: its name may well be a saint's
_OF_PARTICIPANT = {"email", "nir", "phone", "hospital-number", "initials-birth"}


def find_identifiers(
    frame: pd.DataFrame, study: "Study | None" = None, participant: str | None = None
) -> dict[str, str]:
    """Return the rule by which each column that identifies people was found, by column."""
    roles = _roles(study)
    participant = participant or next((str(c) for c in frame.columns if roles.get(str(c)) == "participant"), None)
    who = frame[participant] if participant in frame.columns else None
    people = int(who.nunique()) if who is not None else None
    looked = {
        str(name): _look(str(name), roles.get(str(name), ""), frame.iloc[:, position], people)
        for position, name in enumerate(frame.columns)
        if str(name) not in ("source_file", "source_row") and frame.iloc[:, position].notna().any()
    }
    dates = {name: days for name, column in looked.items() if (days := _days(column)) is not None}
    found = {name: rule for name, column in looked.items() if (rule := _rule(column, dates))}
    for name, days in dates.items():
        if name not in found and not looked[name].role and are_birth_dates(days, _reference(dates, name), who):
            found[name] = "birth-date"
    return _combined(found, looked)


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A column looked at: its header, the key that it is in the study or "", and its values."""

    name: str
    role: str
    values: "pd.Series[Any]"
    short: bool  # numbers that are too short to identify
    cells: Cells | None


def _look(name: str, role: str, values: "pd.Series[Any]", people: int | None) -> _Column:
    """Return a column with its different cells; short numbers are counted only where the header asks for it."""
    short = bool(pd.api.types.is_numeric_dtype(values.dtype) and values.abs().max() < LONG_NUMBER)
    wanted = not short or (not role and rule_of_header(name))
    return _Column(name, role, values, short, cells_of(values, people) if wanted else None)


def _roles(study: "Study | None") -> dict[str, str]:
    if study is None:
        return {}
    keys = study.columns.named
    return {column: key for key, column in keys.items()} | {key: key for key in RESERVED if key in keys}


def _days(column: _Column) -> "pd.Series[Any] | None":
    """Return the days of a column of dates, None for other columns."""
    if pd.api.types.is_datetime64_any_dtype(column.values.dtype):
        return column.values
    if column.role in LABEL_KEYS or column.role in REASON_KEYS or column.short:
        return None
    cells = column.cells
    if cells is None or not holds_days(cells):
        return None
    days = days_of(cells)
    text = column.values.astype("string").str.strip().str.removesuffix(".0")
    return text.map(dict(zip(cells.texts, days, strict=True))).astype("datetime64[us]")


def _reference(dates: "dict[str, pd.Series[Any]]", name: str) -> pd.Timestamp:
    """Return the day at which ages are taken: the latest usual day of the other columns, else today."""
    others = [pd.Timestamp(days.median()) for other, days in dates.items() if other != name]
    return max(others, default=pd.Timestamp.now())


def _rule(column: _Column, dates: "dict[str, pd.Series[Any]]") -> str:
    """Return the rule by which one column on its own identifies people, "" where it does not."""
    if column.role in DATE_KEYS or column.role in REASON_KEYS or column.role in ("visit", "group"):
        return ""
    by_header = "" if column.role in ("site", "region", "worker") else rule_of_header(column.name)
    if column.name in dates:
        return "birth-date" if by_header == "birth-date" else ""
    cells = column.cells
    if cells is None:
        return ""
    if column.role == "participant":
        return _rule_of_participant(cells, by_header)
    return _rule_of_both(cells, by_header, column)


def _rule_of_both(cells: Cells, by_header: str, column: _Column) -> str:
    """Return the rule of the header where the cells can be what it says, else that of the cells."""
    rule = by_header if _confirmed(by_header, column, cells) else ""
    if rule and rule != "free-text":
        return rule
    by_cells = "" if is_coded(cells) else rule_of_cells(cells)
    if column.role in ("site", "region"):
        return by_cells if by_cells in _CERTAIN else ""
    return by_cells or rule or ("free-text" if is_free_text(cells) else "")


def _rule_of_participant(cells: Cells, by_header: str) -> str:
    by_cells = rule_of_cells(cells)
    if by_cells:
        return by_cells
    if by_header in _OF_PARTICIPANT and not is_coded(cells):
        return by_header
    return "name" if look_like_name_codes(cells) else ""


def _confirmed(rule: str, column: _Column, cells: Cells) -> bool:
    """Say whether the cells of a column can be what its header says: codes of answers cannot."""
    if not rule or is_coded(cells):
        return False
    if rule == "birth-date":
        return not cells.texts.map(is_reduced_date).all()
    if rule == "free-text":
        return not pd.api.types.is_numeric_dtype(column.values.dtype) and cells.texts.str.len().mean() >= _TEXT_LENGTH
    if rule == "postcode" and header_words(column.name) in ("cp", "c p"):
        return is_postcode(cells)
    return True


def _combined(found: dict[str, str], looked: dict[str, _Column]) -> dict[str, str]:
    """Add what identifies beside a birth date only: postcodes; take off initials where there is none."""
    if "birth-date" not in found.values():
        return {name: rule for name, rule in found.items() if rule != "initials"}
    both = dict(found)
    for name, column in looked.items():
        if name not in found and not column.role:
            cells = cells_of(column.values)
            if cells is not None and is_postcode(cells):
                both[name] = "postcode"
    return {name: both[name] for name in looked if name in both}
