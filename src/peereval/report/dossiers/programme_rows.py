"""The figures of a programme as rows of a table: what, the figure, and where it comes from."""

from collections.abc import Mapping
from math import isnan

from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import format_number
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
        return Row((Cell(first_upper(what)), _value(key, figure), Cell(how)))
    formula = formula_of(words, result, share.key.removeprefix(f"{result.kind}/"))
    return Row((Cell(first_upper(what)), figure.cell(decimals=0), Cell(listed(words, how, formula))))


def _what(words: DossierWords, result: Result, key: Key) -> str:
    """Return what a figure is: the quantity and its basis, or the name that it belongs to."""
    name, _, basis, part, *_, quantity = key
    said = words.quantity(quantity)
    if any(word in quantity for word in _MONEY):
        said = f"{said} ({result.method.get('currency', '')})"
    if basis == "growth":
        years = part.split(" ")[0]
        return f"{name_of(words, name)}, {said} {words.say('programme.over_years', years=years)}"
    if basis in ("share", "setting", "curve", "reason", "moment"):
        named = name_of(words, name if basis in ("share", "moment") else part)
        return _named(words, named, basis, quantity)
    rows = result.rows
    grouped = basis in _BASES and (rows.loc[rows["name"] == name, "basis"] == "per group").any()
    return f"{said}, {words.say(_BASES[basis])}" if grouped else said


def _named(words: DossierWords, named: str, basis: str, quantity: str) -> str:
    """Return what a figure is that stands under a name of the file: its count, or its share."""
    if basis == "moment" and quantity not in ("count", "share"):
        return words.quantity(quantity)
    share = basis in ("moment", "reason") and quantity in ("share", "percent")
    return f"{named}, {words.quantity('share')}" if share else named


def _value(key: Key, figure: Figure) -> Cell:
    """Return a figure with its interval."""
    style, decimals = _style(key, figure.estimate)
    number = figure.number(style=style, decimals=decimals)
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
    """Return where a figure comes from: the sum it was worked out by, or where it is printed and in which words."""
    formula = formula_of(words, result, figure.key.removeprefix(f"{result.kind}/"))
    status, source = key[4], key[5]
    said = formula
    if not formula and (source or status == "published"):
        said = words.say(f"programme.{status}", source=words.label(f"source {source}")) if source else ""
        said = said or words.say("programme.given")
    if figure.note.startswith("printed "):
        shown = format_number(_value(key, figure).numbers[0], words.language)
        return listed(words, said, words.say(f"quantity.{figure.note.replace(' ', '_')}", number=shown))
    remarked = figure.note and not figure.hidden
    return listed(words, said, words.quantity(figure.note) if remarked else "")


def listed(words: DossierWords, *texts: str) -> str:
    """Return texts with semicolons between them, those that are empty left out."""
    return ("\u00a0; " if words.language == "fr" else "; ").join(filter(None, texts))
