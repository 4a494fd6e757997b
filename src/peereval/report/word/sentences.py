"""Sentences as runs: words between figures, each figure in a bookmark of its own."""

from collections.abc import Iterable, Iterator

from peereval.report.numbers import Piece, Printed
from peereval.report.word.elements import Node, bold, run
from peereval.report.word.setting import Setting


def sentence_runs(setting: Setting, pieces: Iterable[Piece], *, strong_figures: bool = False) -> Iterator[Node]:
    """Yield the runs of a sentence.

    Parameters
    ----------
    setting
        The document, which remembers the bookmarks.
    pieces
        Words and printed figures.
    strong_figures
        Whether figures stand out in bold.
    """
    for piece in pieces:
        if isinstance(piece, Printed):
            marks = (bold(),) if strong_figures else ()
            yield from setting.bookmarks.around_number(piece.number, run(piece.text, *marks))
        elif piece:
            yield run(piece)
