"""Finds the decimal mark of a text table from the numbers in it."""

import re
from functools import cache

_SAMPLE = 300_000
_SPACES = " \u00a0\u202f"


def find_decimal(body: str, separator: str) -> tuple[str, bool]:
    r"""Return the decimal mark that most numbers of a table have ("" without any), and whether that is sure.

    A mark before exactly three digits may be a thousands mark: 1,234 counts only where no
    other number has decimals (then it is not sure), and never where the comma separates the
    cells. 0,123 and 1.234,5 are sure. The first 300 000 characters decide; only where they
    hold no decimals is the rest looked at.

    Examples
    --------
    >>> find_decimal("1;2,5\n2;3\n", ";"), find_decimal("1;1.234\n", ";"), find_decimal("1;2\n", ";")
    ((',', True), ('.', False), ('', True))
    """
    marks = [mark for mark in ",." if _may_hold(mark, body, separator)]
    sample = body[:_SAMPLE]
    counts = {mark: len(_sure(mark, separator).findall(sample)) for mark in marks}
    if any(counts.values()):
        return max(counts, key=lambda mark: counts[mark]), True
    rest = len(body) > _SAMPLE
    later = [mark for mark in marks if rest and _sure(mark, separator).search(body, _SAMPLE)]
    if later:
        return later[0], True
    seen = [mark for mark in marks if _any(mark, separator).search(body)]
    if not seen:
        return "", True
    # Between commas, a comma in quotes is more likely the thousands mark of an English table.
    return ("." if separator == "," else seen[0]), False


def _may_hold(mark: str, body: str, separator: str) -> bool:
    return mark in body and (mark != separator or '"' in body)


@cache
def _sure(mark: str, separator: str) -> re.Pattern[str]:
    return _pattern(mark, separator, r"(?![1-9]\d{0,2}[.,]\d{3}(?![\d.,]))")


@cache
def _any(mark: str, separator: str) -> re.Pattern[str]:
    return _pattern(mark, separator, "")


def _pattern(mark: str, separator: str, unless: str) -> re.Pattern[str]:
    edge = re.escape(separator)
    # Where the mark separates the cells too, a decimal number stands in quotation marks.
    start, end = ('"', '"') if mark == separator else (rf'(?:^|(?<=["{edge}\r]))', rf'(?=$|["\r{edge}])')
    groups = _SPACES + ("." if mark == "," else ",").replace(separator, "")
    whole = rf"(?:[1-9]\d{{0,2}}(?:[{re.escape(groups)}]\d{{3}})+|\d*)"
    number = rf"{unless}{whole}{re.escape(mark)}\d+(?:[eE][+-]?\d+)?"
    return re.compile(rf"{start} ?[+-]?{number} ?{end}", re.MULTILINE)
