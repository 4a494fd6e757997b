"""The recalculation of printed tables: what asks for a second look first, then every figure, then the arithmetic."""

from collections import Counter

from peereval.report.document import Block, Paragraph, Section
from peereval.report.dossiers.recalculation_rows import ALARMS, PrintedRow, printed_rows
from peereval.report.dossiers.recalculation_tables import alarms_table, arithmetic_table, figures_table
from peereval.report.dossiers.words import DossierWords


def summary_section(words: DossierWords) -> Section:
    """Return how many figures agree, and those that ask for a second look, the inconsistent ones first."""
    listed = [(words.label(name), row) for name, rows in _files(words) for row in rows]
    counts = Counter(row.verdict for _, row in listed if row.first)
    said = {verdict.replace("-", "_"): counts[verdict] for verdict in ("consistent", *ALARMS)}
    blocks: list[Block] = [
        Paragraph((words.say("recalculation.counted", total=counts.total(), **said),), "estimate"),
        Paragraph((words.say("recalculation.caution"),), "caution"),
    ]
    if counts.keys() & set(ALARMS):
        blocks.append(alarms_table(words, listed))
    return Section("summary", words.say("recalculation.summary"), tuple(blocks), quiet=True)


def figures_section(words: DossierWords) -> Section:
    """Return every printed figure beside what was recomputed, a table for each file."""
    tables = tuple(figures_table(words, name, rows) for name, rows in _files(words))
    return Section("figures", words.say("recalculation.figures"), tables)


def arithmetic_section(words: DossierWords) -> Section:
    """Return the arithmetic, a table for each file."""
    note = Paragraph((words.say("recalculation.arithmetic_note"),))
    made = (arithmetic_table(words, name, rows) for name, rows in _files(words))
    tables = tuple(table for table in made if table)
    return Section("arithmetic", words.say("recalculation.arithmetic"), (note, *tables) if tables else ())


def _files(words: DossierWords) -> list[tuple[str, tuple[PrintedRow, ...]]]:
    return [(result.outcome, printed_rows(words, result)) for result in words.dossier.of_kind("recalculation")]
