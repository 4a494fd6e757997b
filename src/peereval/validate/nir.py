"""The French social security number (NIR): 15 digits, the last two a key that the others give."""

import re

# Sex, year, month (or the codes of an unknown month), department (2A and 2B in Corsica), commune, order, key.
_PARTS = (r"[1-478]", r"\d\d", r"(?:0[1-9]|1[0-2]|[2-9]\d)", r"(?:\d\d|2[AB])", r"\d{3}", r"\d{3}", r"\d\d")
_SIGN = r"[ \u00a0\u202f.-]"
_NUMBER = rf"(?<![\dA-Za-z])({f'{_SIGN}?'.join(_PARTS)})(?![\dA-Za-z])"
_PATTERN = re.compile(_NUMBER, re.IGNORECASE)
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


def holds_nir(text: str) -> bool:
    """Say whether a NIR with a valid key stands in a text, spaces and points allowed.

    Examples
    --------
    >>> holds_nir("2 55 08 99 999 999 66"), holds_nir("255089999999967")
    (True, False)
    """
    numbers = (re.sub(_SIGN, "", found[0]) for found in _PATTERN.finditer(text))
    return any(nir_key(number[:13]) == int(number[13:]) for number in numbers)
