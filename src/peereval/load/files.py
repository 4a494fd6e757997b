"""Finds the files that a study names and reads their bytes."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from peereval.errors import closest
from peereval.load.problems import refuse
from peereval.yaml_file import as_yaml

_ELSEWHERE = {".xls", ".ods", ".docx", ".pdf", ".zip"}
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """How one data file was read: for the provenance of an analysis.

    `separator` and `decimal` are empty for a workbook, `decimal` also where no number
    with decimals was seen; `rows` and `columns` count the data cells, not the header.
    """

    path: str
    sha256: str
    encoding: str
    separator: str
    decimal: str
    sheet: str
    rows: int
    columns: int


def read_bytes(folder: Path, name: str) -> bytes:
    """Return the content of a data file.

    Raises
    ------
    SourceError
        If the file is not there, is empty, or is of a kind that is not read here.
    """
    path = folder / name
    if path.suffix.lower() in _ELSEWHERE:
        raise refuse("file-kind", name, {"kind": path.suffix.lower()})
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _missing(path, name) from None
    except (OSError, ValueError):
        raise refuse("file-unreadable", name) from None
    if not raw.strip():
        raise refuse("file-empty", name)
    return raw


def is_workbook(raw: bytes, name: str) -> bool:
    """Say whether bytes are to be read as a workbook, whatever the file is called.

    Raises
    ------
    SourceError
        If the file is an old or protected workbook, or is called .xlsx and is none.
    """
    if raw.startswith(_OLD_OFFICE):
        raise refuse("file-protected", name)
    if raw.startswith(_ZIP):
        return True
    if Path(name).suffix.lower() in (".xlsx", ".xlsm"):
        raise refuse("workbook-damaged", name)
    return False


def hash_of(raw: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def _missing(path: Path, name: str) -> Exception:
    beside = [item.name for item in path.parent.iterdir() if item.is_file()] if path.parent.is_dir() else []
    nearest = closest(path.name, beside)
    if nearest is None:
        return refuse("file-missing", name)
    return refuse("file-missing-near", name, {"nearest": nearest}, fix=f"path: {as_yaml(nearest)}")
