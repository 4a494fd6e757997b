"""Folders that a run left behind when it was stopped, told from those of a run that still writes.

A folder that is being written holds a mark, locked by its writer. The system gives the lock
back when the writer ends, however it ends, so that the next run knows what it may remove.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from shutil import rmtree
from typing import IO
from uuid import uuid4

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows: there a file that is open cannot be renamed, which says the same
    flock = None  # type: ignore[assignment]

MARK = ".unfinished"
_OLD = "-old"


def new_place(folder: Path) -> Path:
    """Return where the next content of a folder is written: beside it, hidden, under a name of its own."""
    return folder.with_name(f".{folder.name}-{uuid4().hex[:8]}")


def old_place(folder: Path) -> Path:
    """Return where content goes that is about to be removed."""
    return folder.with_name(f"{new_place(folder).name}{_OLD}")


@contextmanager
def marked(place: Path) -> Iterator[None]:
    """Make a folder that bears the mark while it is written in this context; the mark goes when all went well."""
    place.mkdir(parents=True)
    mark = place / MARK
    with mark.open("wb") as file:
        with suppress(OSError):  # a file system without locks
            _lock(file)
        yield
    mark.unlink()


def finished_place(folder: Path) -> Path | None:
    """Return what was written whole for a folder and never put in its place, the newest; None if there is none."""
    whole = [place for place in _places(folder) if not place.name.endswith(_OLD) and not (place / MARK).exists()]
    return max(whole, key=lambda place: place.stat().st_mtime, default=None)


def remove_left_over(folder: Path) -> None:
    """Remove what stopped runs left beside a folder; what another run is writing now stays."""
    for place in _places(folder):
        if not _is_held(place / MARK):
            rmtree(place, ignore_errors=True)


def _places(folder: Path) -> list[Path]:
    """Return the hidden folders beside a folder that a run made for it; one without any sign of a run stays."""
    name = re.compile(rf"\.{re.escape(folder.name)}-[0-9a-f]{{8}}({_OLD})?")
    found = (place for place in folder.parent.glob(f".{escape(folder.name)}-*") if name.fullmatch(place.name))
    signs = (MARK, "manifest.json")
    return [place for place in found if place.name.endswith(_OLD) or any((place / sign).is_file() for sign in signs)]


def _is_held(mark: Path) -> bool:
    """Say whether a run that still lives writes the folder of a mark."""
    if not mark.exists():
        return False
    try:
        if flock is None:
            mark.rename(mark)
        else:
            with mark.open("r+b") as file:
                _lock(file)
    except OSError:
        return True
    return False


def _lock(file: IO[bytes]) -> None:
    if flock is not None:
        flock(file, LOCK_EX | LOCK_NB)
