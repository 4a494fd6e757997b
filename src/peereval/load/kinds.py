"""What kind of cells a column holds, as study.yaml and the codebook say, and its missing codes."""

from typing import Literal

from peereval.codebook import Field
from peereval.study import Study
from peereval.study.people import DATE_KEYS, LABEL_KEYS, REASON_KEYS

Kind = Literal["label", "number", "date", "boolean", "free"]
KEYS = LABEL_KEYS
_KINDS: dict[str, Kind] = {"integer": "number", "number": "number", "date": "date", "boolean": "boolean"}
CANONICAL = (*LABEL_KEYS, *DATE_KEYS, *REASON_KEYS)


def kind_of(column: str, study: Study) -> Kind:
    """Return how the cells of a column are to be read; "free" where nothing says it.

    Keys and columns with levels are labels: they stay the text that they are.
    """
    field = field_of(column, study)
    if column in KEYS or (field is not None and field.level_names):
        return "label"
    if column in DATE_KEYS:
        return "date"
    if field is not None and field.type in _KINDS:
        return _KINDS[field.type]
    if _is_outcome(column, study):
        return "number"
    return "free" if field is None else "label"


def field_of(column: str, study: Study) -> Field | None:
    """Return what the codebook says of a column of the table: a key is described under its name in the files."""
    return study.book.field(study.columns.named.get(column, column))


def codes_of(column: str, study: Study) -> list[str]:
    """Return the texts that mean a missing value in a column.

    A number is no missing code of a key: a participant may be called 99.
    """
    field = field_of(column, study)
    codes = ["", *study.missing_codes, *study.book.missingValues, *(field.missingValues if field else ())]
    if column in KEYS:
        return [code for code in dict.fromkeys(codes) if not is_number(code)]
    for outcome in study.outcomes.values():
        if outcome.column == column or outcome.is_item(column):
            codes += outcome.missing
    return list(dict.fromkeys(codes))


def listed_of(column: str, study: Study) -> dict[str, str]:
    """Return every way a level, visit or group is written, mapped to its name; empty where nothing lists them."""
    if column in ("visit", "group"):
        entries = study.visits if column == "visit" else study.groups
        return {label: name for name, entry in entries.items() for label in (name, *entry.also)}
    field = field_of(column, study)
    return field.recodes if field and column not in KEYS else {}


def is_number(text: str) -> bool:
    """Say whether a text is a number, whatever its decimal mark.

    Examples
    --------
    >>> is_number("9,5"), is_number("NSP")
    (True, False)
    """
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _is_outcome(column: str, study: Study) -> bool:
    return any(outcome.column == column or outcome.is_item(column) for outcome in study.outcomes.values())
