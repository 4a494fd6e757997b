"""One run of `pseudonymise`: its places are checked first, its copies written last."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from peereval.errors import DataError
from peereval.privacy.code_table import RANDOM_LENGTH, draw_codes, read_table, write_table
from peereval.privacy.codes import LENGTH, check_length, collision_probability, keyed_codes
from peereval.privacy.key_file import ensure_key, refuse_place
from peereval.privacy.pseudonym_files import Copies, CopyPlan, check_copies, make_copies, write_copies


@dataclass(frozen=True, slots=True, eq=False)
class Pseudonymised:
    """What a run has written: the copies, how long the codes are, and how likely two would have been alike.

    `made` says that the key file or the table is new; `secret` is its path.
    """

    copies: Copies
    secret: Path
    made: bool
    length: int
    collision: float


def with_key(files: Sequence[Path], out: Path, plan: CopyPlan, key: Path, length: int = LENGTH) -> Pseudonymised:
    """Write copies of files with the codes of a keyed hash; the key file is made where there is none.

    Raises
    ------
    DataError
        If a copy exists, the key stands beside the data or can be read by others, or a file
        cannot be read; nothing is written then.
    """
    apart = _apart(files, out)
    refuse_place(key, apart)
    check_length(length)
    check_copies(files, out)
    was_there = key.exists()

    def codes(people: Sequence[str]) -> dict[str, str]:
        """Return the code of each person."""
        return keyed_codes(people, ensure_key(key, apart)[0], length)

    copies = make_copies(files, out, plan, codes)
    write_copies(copies.files)
    return Pseudonymised(copies, key, not was_there, length, collision_probability(copies.people, length))


def with_table(files: Sequence[Path], out: Path, plan: CopyPlan, table: Path) -> Pseudonymised:
    """Write copies of files with random codes; the table keeps whose they are, for this and later files.

    Raises
    ------
    DataError
        As `with_key`, for the table.
    """
    known = read_table(table, _apart(files, out))
    check_copies(files, out)
    drawn: dict[str, str] = {}

    def codes(people: Sequence[str]) -> dict[str, str]:
        """Return the code of each person."""
        drawn.update(draw_codes(people, known))
        return drawn

    was_there = table.exists()
    copies = make_copies(files, out, plan, codes)
    write_table(table, drawn)
    write_copies(copies.files)
    return Pseudonymised(copies, table, not was_there, RANDOM_LENGTH, 0.0)


def _apart(files: Sequence[Path], out: Path) -> list[Path]:
    for path in files:
        if not path.is_file():
            raise DataError(f"'{path.name}' is not a file. Give --drop once for each column that is left out.")
    return [out, *(path.resolve().parent for path in files)]
