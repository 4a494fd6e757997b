"""How wide words are in the serif of the document, so that columns are measured and not guessed.

The widths are those of the Times that every printer has had (Adobe, Core 14 AFM files); the fonts
that stand for it in office suites have the same.
"""

import unicodedata
from functools import cache

_REGULAR = (
    250, 333, 408, 500, 500, 833, 778, 333, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
)  # fmt: skip
_BOLD = (
    250, 333, 555, 500, 500, 1000, 833, 333, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944,
    722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556,
    444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394,
    220, 394, 520,
)  # fmt: skip
_OTHER = {"\u00a0": 250, "\u202f": 200, "–": 500, "—": 1000, "…": 1000, "’": 333, "‘": 333, "“": 500,
          "”": 500, "«": 500, "»": 500, "−": 570, "×": 570, "±": 570, "≤": 549, "≥": 549, "°": 400, "œ": 722,
          "æ": 722}  # fmt: skip
_UNKNOWN = 1000  # thousandths of the size: letters of other scripts are at most that wide
_MONO = 600


@cache
def _width_of(letter: str, *, bold: bool) -> int:
    if letter in _OTHER:
        return _OTHER[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    place = ord(base) - 32
    return (_BOLD if bold else _REGULAR)[place] if 0 <= place < len(_REGULAR) else _UNKNOWN


def text_width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """Return the width of a line of text in points.

    Parameters
    ----------
    text
        The words, on one line.
    size
        Size of the letters in points.
    bold, mono
        Whether they are bold, or letters of one width.

    Examples
    --------
    >>> text_width("−0.31", 10) == text_width("−0.98", 10)
    True
    """
    thousandths = _MONO * len(text) if mono else sum(_width_of(letter, bold=bold) for letter in text)
    return size * thousandths / 1000
