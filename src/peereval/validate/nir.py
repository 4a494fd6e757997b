"""The French social security number (NIR): 15 digits, the last two a key that the others give."""

import re
from typing import Any

import numpy as np
import pandas as pd

# Sex, year, month (or the codes of an unknown month), department (2A and 2B in Corsica), commune, order, key.
_PARTS = (r"[1-478]", r"\d\d", r"(?:0[1-9]|1[0-2]|[2-9]\d)", r"(?:\d\d|2[AB])", r"\d{3}", r"\d{3}", r"\d\d")
_GAP = r"[ \u00a0\u202f.-]?"
_NUMBER = rf"(?<![\dA-Za-z])({_GAP.join(_PARTS)})(?![\dA-Za-z])"
_CORSICA = {"2A": "19", "2B": "18"}


def nir_key(number: str) -> int:
    """Return the key of the first 13 signs of a NIR: 97 minus their remainder by 97, with 2A as 19 and 2B as 18.

    Examples
    --------
    >>> nir_key("2550899999999"), nir_key("295012A999999")
    (66, 57)
    """
    department = number[5:7].upper()
    return 97 - int(number[:5] + _CORSICA.get(department, department) + number[7:]) % 97


def hold_nir(texts: "pd.Series[Any]") -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say of each text whether a NIR with a valid key stands in it, spaces and points allowed.

    Parameters
    ----------
    texts
        Text, without missing values.
    """
    candidates = texts.str.extractall(re.compile(_NUMBER, re.IGNORECASE))
    if candidates.empty:
        return np.zeros(len(texts), dtype=bool)
    bare = candidates[0].str.replace(_GAP.removesuffix("?"), "", regex=True)
    valid = bare.map(lambda number: nir_key(number[:13]) == int(number[13:])).astype(bool)
    where = valid.groupby(level=0).any()
    return texts.index.to_series().map(where).fillna(value=False).to_numpy(dtype=bool)
