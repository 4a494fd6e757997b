"""Folders put in place whole: never half a report, and the one before is kept."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

from peereval.errors import PeerevalError
from peereval.report.manifest import FORMAT

_SYSTEM = (".", "~$", "Thumbs.db", "desktop.ini")
PLAN_FORMAT = "peereval-plan"


def check_target(folder: Path) -> None:
    """Refuse a folder that holds anything but a report: it would be moved aside, later deleted.

    Raises
    ------
    PeerevalError
        If the folder, or the one that keeps the report before, was not written by peereval.
    """
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

    Raises
    ------
    PeerevalError
        If the folder may not be replaced or cannot be written; nothing is changed then.
    """
    check_target(folder)
    made = folder.with_name(f".{folder.name}-{uuid4().hex[:8]}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _write_all(made, files)
        _exchange(folder, made)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise PeerevalError(
            f"The results could not be written to '{folder.name}': {reason}. "
            "Close files of this folder that are open elsewhere, check that there is room, and run again."
        ) from None
    finally:
        rmtree(made, ignore_errors=True)


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _exchange(folder: Path, made: Path) -> None:
    previous = previous_of(folder)
    if folder.exists():
        if previous.exists():
            rmtree(previous)
        folder.rename(previous)
    try:
        made.rename(folder)
    except OSError:
        if previous.exists() and not folder.exists():
            previous.rename(folder)
        raise


def _is_report(folder: Path) -> bool:
    """Say whether a folder is empty or holds a report or a plan: its manifest says so."""
    try:
        return not any(folder.iterdir()) or _manifest(folder).get("format") in (FORMAT, PLAN_FORMAT)
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
