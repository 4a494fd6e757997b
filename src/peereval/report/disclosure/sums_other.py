"""The sums of Table 1, of shares, of answers to all items and of the models."""

from collections.abc import Iterator, Mapping, Sequence

from peereval.report.disclosure.margins import Name, Relation, adds_up, at_most, percent_of
from peereval.report.disclosure.names import denominator, people
from peereval.report.disclosure.sums_people import Latent, flow

Values = Mapping[Name, int]
_PARTNERS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("people", "missing outcome"): ("measured",),
    ("people", "missing covariate"): ("analysed",),
    ("flow", "missed"): ("lost", "newly lost"),
}


def baseline_sums(values: Values, percents: Mapping[Name, float], visits: Sequence[str]) -> Iterator[Relation]:
    """Yield the sums of Table 1: recorded and missing make the group, levels make the recorded."""
    groups = tuple(n for n in values if n[:2] == ("flow", "expected") and n[3:] == ("", visits[-1]))
    yield adds_up(flow("expected", "", "", visits[-1]), groups)
    for variable, group in dict.fromkeys((n[2], n[4]) for n in values if n[0] == "baseline"):
        recorded = _recorded(variable, group)
        yield adds_up(flow("expected", group, "", visits[-1]), (recorded, _missing(variable, group)))
        levels = _levels(values, variable, group)
        if not group:
            yield from _everybody(values, (recorded, _missing(variable, group), *levels))
        if levels:
            yield adds_up(recorded, levels)
        for level in levels:
            yield adds_up(recorded, (level, _other(level)))
            item = ("percent", *level[2:])
            if item in percents:
                yield from percent_of(item, level, recorded, round(percents[item]))


def _everybody(values: Values, names: Sequence[Name]) -> Iterator[Relation]:
    """Yield that counts of everybody are the sums of those of the groups."""
    for name in names:
        yield adds_up(name, tuple(one for one in values if one[:-1] == name[:-1] and one[-1]))


def _recorded(variable: str, group: str) -> Name:
    return ("baseline", "count", variable, "", group)


def _missing(variable: str, group: str) -> Name:
    return ("baseline", "missing", variable, "", group)


def _other(level: Name) -> Name:
    return ("baseline", "other levels", *level[2:])


def _levels(values: Values, variable: str, group: str) -> tuple[Name, ...]:
    return tuple(n for n in values if n[:3] == ("baseline", "count", variable) and n[4] == group and n[3])


def baseline_differences(values: Values) -> Iterator[Latent]:
    """Yield for each level the people of the group at any other level."""
    for name in values:
        if name[:2] == ("baseline", "count") and name[3]:
            yield _other(name), (_recorded(name[2], name[4]),), (name,)


def one_level_only(values: Values) -> frozenset[Name]:
    """Return the levels that hold everybody of a group: saying so says it of each."""
    return frozenset(
        name for name, value in values.items()
        if name[:2] == ("baseline", "count") and name[3] and value and value == values.get(_recorded(name[2], name[4]))
    )  # fmt: skip


def bundles_of(values: Values) -> dict[Name, tuple[Name, ...]]:
    """Return what is hidden together.

    In Table 1 the counts of a variable in a group: their percentages can stay. A small count
    takes along the one that would give it away at once: those measured go with those not.
    """
    made: dict[Name, tuple[Name, ...]] = {}
    for variable, group in dict.fromkeys((n[2], n[4]) for n in values if n[:2] == ("baseline", "count")):
        together = (_recorded(variable, group), *_levels(values, variable, group))
        made |= dict.fromkeys(together, together)
        made[_missing(variable, group)] = (_missing(variable, group), *together)
    for outcome in dict.fromkeys(n[1] for n in values if n[0] == "modelled"):
        together = tuple(n for n in values if n[:2] == ("modelled", outcome))
        made |= dict.fromkeys(together, together)
    for name in values:
        partners = tuple((name[0], word, *name[2:]) for word in _PARTNERS.get(name[:2], ()))
        if partners:
            made[name] = (name, *(one for one in partners if one in values))
    return {name: tuple(one for one in bundle if one in values) for name, bundle in made.items() if name in values}


