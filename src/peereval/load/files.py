"""Finds the files that a study names and reads their bytes."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from peereval.errors import closest
from peereval.load.problems import refuse
from peereval.paths import read_file
from peereval.study import Study
from peereval.yaml_file import as_yaml

LARGEST_FILE = 512 * 2**20
"""Bytes that a data file may have: a study has thousands of rows, and everything is held in memory."""

_ELSEWHERE = {".xlsb", ".docx", ".pdf", ".zip"}
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


def resolve_path(study: Study, name: str) -> Path:
    """Return where a data file lies: inside the study folder or one of the `roots` of the study.

    Links are followed first, so that a link does not lead outside. Every file that a study
    names is found through this function, and nothing outside is looked at.

    Parameters
    ----------
    study
        Its folder is where `name` and the roots start, unless they are absolute.
    name
        The path as study.yaml has it.

    Raises
    ------
    SourceError
        If the path leads outside (the fix names the folder to add to `roots`), or is no
        readable file.

    Examples
    --------
    >>> from peereval.study import read_study
    >>> resolve_path(read_study("study.yaml"), "treated.csv")  # doctest: +SKIP
    PosixPath('/studies/stigma/treated.csv')
    """
    try:
        home, path = study.folder.resolve(), (study.folder / name).resolve()
        roots = [home, *((study.folder / root).resolve() for root in study.roots)]
    except (OSError, ValueError, RuntimeError):  # a loop of links, a zero byte in the name
        raise refuse("file-unreadable", name) from None
    if not any(path.is_relative_to(root) for root in roots):
        raise refuse("path-outside", name, fix=_roots(study, _root_for(path.parent, home, name)))
    if not path.exists():
        raise _missing(path, name)
    if not path.is_file():  # a folder, or a device that never ends
        raise refuse("file-unreadable", name)
    return path


def read_bytes(study: Study, name: str) -> bytes:
    """Return the content of a data file.

    Raises
    ------
    SourceError
        If the file is not there, is empty, too large, or of a kind that is not read here.
    """
    suffix = Path(name).suffix.lower()
    if suffix in _ELSEWHERE:
        raise refuse("file-kind", name, {"kind": suffix})
    path = resolve_path(study, name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise refuse("file-large", name, {"megabytes": LARGEST_FILE // 2**20})
        raw = read_file(path, LARGEST_FILE + 1)
    except OSError:
        raise refuse("file-unreadable", name) from None
    if len(raw) > LARGEST_FILE:  # it grew while it was read
        raise refuse("file-large", name, {"megabytes": LARGEST_FILE // 2**20})
    if not raw or raw.isspace():
        raise refuse("file-empty", name)
    return raw


def is_workbook(raw: bytes, name: str) -> bool:
    """Say whether bytes are to be read as a workbook, whatever the file is called.

    Raises
    ------
    SourceError
        If the file is called .xlsx, .xlsm or .ods and is none.
    """
    if raw.startswith(_OLD_OFFICE) or is_zip(raw):
        return True
    if Path(name).suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise refuse("workbook-damaged", name)
    return False


def is_zip(raw: bytes) -> bool:
    """Say whether bytes are a zip archive, as .xlsx, .xlsm and .ods workbooks are."""
    return raw.startswith(_ZIP)


def hash_of(raw: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def _root_for(folder: Path, home: Path, name: str) -> str:
    """Return the folder to add to `roots`, relative where the path is: a study folder is moved with its data."""
    if Path(name).is_absolute() or folder.anchor != home.anchor:
        return str(folder)
    return Path(os.path.relpath(folder, home)).as_posix()


def _roots(study: Study, more: str) -> str:
    """Return the line of `roots` with one more: those that the study names already stay."""
    return f"roots: [{', '.join(map(as_yaml, [*study.roots, more]))}]"


def _beside(name: str, nearest: str) -> str:
    """Return the path of another file of the same folder, as study.yaml would name it."""
    return name[: len(name) - len(re.split(r"[/\\]", name)[-1])] + nearest


def _missing(path: Path, name: str) -> Exception:
    beside = [item.name for item in path.parent.iterdir() if item.is_file()] if path.parent.is_dir() else []
    nearest = closest(path.name, beside)
    if nearest is None:
        return refuse("file-missing", name)
    return refuse("file-missing-near", name, {"nearest": nearest}, fix=f"path: {as_yaml(_beside(name, nearest))}")
