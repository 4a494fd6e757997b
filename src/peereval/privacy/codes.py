"""Codes in the place of identities: a keyed hash, the same for the same person in all files."""

import hashlib
import hmac
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from peereval.errors import DataError, did_you_mean
from peereval.load.header.headers import clean_name
from peereval.load.workbook.excel import text_of
from peereval.privacy.key_file import FEWEST_BYTES, read_key

LENGTH = 12
# 32 signs of 5 bits; I, L, O and U are left out, since they are misread. A code starts with a letter:
# spreadsheets take 12E3 for a number.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIRST = "P"
_SHORTEST, _LONGEST = 6, 40


def pseudonymise(frame: pd.DataFrame, column: str, *, key: bytes | str | Path, length: int = LENGTH) -> pd.DataFrame:
    """Return a copy of a table in which the codes of a column are replaced by a keyed hash.

    Use it before a table is analysed that knows people by a hospital number, an e-mail or a
    name. The same person gets the same code in all tables made with the same key. The code
    is the beginning of HMAC-SHA-256 (RFC 2104, doi:10.17487/RFC2104) of the old one, in
    Unicode NFC with single spaces. Who holds the key can make the codes again from a list of
    names: the result is pseudonymised, not anonymous, and still personal data.

    Parameters
    ----------
    frame
        Any table; it is not changed.
    column
        The column to be replaced. Missing and blank cells stay missing.
    key
        At least 16 random bytes, or the path of a key file that only its owner can read.
    length
        Number of signs after the letter P, each of 5 bits: with 12, two of 10 000 people get
        one code with a probability of 4e-11; a collision is refused.

    Raises
    ------
    DataError
        If there is no such column, the key is too short or can be read by others, or two
        people would get one code.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["Martin", " Martin", "Petit"], "score": [1, 2, 3]})
    >>> coded = pseudonymise(table, "id", key=bytes(32))
    >>> coded["id"].nunique(), coded["score"].tolist()
    (2, [1, 2, 3])
    """
    if column not in frame.columns:
        names = [str(name) for name in frame.columns]
        raise DataError(f"There is no column '{column}'.{did_you_mean(column, names)}")
    plain = plain_codes(frame[column])
    secret = key if isinstance(key, bytes) else read_key(Path(key))
    made = keyed_codes(plain.dropna().unique(), secret, length)
    return frame.assign(**{column: plain.map(made)})


def plain_codes(values: "Iterable[Any]") -> "pd.Series[Any]":
    """Return codes in the form in which they are compared: as Excel shows them, single spaces; blank is missing."""
    held = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    positions, uniques = pd.factorize(held)
    texts = [clean_name(text_of(value) or "") or None for value in uniques]
    plain = np.array([*texts, None], dtype=object)[positions]
    return pd.Series(plain, index=held.index, dtype=object)


def keyed_codes(codes: Iterable[str], key: bytes, length: int = LENGTH) -> dict[str, str]:
    """Return the new code of each code.

    Raises
    ------
    DataError
        If the key is too short, the length is not allowed, or two codes would become one.
    """
    if len(key) < FEWEST_BYTES:
        raise DataError(f"A key needs at least {FEWEST_BYTES} random bytes; `pseudonymise` makes one of 32.")
    check_length(length)
    made = {code: FIRST + _signs(hmac.digest(key, code.encode("utf-8"), hashlib.sha256), length) for code in codes}
    if len(set(made.values())) < len(made):
        raise DataError(f"With {length} signs two people would get one code. Take a greater length.")
    return made


def check_length(length: int) -> None:
    """Refuse a number of signs with which codes would collide, or that a hash does not have."""
    if not _SHORTEST <= length <= _LONGEST:
        raise DataError(f"The length is {length}; allowed are {_SHORTEST} to {_LONGEST} signs.")


def collision_probability(people: int, length: int = LENGTH) -> float:
    """Return the probability that any two of so many people get one code: 1 - exp(-n(n-1)/2^(5 length + 1)).

    Examples
    --------
    >>> f"{collision_probability(10_000):.1e}"
    '4.3e-11'
    """
    return -math.expm1(-people * (people - 1) / 2 / 32**length)


def _signs(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest, "big") >> (256 - 5 * length)
    return "".join(SIGNS[(number >> 5 * place) & 31] for place in reversed(range(length)))
