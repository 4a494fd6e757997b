"""Sentences whose figures stay figures: a text of terms.csv filled with words and numbers."""

from string import Formatter

from peereval.report.document import Sentence
from peereval.report.numbers import Piece, Printed, cell_pieces, format_number
from peereval.report.table import Cell, Layout, Number
from peereval.report.words import Words

Value = str | Number | Cell | Sentence


def fill_text(labels: Words, key: str, /, **values: Value) -> Sentence:
    """Return a text of terms.csv whose placeholders are replaced by words or printed figures.

    Parameters
    ----------
    labels
        The words of the document, which know the language.
    key
        The key of terms.csv.
    **values
        For each placeholder: a text, a `Number`, a `Cell` holding an interval, or pieces made before.
    """
    pieces: list[Piece] = []
    for words, name, _, _ in Formatter().parse(labels.say(key)):
        pieces += [words] if words else []
        pieces += _pieces(labels, values[name]) if name else []
    return tuple(pieces)


def _pieces(labels: Words, value: Value) -> Sentence:
    if isinstance(value, Number):
        words = labels.say("disclosure.word") if value.hidden else format_number(value, labels.language)
        return (Printed(words, value),)
    if isinstance(value, Cell):
        layout: Layout = "interval" if len(value.numbers) == 2 else "estimate"
        return cell_pieces(value, layout, labels.language)
    return (value,) if isinstance(value, str) else value


def join_pieces(parts: list[Sentence], separator: str) -> Sentence:
    """Return several sentences as one, with a separator between them."""
    joined: list[Piece] = []
    for place, part in enumerate(parts):
        joined += [separator, *part] if place else list(part)
    return tuple(joined)


def plain(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in sentence)
