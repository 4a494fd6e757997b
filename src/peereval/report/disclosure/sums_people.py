"""The sums that hold between the people seen, absent, measured and analysed."""

from collections.abc import Iterator, Mapping, Sequence

from peereval.report.disclosure.margins import Name, Relation, adds_up, at_most
from peereval.report.disclosure.names import people

Values = Mapping[Name, int]
Latent = tuple[Name, tuple[Name, ...], tuple[Name, ...]]


def flow(quantity: str, group: str, entry: str, visit: str) -> Name:
    """Return the name of a count of the flow."""
    return ("flow", quantity, group, entry, visit)


def places_of(values: Values, head: tuple[str, str], visits: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Return the visits at which a quantity has a count, in time order, by the rest of its name."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in values:
        if name[:2] == head and name[-1] in visits:
            found.setdefault(name[2:-1], []).append(name[-1])
    return {key: [visit for visit in visits if visit in at] for key, at in found.items()}


def flow_sums(values: Values, visits: Sequence[str]) -> Iterator[Relation]:
    """Yield the sums of the flow: at each visit, from one visit to the next, and over entry cohorts."""
    places = places_of(values, ("flow", "expected"), visits)
    for (group, entry), at in places.items():
        for place, visit in enumerate(at):
            now = _at(group, entry, visit)
            yield adds_up(now["expected"], (now["seen"], now["missed"], now["lost"]))
            yield adds_up(now["absent"], (now["missed"], now["lost"]))
            if place == 0:
                yield adds_up(now["expected"], (now["entered"],))
                yield adds_up(now["seen"], (now["entered"],))
                yield adds_up(now["lost"], (now["newly lost"],))
                yield Relation(((now["returned"], 1.0),))
            else:
                yield from _next_visit(_at(group, entry, at[place - 1]), now)
        yield Relation(((flow("missed", group, entry, visits[-1]), 1.0),))
    for (group, entry), at in places.items():
        if entry == "":
            cohorts = [one for one_group, one in places if one_group == group and one]
            yield from _over_cohorts(group, cohorts, at, places)


def _at(group: str, entry: str, visit: str) -> dict[str, Name]:
    words = ("expected", "seen", "missed", "lost", "newly lost", "returned", "entered", "absent", "left", "stayed",
             "newly missed")  # fmt: skip
    return {word: flow(word, group, entry, visit) for word in words}


def _next_visit(before: Mapping[str, Name], now: Mapping[str, Name]) -> Iterator[Relation]:
    yield adds_up(now["expected"], (before["expected"], now["entered"]))
    yield adds_up(now["lost"], (before["lost"], now["newly lost"]))
    yield adds_up(now["seen"], (now["entered"], now["returned"], now["stayed"]))
    yield adds_up(before["seen"], (now["stayed"], now["left"]))
    yield adds_up(now["left"], (now["newly missed"], now["newly lost"]))
    yield Relation(
        ((now["missed"], 1.0), (before["missed"], -1.0), (now["returned"], 1.0), (now["newly missed"], -1.0))
    )
    yield at_most(now["returned"], (before["missed"],))


def _over_cohorts(
    group: str, cohorts: Sequence[str], at: Sequence[str], places: Mapping[tuple[str, ...], list[str]]
) -> Iterator[Relation]:
    for visit in at if cohorts else ():
        here = [entry for entry in cohorts if visit in places[group, entry]]
        for word in ("expected", "seen", "missed", "lost", "newly lost", "returned", "entered"):
            yield adds_up(flow(word, group, "", visit), tuple(flow(word, group, entry, visit) for entry in here))


def flow_differences(values: Values, visits: Sequence[str]) -> Iterator[Latent]:
    """Yield the counts that are differences of published ones: absent at a visit, gone since the one before."""
    for (group, entry), at in places_of(values, ("flow", "expected"), visits).items():
        for place, visit in enumerate(at):
            now = _at(group, entry, visit)
            yield now["absent"], (now["expected"],), (now["seen"],)
            if place:
                before = _at(group, entry, at[place - 1])
                yield now["left"], (before["seen"], now["entered"], now["returned"]), (now["seen"],)


def people_sums(values: Values, visits: Sequence[str]) -> Iterator[Relation]:
    """Yield the sums over those measured, not measured, lost to a covariate and analysed, by measure."""
    places = places_of(values, ("people", "measured"), visits)
    for (outcome, group, entry), at in places.items():
        for visit in at:
            now = _people(outcome, group, entry, visit)
            yield adds_up(flow("seen", group, entry, visit), (now["measured"], now["missing outcome"]))
            if entry == "":
                yield from _analysed(now)
                cohorts = [
                    one for o, g, one in places if (o, g) == (outcome, group) and one and visit in places[o, g, one]
                ]
                for word in ("measured", "missing outcome") if cohorts else ():
                    yield adds_up(now[word], tuple(people(word, outcome, group, one, visit) for one in cohorts))
        if entry == "" and people("measured", outcome, group, "", "") in values:
            yield from _ever(outcome, group, at, visits)


def _people(outcome: str, group: str, entry: str, visit: str) -> dict[str, Name]:
    words = ("measured", "missing outcome", "missing covariate", "analysed", "left out")
    return {word: people(word, outcome, group, entry, visit) for word in words}


def _analysed(now: Mapping[str, Name]) -> Iterator[Relation]:
    yield adds_up(now["measured"], (now["missing covariate"], now["analysed"]))
    yield adds_up(now["left out"], (now["missing outcome"], now["missing covariate"]))


def _ever(outcome: str, group: str, at: Sequence[str], visits: Sequence[str]) -> Iterator[Relation]:
    """Yield what ties people measured at least once to those measured at each visit."""
    ever = _people(outcome, group, "", "")
    yield adds_up(flow("expected", group, "", visits[-1]), (ever["measured"], ever["missing outcome"]))
    yield from _analysed(ever)
    each = [_people(outcome, group, "", visit) for visit in at]
    for word in ("measured", "missing covariate", "analysed"):
        yield from (at_most(now[word], (ever[word],)) for now in each)
        yield at_most(ever[word], tuple(now[word] for now in each))
    yield at_most(ever["missing outcome"], tuple(now["missing outcome"] for now in each))


def people_differences(values: Values) -> Iterator[Latent]:
    """Yield those left out of an analysis: seen, and not analysed."""
    for name in values:
        if name[:2] == ("people", "analysed"):
            _, _, outcome, group, entry, visit = name
            now = _people(outcome, group, entry, visit)
            yield now["left out"], (now["missing outcome"], now["missing covariate"]), ()
