"""The tables of a recalculation: figures that ask for a second look, every figure, the arithmetic."""

from collections.abc import Iterable, Iterator, Sequence

from peereval.report.dossiers.recalculation_rows import ALARMS, PrintedRow, Reading, reading_name
from peereval.report.dossiers.words import DossierWords
from peereval.report.table import Cell, Column, Row, Table, section

Listed = Sequence[tuple[str, PrintedRow]]


def alarms_table(words: DossierWords, listed: Listed) -> Table:
    """Return the figures that ask for a second look by verdict, with the arithmetic of the readings shown.

    Parameters
    ----------
    words
        The words of the dossier.
    listed
        Figures with the title of their file.
    """
    rows: list[Row] = []
    for verdict in ALARMS:
        found = [(words.say("recalculation.in_file", title=title, row=row.row), row) for title, row in listed
                 if row.verdict == verdict]  # fmt: skip
        rows += [section(words.quantity(verdict))] if found else []
        rows += _lines(words, found, alarms=True)
    columns = _columns(words, "recalculation.reading_arithmetic")[:-1]  # the headings say the verdict
    return Table("alarms", words.say("recalculation.alarms"), columns, tuple(rows), _notes(words))


def figures_table(words: DossierWords, name: str, rows: Iterable[PrintedRow]) -> Table:
    """Return every figure of a file beside what was recomputed."""
    lines = _lines(words, [(row.row, row) for row in rows], alarms=False)
    title = words.say("recalculation.table", title=words.label(name))
    columns = _columns(words, "recalculation.reading")
    return Table(f"figures-{name}", title, columns, tuple(lines), _notes(words))


def arithmetic_table(words: DossierWords, name: str, rows: Iterable[PrintedRow]) -> Table | None:
    """Return the arithmetic of the figures of a file: of an alarm every reading tried, else the one shown."""
    lines: list[Row] = []
    for row in rows:
        tried = row.shown if row.verdict == "consistent" else row.readings
        for place, reading in enumerate(tried if row.first else ()):
            head = (row.row, row.whole, row.all_text) if place == 0 else (row.row, "", "")
            said = words.quantity(reading.recomputed.note)
            texts = (*head, reading_name(words, reading.name), reading.arithmetic, said)
            lines.append(Row(tuple(map(Cell, texts))))
    heads = ("row", "figure", "printed", "reading", "arithmetic", "verdict")
    columns = tuple(Column(head, words.say(f"recalculation.{head}")) for head in heads)
    title = words.say("recalculation.arithmetic_table", title=words.label(name))
    return Table(f"arithmetic-{name}", title, columns, tuple(lines)) if lines else None


def _columns(words: DossierWords, reading: str) -> tuple[Column, ...]:
    ranges = tuple(words.say(f"recalculation.part_{part}") for part in ("estimate", "low", "high"))
    beyond = words.say("quantity.beyond")
    return (
        Column("row", words.say("recalculation.row")),
        Column("figure", words.say("recalculation.figure")),
        Column("printed", words.say("recalculation.printed")),
        Column("recomputed", words.say("recalculation.recomputed"), "estimate", ranges),
        Column("beyond", beyond, "number", (beyond,)),
        Column("reading", words.say(reading)),
        Column("verdict", words.say("recalculation.verdict")),
    )


def _notes(words: DossierWords) -> tuple[str, ...]:
    return (words.say("note.recalculation_ranges"), words.say("recalculation.beyond_note"))


def _lines(words: DossierWords, titled: Listed, *, alarms: bool) -> Iterator[Row]:
    """Yield a line for each reading that is shown; each names its row of the source, for readers by ear.

    Among the alarms the heading is the verdict: there, readings have their arithmetic, and those that agree a 0.
    """
    for title, row in titled:
        head = (Cell(title), Cell(row.name), Cell(row.text))
        if not row.readings:
            verdict = () if alarms else (Cell(words.quantity(row.verdict)),)
            yield Row((*head, Cell(), Cell(), Cell(words.quantity(row.reason)), *verdict))
        for place, reading in enumerate(row.shown):
            first = head if place == 0 else (Cell(title), Cell(), Cell())
            beyond = reading.beyond.cell(decimals=row.decimals) if alarms or reading.beyond.estimate else Cell()
            told = Cell(_told(words, row, reading, arithmetic=alarms))
            verdict = () if alarms else (Cell(_said(words, row, reading)),)
            yield Row((*first, row.estimate(reading), beyond, told, *verdict))


def _told(words: DossierWords, row: PrintedRow, reading: Reading, *, arithmetic: bool) -> str:
    name = reading_name(words, reading.name)
    if not arithmetic or not row.first:
        return name
    return words.say("recalculation.reading_told", reading=name, arithmetic=reading.arithmetic)


def _said(words: DossierWords, row: PrintedRow, reading: Reading) -> str:
    """Return the verdict, or, where several choices of n are shown, whether this one agrees."""
    several = row.verdict == "choice-decides"
    return words.quantity(reading.recomputed.note if several or row.verdict == "consistent" else row.verdict)
