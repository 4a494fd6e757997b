"""The figures of a programme as rows of a table: what, the figure, and where it comes from."""

from collections.abc import Mapping
from math import isnan

from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import Printed, format_number
from peereval.report.rows import Figure, index_rows
from peereval.report.table import Cell, Row, Style, section
from peereval.results import Result
from peereval.terms import has_term

KEYS = ("name", "year", "basis", "part", "status", "source")
Key = tuple[str, ...]
_MONEY = ("funding", "cost", "wage")
_PERCENT = ("percent", "share", "growth")
_SHARE = "share of staff"
_BASES = {"total": "programme.total", "per group": "programme.per_group"}


def fact_rows(words: DossierWords, result: Result) -> list[Row]:
    """Return the rows of a result of a programme in sections: groups, shares, growth, staff by setting, moments.

    Parameters
    ----------
    words
        The words of the dossier.
    result
        A result whose keys are those of `describe_reach`.
    """
    index = index_rows(result, *KEYS)
    sections: dict[str, list[Row]] = {}
    for key, figure in index.items():
        row = _row(words, result, index, key, figure)
        if row is not None:
            sections.setdefault(_section(words, key), []).append(row)
    return [row for title, rows in sections.items() for row in (section(first_upper(title)), *rows)]


def first_upper(text: str) -> str:
    """Return a text with its first letter large, as a cell begins."""
    return text[:1].upper() + text[1:]


def formula_of(words: DossierWords, result: Result, row: str) -> str:
    """Return the arithmetic of a figure, by the key of its row without the kind; "" where there is none."""
    for note in result.notes:
        if note.code == "programme_arithmetic" and note.values["row"] == row:
            return str(note.values["formula"].in_language(words.language))  # type: ignore[attr-defined]
    return ""


def name_of(words: DossierWords, name: str) -> str:
    """Return the words for a name: those of the file, else those of terms.csv."""
    label = words.label(name)
    key = f"programme.{name}"
    return words.say(key) if label == name and has_term(key) else label


def _section(words: DossierWords, key: Key) -> str:
    name, year, basis, part = key[:4]
    if basis == "moment":
        return name_of(words, part)
    if basis in ("share", "growth", "setting", "posts", "reason", "curve"):
        return words.say(f"programme.section_{basis}")
    named = name_of(words, name)
    return f"{named}, {year}" if year else named


def _row(words: DossierWords, result: Result, index: Mapping[Key, Figure], key: Key, figure: Figure) -> Row | None:
    """Return the row of a figure; a share stands in the row of its count."""
    name, year, basis, part, *_, quantity = key
    both = (name, year, basis, part)
    if quantity == _SHARE:
        return None
    share = next((one for other, one in index.items() if other[:4] == both and other[-1] == _SHARE), None)
    what, how = _what(words, result, key), _how(words, result, key, figure)
    if quantity != "count" or share is None or figure.hidden:
        return Row((Cell(first_upper(what)), _value(words, key, figure), Cell(how)))
    count, percent = figure.number(decimals=0), share.number(style="percent", decimals=1)
    said = (Printed(format_number(count, words.language), count), " (",
            Printed(format_number(percent, words.language), percent), ")")  # fmt: skip
    text = "".join(piece if isinstance(piece, str) else piece.text for piece in said)
    formula = formula_of(words, result, share.key.removeprefix(f"{result.kind}/"))
    return Row((Cell(first_upper(what)), Cell(text, said=said), Cell("; ".join(filter(None, (how, formula))))))


def _what(words: DossierWords, result: Result, key: Key) -> str:
    """Return what a figure is: the quantity and its basis, or the name that it belongs to."""
    name, _, basis, part, *_, quantity = key
    said = words.quantity(quantity)
    if any(word in quantity for word in _MONEY):
        said = f"{said} ({result.method.get('currency', '')})"
    if basis == "share":
        return words.label(name)
    if basis == "growth":
        years = part.split(" ")[0]
        return f"{name_of(words, name)}, {said} {words.say('programme.over_years', years=years)}"
    if basis == "setting":
        return name_of(words, part)
    if basis == "moment":
        named = name_of(words, name)
        return named if quantity == "count" else f"{named}, {said}" if quantity == "share" else said
    if basis == "reason":
        return name_of(words, part) if quantity == "count" else f"{name_of(words, part)}, {words.quantity('share')}"
    if basis == "curve":
        return name_of(words, part)
    rows = result.rows
    grouped = basis in _BASES and (rows.loc[rows["name"] == name, "basis"] == "per group").any()
    return f"{said}, {words.say(_BASES[basis])}" if grouped else said


def _value(words: DossierWords, key: Key, figure: Figure) -> Cell:
    """Return a figure, with about, more than or less than before it where it is printed so."""
    style, decimals = _style(key, figure.estimate)
    if isnan(figure.estimate) and not figure.hidden:
        return Cell(words.quantity(figure.note) if figure.note else "")
    number = figure.number(style=style, decimals=decimals)
    if figure.note.startswith("printed "):
        shown = Printed(format_number(number, words.language), number)
        before, _, after = words.say(f"quantity.{figure.note.replace(' ', '_')}", number="|").partition("|")
        return Cell(f"{before}{shown.text}{after}", said=(before, shown, after))
    if isnan(figure.conf_low):
        return Cell(numbers=(number,))
    bounds = (figure.number(end, decimals=decimals) for end in ("conf_low", "conf_high"))
    return Cell(numbers=(number, *bounds))


def _style(key: Key, value: float) -> tuple[Style, int]:
    """Return how a figure is printed: published ones with the decimals they have, others with those they need."""
    status, quantity = key[4], key[-1]
    style: Style = "percent" if any(word in quantity for word in _PERCENT) else "decimal"
    if status != "computed" or float(value).is_integer():
        return style, 0 if float(value).is_integer() else 1 if float(10 * value).is_integer() else 2
    if any(word in quantity for word in _MONEY):
        return style, 0 if value >= 1000.0 else 2
    return style, 2 if quantity == "ratio" else 1


def _how(words: DossierWords, result: Result, key: Key, figure: Figure) -> str:
    """Return where a figure comes from: the sum it was worked out by, or where it is printed."""
    formula = formula_of(words, result, figure.key.removeprefix(f"{result.kind}/"))
    status, source = key[4], key[5]
    if formula or (status == "computed" and not source):
        said = formula
    else:
        said = words.say(f"programme.{status}", source=words.label(f"source {source}")) if source else ""
        said = said or words.say("programme.given")
    remark = words.quantity(figure.note) if figure.note and "printed" not in figure.note and not figure.hidden else ""
    shown = remark if not isnan(figure.estimate) else ""
    return "; ".join(filter(None, (said, shown)))
