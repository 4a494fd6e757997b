"""Words that neither a spreadsheet takes for a formula nor XML refuses."""

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What XML, and so a workbook or a Word document, cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    r"""Return a text without the characters that XML cannot hold.

    Examples
    --------
    >>> clean_text("Con\x00trol")
    'Control'
    """
    return _FORBIDDEN.sub("", text)


def neutral_text(text: str) -> str:
    """Return a text that spreadsheets show as it is: an apostrophe goes before what opens a formula.

    Examples
    --------
    >>> neutral_text("=A1"), neutral_text("Control")
    ("'=A1", 'Control')
    """
    clean = clean_text(text)
    return f"'{clean}" if clean.lstrip().startswith(_FORMULA) or clean.startswith(_FORMULA) else clean
