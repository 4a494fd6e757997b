"""Random codes, and the owner-only table that says whose they are."""

import csv
import io
import secrets
from collections.abc import Iterable
from pathlib import Path

from peereval.errors import DataError
from peereval.privacy.codes import FIRST, SIGNS
from peereval.privacy.key_file import read_owner_only, refuse_place, write_owner_only

HEADER = ("code", "pseudonym")
RANDOM_LENGTH = 8


def read_table(path: Path, apart_from: Iterable[Path]) -> dict[str, str]:
    """Return the codes of a table by the code that they replace; empty where there is no table yet.

    Raises
    ------
    DataError
        If the table stands beside the data, others can read it, or it is no such table.
    """
    refuse_place(path, apart_from)
    if not path.exists():
        return {}
    try:
        rows = list(csv.reader(io.StringIO(read_owner_only(path).decode("utf-8-sig"), newline=""), delimiter=";"))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if not rows or tuple(rows[0]) != HEADER or any(len(row) != 2 for row in rows):
        raise DataError(f"'{path.name}' is no table of codes: its header is not {';'.join(HEADER)}.")
    known: dict[str, str] = dict(rows[1:])
    if len(set(known.values())) < len(rows) - 1:
        raise DataError(f"'{path.name}' holds a code twice. Restore the table from your copy of it.")
    return known


def draw_codes(codes: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """Return the random code of each code, with those known before; none is drawn twice."""
    drawn = dict(known)
    taken = set(known.values())
    for code in codes:
        while code not in drawn:
            new = FIRST + "".join(secrets.choice(SIGNS) for _ in range(RANDOM_LENGTH))
            if new not in taken:
                drawn[code] = new
                taken.add(new)
    return drawn


def write_table(path: Path, codes: dict[str, str]) -> None:
    """Put a table in the place of the one before, whole, readable by its owner only."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([HEADER, *codes.items()])
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_owner_only(made, text.getvalue().encode("utf-8-sig"))
    made.replace(path)
