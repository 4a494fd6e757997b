"""A column of a file, and the letters by which Excel shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One column of a file: where it stands, its header, the column it fills, and for which visit."""

    position: int
    header: str
    column: str
    visit: str = ""


def column_letters(position: int) -> str:
    """Return the letters that Excel shows for a column, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
