"""Folders put in place whole: never half a report, and the one before is kept."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

from peereval.errors import PeerevalError
from peereval.report.manifest import FORMAT


def check_target(folder: Path) -> None:
    """Refuse a folder that holds anything but a report: it would be moved aside, later deleted.

    Raises
    ------
    PeerevalError
        If the folder, or the one that keeps the report before, was not written by peereval.
    """
    for place in (folder, previous_of(folder)):
        if place.exists() and not _replaceable(place):
            raise PeerevalError(
                f"'{place.name}' exists and is not a report of peereval, so it is not replaced. "
                "Choose another folder for the results, or move it away."
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


def _replaceable(folder: Path) -> bool:
    """Say whether a folder is empty or holds a report: its manifest says so."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT
