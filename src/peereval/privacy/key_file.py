"""Files that only their owner may read: the key of the codes, the table of the codes."""

import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from peereval.errors import DataError
from peereval.paths import read_file

FEWEST_BYTES = 16
KEY_BYTES = 32
_OWNER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def ensure_key(path: Path, apart_from: Iterable[Path]) -> tuple[bytes, bool]:
    """Return the key of a file, and whether the file was made: where there is none, 32 random bytes are written.

    Raises
    ------
    DataError
        If the file stands beside the data, others can read it, or it holds no key.
    """
    refuse_place(path, apart_from)
    if path.exists():
        return read_key(path), False
    key = secrets.token_bytes(KEY_BYTES)
    write_owner_only(path, key)
    return key, True


def read_key(path: Path) -> bytes:
    """Return the bytes of a key file that only its owner can read."""
    key = read_owner_only(path)
    if len(key) < FEWEST_BYTES:
        raise DataError(f"'{path.name}' holds no key: it has {len(key)} bytes. Name a file that does not exist yet.")
    return key


def read_owner_only(path: Path) -> bytes:
    """Return the content of a file that only its owner may read; on Windows its rights are not looked at.

    Raises
    ------
    DataError
        If it is not there, cannot be read, or others can read it.
    """
    try:
        mode = path.stat().st_mode
        content = read_file(path)
    except OSError as error:
        raise DataError(f"'{path.name}' cannot be read: {error.strerror or 'the system refused'}.") from None
    if os.name == "posix" and mode & _OTHERS:
        raise DataError(f"Others than you can read '{path.name}'. Run: chmod 600 '{path.name}' in its folder.")
    return content


def write_owner_only(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read: it has these rights from its first byte on.

    Raises
    ------
    DataError
        If it exists or cannot be written.
    """
    try:
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), _OWNER_ONLY)
        with os.fdopen(number, "wb") as file:
            file.write(content)
    except OSError as error:
        raise DataError(f"'{path.name}' cannot be written: {error.strerror or 'the system refused'}.") from None


def refuse_place(path: Path, apart_from: Iterable[Path]) -> None:
    """Refuse a place inside a folder of data or results, or inside the folder of a study; links are followed.

    Raises
    ------
    DataError
        If what undoes the codes would lie with what they stand in.
    """
    place = path.resolve()
    for folder in apart_from:
        if place.is_relative_to(folder.resolve()):
            raise DataError(
                f"'{path.name}' would lie in '{folder.resolve().name}', with the files that it can undo. "
                "Keep it in another folder, that is not copied or sent with them."
            )
    study = next((above for above in place.parents if (above / "study.yaml").exists()), None)
    if study is not None:
        raise DataError(f"'{path.name}' would lie in the folder of a study, '{study.name}'. Keep it in another folder.")
    if not place.parent.is_dir():
        raise DataError(f"There is no folder '{place.parent.name}' for '{path.name}'. Make it, or name another one.")
