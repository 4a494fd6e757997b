"""What kind of cells a column holds, as study.yaml and the codebook say, and its missing codes."""

from typing import Literal

from peereval.study import Study

Kind = Literal["label", "number", "date", "boolean", "free"]
KEYS = ("participant", "group", "site", "region", "visit")


def kind_of(column: str, study: Study) -> Kind:
    """Return how the cells of a column are to be read; "free" where nothing says it.

    Keys and columns with levels are labels: they stay the text that they are.
    """
    field = study.book.field(column)
    if column in KEYS or (field is not None and field.level_names):
        return "label"
    if field is not None and field.type in ("integer", "number"):
        return "number"
    if field is not None and field.type == "date":
        return "date"
    if field is not None and field.type == "boolean":
        return "boolean"
    if _is_outcome(column, study):
        return "number"
    return "free" if field is None else "label"


def codes_of(column: str, study: Study) -> list[str]:
    """Return the texts that mean a missing value in a column.

    A number is no missing code of a key: a participant may be called 99.
    """
    codes = ["", *study.missing_codes, *study.book.missingValues]
    if column in KEYS:
        return [code for code in dict.fromkeys(codes) if not is_number(code)]
    for outcome in study.outcomes.values():
        if outcome.column == column or outcome.is_item(column):
            codes += outcome.missing
    return list(dict.fromkeys(codes))


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