def first_measured(values: Values, outcomes: Sequence[str], visits: Sequence[str]) -> Iterator[Relation]:
    """Yield what ties a measure in Table 1 to the measures by visit: those measured at their first visit."""
    for outcome, group in dict.fromkeys((n[2], n[4]) for n in values if n[0] == "baseline" and n[2] in outcomes):
        parts = []
        for place, visit in enumerate(visits):
            if flow("entered", group, "", visit) not in values:
                continue
            part = ("first", outcome, group, visit)
            absent = ("first missing", outcome, group, visit)
            parts.append(part)
            yield adds_up(flow("entered", group, "", visit), (part, absent))
            yield at_most(part, (people("measured", outcome, group, "", visit),))
            cohort = people("measured", outcome, group, visit, visit)
            alone = place == 0 or len(parts) == 1
            if cohort in values or alone:
                yield adds_up(cohort if cohort in values else people("measured", outcome, group, "", visit), (part,))
        if parts:
            yield adds_up(_recorded(outcome, group), tuple(parts))


def covariates_missing(values: Values, covariates: Sequence[str]) -> Iterator[Relation]:
    """Yield what ties those lost to a covariate to the covariates missing in Table 1."""
    lost = [name for name in values if name[:2] == ("people", "missing covariate") and name[-1] == ""]
    for name in lost:
        _, _, outcome, group, entry, visit = name
        missing = tuple(_missing(one, group) for one in covariates)
        if not all(one in values for one in missing):
            continue
        yield at_most(name, missing)
        never = people("missing outcome", outcome, group, entry, visit)
        yield from (at_most(one, (name, never)) for one in missing)


def share_sums(values: Values) -> Iterator[Relation]:
    """Yield that those at an end of a scale and the others are the measured, and add up over cohorts."""
    for name in values:
        of = denominator(name) if name[0] in {"share", "beyond"} else None
        if of is None:
            continue
        yield adds_up(of, (name, (f"{name[0]} other", *name[1:])))
        if name[0] == "share" and name[4] == "":
            parts = tuple(n for n in values if n[:4] == name[:4] and n[4] and n[5] == name[5])
            if parts:
                yield adds_up(name, parts)


def share_differences(values: Values) -> Iterator[Latent]:
    """Yield the people who are not at an end of a scale, and residuals that are not beyond."""
    for name in values:
        of = denominator(name) if name[0] in {"share", "beyond"} else None
        if of is not None:
            yield (f"{name[0]} other", *name[1:]), (of,), (name,)


def model_sums(values: Values, groups: Sequence[str], visits: Sequence[str]) -> Iterator[Relation]:
    """Yield the sums over groups: of the models, their residuals, and the answers to all items."""
    for total, parts, everybody in _totals(values, groups, visits):
        yield adds_up(total, parts) if total[0] != "complete" else adds_up(("part", *total), (total, ("rest", *total)))
        if total[0] == "complete":
            yield adds_up(("part", *total), parts)
        if everybody:
            yield adds_up(("all", *total), everybody)
            yield adds_up(("all", *total), (total, ("not", *total)))


def model_differences(values: Values, groups: Sequence[str], visits: Sequence[str]) -> Iterator[Latent]:
    """Yield those of all groups who are not in a model, and those who answered only some of the items."""
    for total, parts, everybody in _totals(values, groups, visits):
        if total[0] == "complete":
            yield ("rest", *total), parts, (total,)
        if everybody:
            yield ("not", *total), everybody, (total,)


def _totals(
    values: Values, groups: Sequence[str], visits: Sequence[str]
) -> Iterator[tuple[Name, tuple[Name, ...], tuple[Name, ...]]]:
    """Yield each total over groups with its parts and with everybody it could have held."""
    for name in values:
        if name[0] in {"complete", "modelled"}:
            word = "measured" if name[0] == "complete" else "analysed"
            cells = [(people(word, name[1], one, "", name[2]), flow("seen", one, "", name[2])) for one in groups]
        elif name[:2] == ("fit", "participants"):
            cells = [
                (people("analysed", name[2], one, "", ""), flow("expected", one, "", visits[-1])) for one in groups
            ]
        elif name[:2] == ("fit", "observations"):
            places = [(one, visit) for one in groups for visit in visits]
            cells = [
                (people("analysed", name[2], one, "", visit), flow("seen", one, "", visit)) for one, visit in places
            ]
        else:
            continue
        known = [pair for pair in cells if pair[0] in values]
        everybody = tuple(pair[1] for pair in known) if all(pair[1] in values for pair in known) else ()
        yield name, tuple(pair[0] for pair in known), everybody
