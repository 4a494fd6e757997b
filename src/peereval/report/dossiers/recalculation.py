"""The recalculation of printed tables: what asks for a second look first, then every figure, then the arithmetic."""

from collections import Counter
from collections.abc import Iterable, Iterator

from peereval.report.document import Block, Paragraph, Section
from peereval.report.dossiers.recalculation_rows import ALARMS, PrintedRow, Reading, printed_rows, reading_name
from peereval.report.dossiers.words import DossierWords
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.results import Result


def summary_section(words: DossierWords) -> Section:
    """Return how many figures agree, and those that ask for a second look, the inconsistent ones first."""
    files = _files(words)
    rows = [row for _, rows in files for row in rows]
    counts = Counter(row.verdict for row in rows)
    said = {verdict.replace("-", "_"): counts[verdict] for verdict in ("consistent", *ALARMS)}
    blocks: list[Block] = [
        Paragraph((words.say("recalculation.counted", total=len(rows), **said),), "estimate"),
        Paragraph((words.say("recalculation.caution"),), "caution"),
    ]
    if counts.keys() & set(ALARMS):
        blocks.append(_alarms(words, files))
    return Section("summary", words.say("recalculation.summary"), tuple(blocks), quiet=True)


def figures_section(words: DossierWords) -> Section:
    """Return every printed figure beside what was recomputed, a table for each file."""
    tables = tuple(_file_table(words, result, rows) for (result, rows) in _files(words))
    return Section("figures", words.say("recalculation.figures"), tables)


def arithmetic_section(words: DossierWords) -> Section:
    """Return the arithmetic of every figure: of alarms all readings that were tried, else the one shown."""
    note = Paragraph((words.say("recalculation.arithmetic_note"),))
    tables = tuple(_arithmetic_table(words, result, rows) for (result, rows) in _files(words))
    return Section("arithmetic", words.say("recalculation.arithmetic"), (note, *tables))


def _files(words: DossierWords) -> list[tuple[Result, tuple[PrintedRow, ...]]]:
    return [(result, printed_rows(words, result)) for result in words.dossier.of_kind("recalculation")]


def _columns(words: DossierWords) -> tuple[Column, ...]:
    ranges = tuple(words.say(f"recalculation.part_{part}") for part in ("estimate", "low", "high"))
    return (
        Column("row", words.say("recalculation.row")),
        Column("figure", words.say("recalculation.figure")),
        Column("printed", words.say("quantity.printed")),
        Column("recomputed", words.say("recalculation.recomputed"), "estimate", ranges),
        Column("beyond", words.say("quantity.beyond"), "number", (words.say("quantity.beyond"),)),
        Column("reading", words.say("recalculation.reading")),
        Column("verdict", words.say("recalculation.verdict")),
    )


def _alarms(words: DossierWords, files: Iterable[tuple[Result, tuple[PrintedRow, ...]]]) -> Table:
    """Return the figures that ask for a second look by verdict, each under its file."""
    rows: list[Row] = []
    listed = [(words.label(result.outcome), row) for result, rows in files for row in rows]
    for verdict in ALARMS:
        found = [(title, row) for title, row in listed if row.verdict == verdict]
        rows += [section(words.quantity(verdict))] if found else []
        for title, row in found:
            rows += _lines(words, row, f"{title}: {row.row}" if words.language == "en" else f"{title}\u00a0: {row.row}")
    return Table("alarms", words.say("recalculation.alarms"), _columns(words), tuple(rows), _notes(words))


def _file_table(words: DossierWords, result: Result, rows: tuple[PrintedRow, ...]) -> Table:
    lines = tuple(line for row in rows for line in _lines(words, row, row.row))
    title = words.say("recalculation.table", title=words.label(result.outcome))
    return Table(f"figures-{result.outcome}", title, _columns(words), lines, _notes(words))


def _notes(words: DossierWords) -> tuple[str, ...]:
    return (words.say("note.recalculation_ranges"), words.say("recalculation.beyond_note"))


def _lines(words: DossierWords, row: PrintedRow, title: str) -> Iterator[Row]:
    """Yield a line for each reading that is shown, or one that says why there is none."""
    head = (Cell(title), Cell(row.name), Cell(row.text))
    if not row.readings:
        yield Row((*head, Cell(), Cell(), Cell(words.quantity(row.reason)), Cell(words.quantity(row.verdict))))
    for place, reading in enumerate(row.shown):
        first = head if place == 0 else (Cell(), Cell(), Cell())
        said = row.verdict if len(row.shown) == 1 and row.verdict != "consistent" else reading.recomputed.note
        yield Row((*first, *_recomputed(words, row, reading), Cell(words.quantity(said))))


def _recomputed(words: DossierWords, row: PrintedRow, reading: Reading) -> tuple[Cell, Cell, Cell]:
    beyond = reading.beyond.cell(decimals=row.decimals) if reading.beyond.estimate else Cell()
    return row.estimate(reading), beyond, Cell(reading_name(words, reading.name))


def _arithmetic_table(words: DossierWords, result: Result, rows: tuple[PrintedRow, ...]) -> Table:
    columns = (
        Column("row", words.say("recalculation.row")),
        Column("figure", words.say("recalculation.figure")),
        Column("printed", words.say("quantity.printed")),
        Column("reading", words.say("recalculation.reading")),
        Column("arithmetic", words.say("recalculation.arithmetic")),
        Column("agrees", words.say("recalculation.verdict")),
    )
    lines: list[Row] = []
    for row in rows:
        tried = row.shown if row.verdict == "consistent" else row.readings
        for place, reading in enumerate(tried):
            head = (row.row, row.name, row.text) if place == 0 else ("", "", "")
            texts = (
                *head,
                reading_name(words, reading.name),
                reading.arithmetic,
                words.quantity(reading.recomputed.note),
            )
            lines.append(Row(tuple(map(Cell, texts))))
    title = words.say("recalculation.arithmetic_table", title=words.label(result.outcome))
    return Table(f"arithmetic-{result.outcome}", title, columns, tuple(lines))
