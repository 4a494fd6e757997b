"""Published tables in the layout they were printed in, each cell with its mark, and what was computed beside them."""

from collections.abc import Mapping
from functools import lru_cache
from math import floor, isnan, log10

from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import NOTHING, Printed, bounds_separator, format_number
from peereval.report.rows import Figure, distinct, index_rows
from peereval.report.table import Cell, Column, Layout, Row, Table, section, told_cell
from peereval.results import Result

EMPTY = ("lost in the source", "not published", "not transcribed", "does not apply", "not filled in")
"""Verdicts of cells that hold nothing."""
BLANK = ("not filled in", "does not apply")
"""Verdicts of places that nobody filled, or that there are not."""
COMPUTED = ("reproduced", "recomputed", "differs", "not found", "not estimable", "hidden")
"""Verdicts of cells that something was, or should have been, computed for."""
MARKS: Mapping[str, str] = {"reproduced": "\u00a0✓", "recomputed": "\u00a0✓", "differs": "\u00a0≠"}
DATA = "data_"
"""How the names of templates that a study was laid into begin."""
Places = Mapping[tuple[str, ...], Figure]


@lru_cache(maxsize=64)
def places_of(result: Result) -> Places:
    """Return the figures of a comparison by table, row, column and quantity."""
    return index_rows(result, "table", "row", "column")


def verdict_at(places: Places, table: str, row: str, column: str) -> str:
    """Return the verdict of a cell."""
    return places[table, row, column, "published"].note


def published_tables(words: DossierWords, name: str) -> list[Table]:
    """Return the tables of a published file as they were printed; what is lost is said to be lost.

    A table of which no place is filled in is left out: of a template an author fills what was printed.
    """
    places = places_of(words.dossier.result("comparison", name))
    filled = {key[0] for key, one in places.items() if key[3] == "published" and one.note not in BLANK}
    return [_table(words, name, table, places) for table in distinct(places, 0) if table in filled]


def _table(words: DossierWords, name: str, table: str, places: Places) -> Table:
    own = [key for key in places if key[0] == table]
    rows, columns = distinct(own, 1), distinct(own, 2)
    place = f"{name}/{table}"
    cells = {(row, column): _shown(words, place, places, (table, row, column)) for row in rows for column in columns}
    # Figures without marks are numbers in a workbook, and stand under each other on a page.
    numbers = any(cell.numbers for cell in cells.values()) and not any(cell.said for cell in cells.values())
    layout: Layout = "number" if numbers else "text"
    cells = cells if numbers else {at: _in_words(cell) for at, cell in cells.items()}
    heads = [Column("row", words.label_or(f"{place}/corner", words.say("published.row")))]
    for column in columns:
        title = words.label(f"{place}/column/{column}")
        heads.append(Column(column, title, layout, (title,) if layout == "number" else ()))
    body = tuple(
        Row((Cell(words.label(f"{place}/row/{row}")), *(cells[row, column] for column in columns))) for row in rows
    )
    notes = (*_notes(words, place, rows, columns), *_legend(words, places, own))
    return Table(f"{name}_{table}", words.label(place), tuple(heads), body, notes)


def _in_words(cell: Cell) -> Cell:
    """Return a cell whose figure, if it has one, is said among words."""
    return told_cell((Printed(cell.text, cell.numbers[0]),)) if cell.numbers else cell


def _shown(words: DossierWords, place: str, places: Places, key: tuple[str, ...]) -> Cell:
    """Return a cell as published, behind the figure of a study where there is one."""
    published = _cell(words, place, places, key)
    return _own_cell(words, places, key, published) if _filled(places, key) else published


def _cell(words: DossierWords, place: str, places: Places, key: tuple[str, ...]) -> Cell:
    """Return a cell: what was printed with its mark, or the word for why there is nothing."""
    figure = places[(*key, "published")]
    if figure.note in EMPTY:
        return Cell(words.verdict(figure.note))
    text = words.label_or(f"{place}/cell/{key[1]}/{key[2]}", "")
    mark = MARKS.get(figure.note, "")
    if isnan(figure.estimate):
        return Cell(text)
    number = figure.number(decimals=_decimals(places, key))
    if not mark and format_number(number, words.language) == text:  # not a bound, a percentage or a round figure
        return Cell(text, (number,))
    return told_cell((Printed(text, number), mark) if mark else (Printed(text, number),))


def _own_cell(words: DossierWords, places: Places, key: tuple[str, ...], published: Cell) -> Cell:
    """Return the figure of a study, and in brackets what is published."""
    own = places[(*key, "computed")].number(decimals=_decimals(places, key))
    said = _in_words(published).said or (published.text,)
    return told_cell((Printed(format_number(own, words.language), own), " [", *said, "]"))


