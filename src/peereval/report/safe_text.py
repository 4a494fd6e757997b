"""Words that a spreadsheet must not take for a formula."""

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What XML, and so a workbook, cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def neutral_text(text: str) -> str:
    """Return a text that spreadsheets show as it is: an apostrophe goes before what opens a formula.

    Examples
    --------
    >>> neutral_text("=A1"), neutral_text("Control")
    ("'=A1", 'Control')
    """
    clean = _FORBIDDEN.sub("", text)
    return f"'{clean}" if clean.lstrip().startswith(_FORMULA) or clean.startswith(_FORMULA) else clean
