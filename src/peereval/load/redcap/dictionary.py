"""Reads the data dictionary of a REDCap project: the form, choices, kind and identifier mark of each field."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from peereval.load.files import read_bytes
from peereval.load.header.headers import clean_name
from peereval.load.problems import SourceError, refuse
from peereval.load.text.text import open_text
from peereval.study import Study

# Each column by its name in the file that people download, and by that of the programming interface.
_COLUMNS = {
    "name": ("Variable / Field Name", "field_name"),
    "form": ("Form Name", "form_name"),
    "kind": ("Field Type", "field_type"),
    "choices": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
    "validation": (
        "Text Validation Type OR Show Slider Number",
        "text_validation_type_or_show_slider_number",
    ),
    "identifier": ("Identifier?", "identifier"),
}
_WITH_CHOICES = ("radio", "dropdown", "checkbox", "select")
_FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
STATES = MappingProxyType({"0": "Incomplete", "1": "Unverified", "2": "Complete"})
TICKED = MappingProxyType({"1": "Checked", "0": "Unchecked"})


@dataclass(frozen=True, slots=True, eq=False)
class RedcapField:
    """One field of a project: its form, whether it is a box to tick, a day or an identifier, its choices by code."""

    form: str
    choices: Mapping[str, str]
    ticked: bool
    day: bool
    identifier: bool


def read_dictionary(study: Study, name: str | None) -> dict[str, RedcapField]:
    """Return the fields of a data dictionary by name; none where the study names no dictionary.

    Raises
    ------
    SourceError
        If the file cannot be read, or has no columns of a data dictionary.
    """
    if name is None:
        return {}
    table = open_text(_read(study, name), name, 1)
    header = [clean_name(cell) for cell in table.header]
    places = {key: next((header.index(n) for n in names if n in header), None) for key, names in _COLUMNS.items()}
    if places["name"] is None or places["form"] is None:
        raise refuse("redcap-dictionary", name)
    rows = csv.reader(io.StringIO(table.body, newline=""), delimiter=table.separator)
    cells = ({key: _cell(row, place) for key, place in places.items()} for row in rows)
    return {row["name"]: _field(row) for row in cells if row["name"]}


def is_dictionary(header: Iterable[str]) -> bool:
    """Say whether the names of some columns are those of a data dictionary."""
    names = set(header)
    return all(names & {*_COLUMNS[key]} for key in ("name", "form", "kind"))


def field_of_column(column: str, fields: Mapping[str, RedcapField]) -> RedcapField | None:
    """Return the field that a column of an export belongs to: `drugs___2` is the second box of `drugs`."""
    return fields.get(column) or fields.get(column.split("___", maxsplit=1)[0])


def is_ticked(column: str) -> bool:
    """Say whether a column of an export is one box of a field with boxes to tick."""
    return bool(re.fullmatch(r"\w+?___\w+", column))


def _read(study: Study, name: str) -> bytes:
    try:
        return read_bytes(study, name)
    except SourceError as error:
        # What is proposed for a data file is proposed for the dictionary here.
        fixed = (replace(one, fix=one.fix.replace("path: ", "redcap: {dictionary: ") + "}") for one in error.findings)
        near = (new if new.rule == "file-missing-near" else old for new, old in zip(fixed, error.findings, strict=True))
        raise SourceError(*near) from None


def _cell(row: list[str], place: int | None) -> str:
    return clean_name(row[place]) if place is not None and place < len(row) else ""


def _field(row: Mapping[str, str]) -> RedcapField:
    kind = row["kind"].lower()
    choices = _FIXED.get(kind) or (_choices(row["choices"].split("|")) if kind in _WITH_CHOICES else {})
    day = row["validation"].lower().startswith("date")
    return RedcapField(row["form"], choices, kind == "checkbox", day, row["identifier"].lower() in ("y", "yes"))


def _choices(parts: Iterable[str]) -> dict[str, str]:
    pairs = (part.partition(",") for part in parts)
    return {clean_name(code): clean_name(label) for code, comma, label in pairs if comma and code.strip()}