def _filled(places: Places, key: tuple[str, ...]) -> bool:
    """Say whether a study has a figure for the place; of published tables alone none has."""
    computed = places[(*key, "computed")]
    return computed.key.startswith(f"{computed.key.split('/')[0]}/{DATA}") and not isnan(computed.estimate)


def _decimals(places: Places, key: tuple[str, ...]) -> int:
    tolerance = places[(*key, "tolerance")].estimate
    return 0 if isnan(tolerance) else max(0, -floor(log10(2 * tolerance) + 0.5))


def _decimals_computed(places: Places, key: tuple[str, ...]) -> int:
    """Return the decimals of what was computed: two more than were printed, none where all are counts."""
    decimals = _decimals(places, key)
    whole = float(places[(*key, "computed")].estimate).is_integer()
    return 0 if whole and not decimals else decimals + 2


def _notes(words: DossierWords, place: str, rows: list[str], columns: list[str]) -> list[str]:
    """Return the remark on a table and those on its cells, each cell named."""
    notes = [note] if (note := words.label_or(f"{place}/note", "")) else []
    for row in rows:
        for column in columns:
            if remark := words.label_or(f"{place}/remark/{row}/{column}", ""):
                where = f"{words.label(f'{place}/row/{row}')}, {words.label(f'{place}/column/{column}')}"
                notes.append(words.say("published.remark", place=where, text=remark))
    return notes


def _legend(words: DossierWords, places: Places, own: list[tuple[str, ...]]) -> list[str]:
    """Return what the marks mean, where there are any, and how many cells have which verdict."""
    verdicts = [places[key].note for key in own if key[3] == "published"]
    counted = {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)}
    told = [words.say("published.legend")] if any(verdict in MARKS for verdict in counted) else []
    if any(_filled(places, key[:3]) for key in own):
        told = [words.say("published.legend_data"), *told]
    parts = [words.say("published.remark", place=words.verdict(one), text=count) for one, count in counted.items()]
    return [*told, words.say("published.cells", listed=bounds_separator(words.language).join(parts))]


def verdict_table(words: DossierWords, name: str, *, every: bool = False) -> Table | None:
    """Return what was printed beside what was computed, cell by cell; None where nothing was computed.

    Parameters
    ----------
    words
        The words of the dossier.
    name
        The published file.
    every
        Whether cells that nothing computes are listed as well; those not filled in are listed in neither case.
    """
    result = words.dossier.result("comparison", name)
    places = places_of(result)
    body: list[Row] = []
    for table in distinct(places, 0):
        keys = [key[:3] for key in places if key[0] == table and key[3] == "published"]
        rows = [compared_row(words, name, places, key) for key in keys if _is_told(places, key, every=every)]
        body += [section(words.label(f"{name}/{table}")), *rows] if rows else []
    if not body:
        return None
    title = words.say("published.verdicts", title=words.label(name))
    notes = (words.say("published.tolerance"), *(note.in_language(words.language) for note in result.notes))
    return Table(f"{name}_verdicts", title, compared_columns(words), tuple(body), notes)


def _is_told(places: Places, key: tuple[str, ...], *, every: bool) -> bool:
    verdict = places[(*key, "published")].note
    if verdict == "not filled in":
        return False
    return (every and verdict not in BLANK) or verdict in COMPUTED or not isnan(places[(*key, "computed")].estimate)


def compared_columns(words: DossierWords) -> tuple[Column, ...]:
    """Return the columns of a table of verdicts."""
    figures = ("published", "computed", "difference")
    return (
        Column("row", words.say("published.row")),
        Column("column", words.say("published.column")),
        *(Column(one, words.say(f"published.{one}"), "number", (words.say(f"published.{one}"),)) for one in figures),
        Column("verdict", words.say("published.verdict")),
    )


def compared_row(words: DossierWords, name: str, places: Places, key: tuple[str, ...]) -> Row:
    """Return one cell: where it stands, printed, computed, the difference, the verdict."""
    table, row, column = key
    place, decimals = f"{name}/{table}", _decimals_computed(places, (table, row, column))
    text = words.label_or(f"{place}/cell/{row}/{column}", NOTHING)
    figures = {quantity: places[table, row, column, quantity] for quantity in ("published", "computed", "difference")}
    verdict = figures["published"].note
    printed = figures["published"]
    number = printed.number(decimals=_decimals(places, (table, row, column)))
    shown = Cell(numbers=(number,)) if format_number(number, words.language) == text else Cell(text)
    return Row((
        Cell(words.label(f"{place}/row/{row}")),
        Cell(words.label(f"{place}/column/{column}")),
        shown,
        *(figures[one].cell(decimals=decimals) for one in ("computed", "difference")),
        Cell(words.verdict(verdict)),
    ))  # fmt: skip
