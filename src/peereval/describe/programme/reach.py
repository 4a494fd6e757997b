"""How many people a programme reaches: members, regular participants, shares, growth."""

from collections.abc import Iterator, Sequence

from peereval.describe.programme.amounts import RowAmounts, by_year
from peereval.describe.programme.arithmetic import Arithmetic, Labelled
from peereval.describe.programme.facts import ALL, Fact, divided, facts_result, printed_fact, wilson
from peereval.remarks import Note
from peereval.results import Result
from peereval.study.programme import GroupRow, Growth, Programme

_PEOPLE = {"members": "members", "regular": "regular participants", "volunteers": "volunteers"}
TOTAL, EACH, SHARE, GROWTH = "total", "per group", "share", "growth"


def describe_reach(programme: Programme, *, level: float = 0.95) -> Result:
    """Return how many people a programme reaches.

    Parameters
    ----------
    programme
        From `read_programme`.
    level
        Of the intervals of shares that are counted.

    Returns
    -------
    Result
        Kind "programme_reach", keys `name` (the row, the share or what grew; "all" of a year), `year`, `basis`
        ("total", "per group", "share", "growth"), `part`, `status` (published or computed), `source`; quantities
        groups, members, regular participants, volunteers, share regular (percent; with Wilson's interval where
        people are counted and not worked out from averages), percent, ratio, yearly growth (percent).

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    keys = programme.keys
    facts = [fact for row in keys.groups for fact in _printed(row)]
    amounts = by_year(keys.groups)
    facts += [fact for one in amounts for fact in _computed(one, level)]
    for name, share in keys.shares.items():
        facts.append(printed_fact(share.percent, name, "percent", basis=SHARE))
    for name, growth in keys.growth.items():
        facts += _growth(name, growth)
    facts += _grown(amounts)
    notes = [Note("programme_wilson")] if any(fact.conf_low == fact.conf_low for fact in facts) else []
    return facts_result("programme_reach", facts, method={"interval": "wilson", "level": level}, notes=notes)


def _printed(row: GroupRow) -> Iterator[Fact]:
    """Yield the figures of a row as they are printed."""
    about = {"source": row.source or "", "year": str(row.year or "")}
    if row.groups.number != 1:
        yield printed_fact(row.groups, row.name, "groups", basis=TOTAL, **about)
    for basis, given in ((TOTAL, row.given()), (EACH, row.average.given())):
        for name, figure in given.items():
            if name in _PEOPLE:
                yield printed_fact(figure, row.name, _PEOPLE[name], basis=basis, **about)


def _computed(row: RowAmounts, level: float) -> Iterator[Fact]:
    """Yield what follows from the figures of a row."""
    if row.name == ALL:
        yield Fact(ALL, "groups", row.groups, row.year, TOTAL)
    for (basis, name), made in row.made.items():
        if name in _PEOPLE:
            yield Fact(row.name, _PEOPLE[name], made.result, row.year, basis, arithmetic=made, label=row.label)
    pair = row.pair("regular", "members")
    if pair is not None:
        counted = {"regular", "members"} <= row.counted
        low, high = wilson(*pair, level) if counted else (float("nan"), float("nan"))
        share = divided(pair, percent=True)
        yield Fact(row.name, "share regular", share.result, row.year, TOTAL if counted else EACH,
                   conf_low=low, conf_high=high, note="" if counted else "averages without interval",
                   arithmetic=share, label=row.label)  # fmt: skip


def _growth(name: str, growth: Growth) -> Iterator[Fact]:
    """Yield a growth that the file gives: as a ratio, or by the counts of years."""
    label = Labelled(name, tuple(growth.label.items()))
    if growth.ratio is not None and growth.years is not None:
        yield printed_fact(growth.ratio, name, "ratio", basis=GROWTH, part=_years(growth.years))
        yield _yearly(name, growth.ratio.number, growth.years, label)
        return
    years = sorted(growth.counts, key=int)
    first, last = (growth.counts[year].number for year in (years[0], years[-1]))
    yield from _ratio(name, first, last, float(int(years[-1]) - int(years[0])), label)


def _grown(amounts: Sequence[RowAmounts]) -> Iterator[Fact]:
    """Yield the growth in members of each row that stands in the file for several years."""
    for name in dict.fromkeys(row.name for row in amounts if row.name != ALL):
        own = {int(row.year): row for row in amounts if row.name == name and row.year and "members" in row.totals}
        if len(own) > 1:
            start, end = min(own), max(own)
            first, last = (own[year].totals["members"] for year in (start, end))
            yield from _ratio(name, first, last, float(end - start), own[end].label)


def _ratio(name: str, first: float, last: float, years: float, label: Labelled) -> Iterator[Fact]:
    grown = divided([last, first])
    yield Fact(name, "ratio", grown.result, basis=GROWTH, part=_years(years), arithmetic=grown, label=label)
    yield _yearly(name, grown.result, years, label)


def _yearly(name: str, ratio: float, years: float, label: Labelled) -> Fact:
    """Return the mean yearly growth, in percent: what, each year, makes the ratio."""
    rate = Arithmetic((ratio, years), "^", 100.0 * (ratio ** (1.0 / years) - 1.0), percent=True)
    return Fact(name, "yearly growth", rate.result, basis=GROWTH, part=_years(years), arithmetic=rate, label=label)


def _years(years: float) -> str:
    return f"{years:g} years"
