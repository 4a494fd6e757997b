"""Where files may lie that a study names, and reading them without waiting for ever."""

import hashlib
from collections.abc import Iterable
from errno import EINVAL
from pathlib import Path


def lies_within(path: Path, folders: Iterable[Path]) -> bool:
    """Say whether a path leads into one of some folders, links followed; a loop of links leads nowhere."""
    try:
        place = path.resolve()
        return any(place.is_relative_to(folder.resolve()) for folder in folders)
    except (OSError, ValueError, RuntimeError):  # a loop of links, a zero byte in the name
        return False


def read_file(path: Path, most: int = -1) -> bytes:
    """Return the first bytes of a file, all where `most` is negative; a pipe or a device is not waited for.

    Raises
    ------
    OSError
        If it is no file, or cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise OSError(EINVAL, "it is no file")
        with path.open("rb") as file:
            return file.read(most)
    except ValueError:  # a zero byte or half a character in the name
        raise OSError(EINVAL, "its name is none") from None


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; "" where it cannot be read."""
    try:
        return hashlib.sha256(read_file(path)).hexdigest()
    except OSError:
        return ""
