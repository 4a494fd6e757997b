"""Where in the report something stands: references made from the tables and figures that are there."""

import re
from collections.abc import Iterable, Iterator, Sequence

from peereval.report.document import Picture
from peereval.report.labels import Labels
from peereval.report.table import Cell, Table

Place = tuple[str, str]
_MORE = re.compile(r"_\d+$")


def find_places(
    labels: Labels, wanted: Iterable[str], tables: Sequence[Table], pictures: Sequence[Picture]
) -> tuple[Place, ...]:
    """Return the places of a report among those wanted: the words for each, and the id a link leads to.

    Parameters
    ----------
    labels
        The labels, which know the language.
    wanted
        Such as `table:flow`, `figure:forest`, `section:methods`; what is not there is left out.
    tables, pictures
        The numbered tables and figures of the report.
    """
    split = (name.partition(":") for name in wanted)
    return tuple(place for kind, _, name in split for place in _places(labels, kind, name, tables, pictures))


def _places(
    labels: Labels, kind: str, name: str, tables: Sequence[Table], pictures: Sequence[Picture]
) -> Iterator[Place]:
    if kind == "section":
        yield labels.say(f"report.{name}"), name
    elif kind == "table":
        yield from (
            (labels.say("table.word", number=one.number), f"table-{one.id}") for one in tables if one.id == name
        )
    else:
        for one in pictures:
            if one.id == name or _MORE.sub("", one.id) == name:
                yield labels.say("figure.word", number=one.number), f"figure-{one.id}"


def count_telling(wanted: Iterable[str], places: Sequence[Place], *, words: bool) -> int:
    """Return how many places tell what is asked: a section always stands, so it tells only where it is `words`.

    Parameters
    ----------
    wanted
        The places an item names.
    places
        Those of them that are in the report.
    words
        Whether the item is answered by the words of a section alone.
    """
    sections = sum(name.startswith("section:") for name in wanted)
    return len(places) if words else len(places) - sections


def place_cell(places: Sequence[Place]) -> Cell:
    """Return a cell with places as links."""
    return Cell(", ".join(text for text, _ in places), links=tuple(places))
