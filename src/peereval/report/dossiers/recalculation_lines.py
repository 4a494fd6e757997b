"""The verdicts of a recalculation as lines of plain text, for a terminal."""

from collections.abc import Iterator, Sequence

from peereval.dossier import Dossier
from peereval.report.dossiers.recalculation_rows import ALARMS, PrintedRow, Reading, printed_rows
from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import NO_BREAK, NOTHING, cell_text

_ORDER = {verdict: place for place, verdict in enumerate((*ALARMS, "consistent"))}


def verdict_lines(dossier: Dossier) -> Iterator[str]:
    """Yield the printed figures of each file beside what was recomputed, those that ask for a second look first.

    Parameters
    ----------
    dossier
        A dossier of the topic `recalculation`.
    """
    words = DossierWords(dossier)
    heads = tuple(words.say(f"recalculation.{name}") for name in ("row", "figure"))
    heads = (
        *heads,
        words.say("quantity.printed"),
        *(words.say(f"recalculation.{n}") for n in ("recomputed", "verdict")),
    )
    for place, result in enumerate(dossier.of_kind("recalculation")):
        rows = sorted(printed_rows(words, result), key=lambda row: _ORDER[row.verdict])
        yield from ([""] if place else [])
        yield words.label(result.outcome)
        lines = [heads, *(_texts(words, row) for row in rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        for line in lines:
            padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
            yield f"  {'  '.join(padded)}".rstrip()


def _texts(words: DossierWords, row: PrintedRow) -> Sequence[str]:
    shown = row.shown[0] if row.shown else None
    return row.row, row.name, row.text, _recomputed(words, row, shown), words.quantity(row.verdict)


def _recomputed(words: DossierWords, row: PrintedRow, reading: Reading | None) -> str:
    if reading is None:
        return NOTHING
    return cell_text(row.estimate(reading), "estimate", words.language).replace(NO_BREAK, " ")
