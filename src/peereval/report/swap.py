"""Folders put in place whole: never half a report, and the one before is kept."""

import json
from collections.abc import Mapping
from contextlib import suppress
from os import O_RDONLY, close, fsync
from os import open as os_open
from pathlib import Path
from shutil import rmtree
from typing import Any

from peereval.errors import PeerevalError
from peereval.report.manifest import DOSSIER_FORMAT, FORMAT, PLAN_FORMAT
from peereval.report.unfinished import finished_place, marked, new_place, old_place, remove_left_over

_FORMATS = (FORMAT, PLAN_FORMAT, DOSSIER_FORMAT)
_SYSTEM = (".", "~$", "Thumbs.db", "desktop.ini")


def check_target(folder: Path) -> None:
    """Refuse a folder that holds anything but a report: it would be moved aside, later deleted.

    A report that a stopped run had moved away is put back first.

    Raises
    ------
    PeerevalError
        If the folder, or the one that keeps the report before, was not written by peereval.
    """
    restore_folder(folder)
    previous = previous_of(folder)
    for place in (folder, previous):
        if place.exists() and not _is_report(place):
            raise PeerevalError(
                f"'{place.name}' exists and is not a report of peereval, so it is not replaced. "
                "Choose another folder for the results, or move it away."
            )
    if folder.exists() and (kept := _files_of_others(previous)):
        raise PeerevalError(
            f"'{previous.name}' holds {len(kept)} files that peereval did not write, so it is not deleted. "
            "Move them to another folder, and run again."
        )


def previous_of(folder: Path) -> Path:
    """Return where the report before is kept: `results` as `results.previous`."""
    return folder.with_name(f"{folder.name}.previous")


def swap_in(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a new folder and put it in the place of `folder`, which is kept as `.previous`.

    Everything is on the disk before anything moves. A run that is stopped at any point leaves the
    report that was there where it was, or under a name from which `restore_folder` brings it back.

    Raises
    ------
    PeerevalError
        If the folder may not be replaced or cannot be written; nothing is changed then.
    """
    check_target(folder)
    made = new_place(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_left_over(folder)
        with marked(made):
            _write_all(made, files)
        _exchange(folder, made)
    except OSError as error:
        raise _refusal(folder, error) from None
    finally:
        rmtree(made, ignore_errors=True)


def restore_folder(folder: Path) -> None:
    """Put a report back in its place when a run was stopped between moving one away and the next one in.

    The next run and `replay` do so. What was written whole by the stopped run is put in; else the
    report before, from `.previous`.

    Raises
    ------
    PeerevalError
        If the report is there under another name and cannot be moved.
    """
    try:
        if folder.exists():
            return
        kept = finished_place(folder) or previous_of(folder)
        if (kept / "manifest.json").is_file() and _is_report(kept):
            kept.rename(folder)
    except OSError as error:
        raise _refusal(folder, error) from None


def _refusal(folder: Path, error: OSError) -> PeerevalError:
    """Return what is said of a folder that cannot be written; the system's own words name no file."""
    reason = error.strerror or "the system refused"
    return PeerevalError(
        f"The results could not be written to '{folder.name}': {reason}. What was there before is kept. Check that "
        "there is room and that you may write there, close its files where they are open, and run again."
    )


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, and wait until they are on the disk."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            fsync(file.fileno())
    for place in {(folder / name).parent for name in files}:
        _settle(place)


def _settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can say so."""
    with suppress(OSError):  # Windows opens no folder
        number = os_open(folder, O_RDONLY)
        try:
            fsync(number)
        finally:
            close(number)


def _exchange(folder: Path, made: Path) -> None:
    """Put a new folder in the place of another, which becomes the previous one; the one before that is removed last."""
    previous, old = previous_of(folder), old_place(folder)
    if folder.exists():
        if previous.exists():
            previous.rename(old)
        folder.rename(previous)
    try:
        made.rename(folder)
    except OSError:
        if previous.exists() and not folder.exists():
            previous.rename(folder)
        if old.exists():
            old.rename(previous)
        raise
    _settle(folder.parent)
    rmtree(old, ignore_errors=True)


def _is_report(folder: Path) -> bool:
    """Say whether a folder is empty or holds a report, a plan or a dossier: its manifest says so."""
    try:
        return not any(folder.iterdir()) or _manifest(folder).get("format") in _FORMATS
    except (OSError, ValueError):
        return False


def _manifest(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _files_of_others(folder: Path) -> list[Path]:
    """Return the files of a report's folder that its manifest does not list; those of the system do not count."""
    if not folder.exists() or not any(folder.iterdir()):
        return []
    listed = {folder / str(one["path"]) for one in _manifest(folder).get("written", [])}
    listed.add(folder / "manifest.json")
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(_SYSTEM))
    return [path for path in found if path not in listed]
