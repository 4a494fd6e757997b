"""What a reader can work out of a hidden count: whether another whole number would fit all that is shown."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from peereval.errors import DisclosureError
from peereval.report.disclosure.margins import Margins, Name, Relation

Floats = NDArray[np.float64]
# Counts of people stay far below.
_MANY = 100_000.0
# Steps from a count to those that may move with it: more would find more room, and take longer.
_REACH = (2, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A reader who knows every sum.

    margins : the counts and what holds between them
    touching : which relations a count stands in
    anchor : a whole number for every count, named or not, that fits the true ones
    """

    margins: Margins
    touching: Mapping[Name, tuple[int, ...]]
    anchor: Mapping[Name, float]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The unknown counts that hang together with one of them, by distance, and what ties them."""

    distance: Mapping[Name, int]
    relations: tuple[Relation, ...]


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
    known = {name: float(value) for name, value in margins.values.items()}
    free = [name for name in touching if name not in known]
    found = _solve(margins.relations, free, known)
    if found is None:
        raise DisclosureError("No counts fit what the report would show, so it cannot be checked; this is a fault.")
    return Reader(margins, {name: tuple(places) for name, places in touching.items()}, {**known, **found})


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
    return Part(distance, tuple(used.values()))


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
        found = _solve(part.relations, list(part.distance), reader.anchor, {name: (at_least, at_most)})
        if found is not None:
            return found
        if max(part.distance.values()) < reach:
            break
    return {}


def _solve(
    relations: tuple[Relation, ...],
    names: list[Name],
    known: Mapping[Name, float],
    limits: Mapping[Name, tuple[float, float]] | None = None,
) -> dict[Name, float] | None:
    """Return whole numbers for the names that fit the relations, or None."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (half a second to import)

    place = {one: number for number, one in enumerate(names)}
    low, high = np.zeros(len(names)), np.full(len(names), _MANY)
    for name, (least, most) in (limits or {}).items():
        low[place[name]], high[place[name]] = least, min(most, _MANY)
    rows = list(_rows(relations, place, known))
    if not names or (low > high).any():
        return None if names else {}
    told = [LinearConstraint(*(np.array(side) for side in zip(*rows, strict=True)))] if rows else []
    found = milp(
        np.zeros(len(names)),
        integrality=np.ones(len(names), dtype=np.int64),
        bounds=Bounds(low, high),
        constraints=told,
    )
    return None if found.x is None else dict(zip(names, np.round(found.x).tolist(), strict=True))


def _rows(
    relations: tuple[Relation, ...], place: Mapping[Name, int], known: Mapping[Name, float]
) -> Iterator[tuple[Floats, float, float]]:
    """Yield each relation as weights of the unknown counts and its two limits."""
    for relation in relations:
        weights, told = np.zeros(len(place)), 0.0
        for name, weight in relation.terms:
            if name in place:
                weights[place[name]] += weight
            else:
                told += weight * known[name]
        low, high = (limit - told if isfinite(limit) else limit for limit in (relation.low, relation.high))
        if weights.any():
            yield weights, low, high
