"""What a reader can work out of a hidden count: whether another whole number would fit all that is shown."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from peereval.errors import DisclosureError
from peereval.report.disclosure.margins import Margins, Name, Relation
from peereval.report.disclosure.system import System, make_system, solve_system

Floats = NDArray[np.float64]
# Steps from a count to those that may move with it: more would find more room, and take longer.
_REACH = (2, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A reader who knows every sum.

    margins : the counts and what holds between them
    touching : which relations a count stands in
    system : the relations as a matrix
    anchor : a whole number for every count of the system, named or not, that fits the true ones
    """

    margins: Margins
    touching: Mapping[Name, tuple[int, ...]]
    system: System
    anchor: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The unknown counts that hang together with one of them, by distance, and what ties them."""

    distance: Mapping[Name, int]
    relations: tuple[Relation, ...]
    places: tuple[int, ...]


def make_reader(margins: Margins) -> Reader:
    """Return the reader of a report that publishes these margins.

    Raises
    ------
    DisclosureError
        If no counts fit the margins: a fault of the package.
    """
    touching: dict[Name, list[int]] = {}
    for place, relation in enumerate(margins.relations):
        for name, _ in relation.terms:
            touching.setdefault(name, []).append(place)
    system = make_system(margins.relations)
    known = np.array([float(margins.values.get(name, 0)) for name in system.names])
    free = [name for name in system.names if name not in margins.values]
    found = solve_system(system, range(len(margins.relations)), free, known)
    if found is None:
        raise DisclosureError("No counts fit what the report would show, so it cannot be checked; this is a fault.")
    known[[system.place[name] for name in found]] = list(found.values())
    return Reader(margins, {name: tuple(places) for name, places in touching.items()}, system, known)


def unknown_part(reader: Reader, hidden: AbstractSet[Name], start: Name, *, reach: float = inf) -> Part:
    """Return the counts a reader does not know that are tied to one, within a number of steps."""
    distance = {start: 0}
    used: dict[int, Relation] = {}
    waiting = [start]
    for name in waiting:
        for place in reader.touching.get(name, ()):
            relation = reader.margins.relations[place]
            if place in used or (relation.item is not None and relation.item in hidden):
                continue
            used[place] = relation
            for other, _ in relation.terms:
                if other not in distance and distance[name] < reach and not _is_shown(reader, hidden, other):
                    distance[other] = distance[name] + 1
                    waiting.append(other)
    return Part(distance, tuple(used.values()), tuple(used))


def _is_shown(reader: Reader, hidden: AbstractSet[Name], name: Name) -> bool:
    return name in reader.margins.published and name not in hidden


def find_other(
    reader: Reader,
    hidden: AbstractSet[Name],
    name: Name,
    *,
    at_least: float = 0.0,
    at_most: float = inf,
    everywhere: bool = False,
) -> Mapping[Name, float]:
    """Return counts that fit all that is shown and give one hidden count within limits; {} if none are found.

    Counts further away than some steps are held at true ones, so what is found does fit, and
    now and then something further away is missed: more is hidden then than need be. `everywhere`
    holds nothing: where it finds nothing either, there is nothing.
    """
    for reach in (inf,) if everywhere else _REACH:
        part = unknown_part(reader, hidden, name, reach=reach)
        found = solve_system(
            reader.system, part.places, list(part.distance), reader.anchor, {name: (at_least, at_most)}
        )
        if found is not None:
            return found
        if max(part.distance.values()) < reach:
            break
    return {}
