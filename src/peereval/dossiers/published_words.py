"""The words of published tables for a document: titles, rows, columns, and the cells as they were printed."""

from collections.abc import Iterator

from peereval.dossier import Source
from peereval.evidence.published_tables import Published, PublishedCell, PublishedTable, say
from peereval.printed_figure import Printed, read_printed_figure
from peereval.report.numbers import MINUS, format_figure
from peereval.terms import Language


def published_labels(published: Published, language: Language) -> dict[str, str]:
    """Return the words of published tables by the place they belong to.

    Returns
    -------
    dict
        NAME: the title; NAME/inference and NAME/note; NAME/TABLE: its title, with /note, /corner,
        /row/ROW, /column/COLUMN; NAME/TABLE/cell/ROW/COLUMN: what was printed, in the marks of the
        language, with /remark/ROW/COLUMN. Words that there are none of are left out.
    """
    name = published.name
    found = {name: say(published.title, language)}
    found |= {f"{name}/inference": say(published.inference, language), f"{name}/note": say(published.note, language)}
    for key, table in published.tables.items():
        found |= {f"{name}/{key}{end}": text for end, text in _table(published, table, language)}
    return {place: text for place, text in found.items() if text}


def _table(published: Published, table: PublishedTable, language: Language) -> Iterator[tuple[str, str]]:
    yield "", say(table.title, language)
    yield "/note", say(table.note, language)
    yield "/source", say(published.sources[table.source], language)
    yield "/corner", say(table.corner, language)
    yield from ((f"/row/{row}", say(words, language, row)) for row, words in table.rows.items())
    yield from ((f"/column/{column}", say(words, language, column)) for column, words in table.columns.items())
    for cell in table.cells:
        place = f"{cell.row}/{cell.column}"
        yield f"/cell/{place}", printed_text(cell, language)
        yield f"/remark/{place}", " ".join(text for one in (cell.note, cell.reason) if (text := say(one, language)))


def printed_text(cell: PublishedCell, language: Language) -> str:
    """Return what was printed in a cell, a figure in the marks of the language; "" where there is nothing."""
    if cell.label is not None:
        return say(cell.label, language)
    value = cell.value or ""
    printed = read_printed_figure(value)
    if printed is None or printed.unit > 1 or printed.about:
        return value
    text = _figure(printed, value, language)
    percent = "%" if language == "en" else "\u00a0%"
    bound = f"{printed.bound}\u00a0" if printed.bound else ""
    return bound + text + (percent if value.rstrip().endswith("%") else "")


def _figure(printed: Printed, value: str, language: Language) -> str:
    decimals = decimals_of(printed)
    text = format_figure(printed.value, decimals, language)
    # "-0.00" tells on which side of 0 the figure was.
    return MINUS + text if printed.value == 0 and value.lstrip()[:1] in {"-", MINUS} else text


def decimals_of(printed: Printed) -> int:
    """Return how many decimals were printed."""
    decimals, unit = 0, printed.unit
    while unit < 0.99:
        decimals, unit = decimals + 1, unit * 10
    return decimals


def published_sources(tables: Iterator[Published] | tuple[Published, ...], language: Language) -> tuple[Source, ...]:
    """Return the references of published tables, each once."""
    found: dict[str, Source] = {}
    for published in tables:
        for name, words in published.sources.items():
            text = say(words, language)
            found.setdefault(text, Source(f"{published.name}/{name}", text))
    return tuple(found.values())
