"""What a programme costs: each member, each regular participant, each of their months, each employee."""

from collections.abc import Iterator

from peereval.describe.programme.amounts import RowAmounts, by_year
from peereval.describe.programme.facts import Fact, divided, facts_result, printed_fact
from peereval.describe.programme.reach import EACH, TOTAL
from peereval.remarks import Note
from peereval.results import Result
from peereval.study.programme import GroupRow, Programme

MONTHS = 12.0
_COSTS = {
    "cost per member": ("members", False),
    "cost per regular participant": ("regular", False),
    "cost per member-month": ("members", True),
    "cost per participant-month": ("regular", True),
    "cost per full-time employee": ("employees", False),
}


def describe_costs(programme: Programme) -> Result:
    """Return the money a programme spends a year, and what that is for each person and month.

    A cost for each person is taken on one basis: the averages of one group where both are printed, else the totals;
    rounded totals ("about 30 million" by "about 27 000") are not divided where averages are there.

    Parameters
    ----------
    programme
        From `read_programme`; `funding` is the money of a year.

    Returns
    -------
    Result
        Kind "programme_costs", keys as of `describe_reach`; quantities funding, cost per member, cost per regular
        participant, cost per member-month, cost per participant-month (of regular participants: the year's money
        by participants and 12 months), cost per full-time employee. In the currency of the programme
        (`method["currency"]`), at the prices of the year, uncorrected.
    """
    facts = [fact for row in programme.keys.groups for fact in _printed(row)]
    facts += [fact for row in by_year(programme.keys.groups) for fact in _computed(row)]
    notes = (Note("programme_costs", currency=programme.keys.currency),)
    return facts_result("programme_costs", facts, method={"currency": programme.keys.currency}, notes=notes)


def _printed(row: GroupRow) -> Iterator[Fact]:
    for basis, amounts in ((TOTAL, row), (EACH, row.average)):
        if amounts.funding is not None:
            yield printed_fact(
                amounts.funding, row.name, "funding", source=row.source or "", year=str(row.year or ""), basis=basis
            )


def _computed(row: RowAmounts) -> Iterator[Fact]:
    for (basis, name), made in row.made.items():
        if name == "funding":
            yield Fact(row.name, "funding", made.result, row.year, basis, arithmetic=made, label=row.label)
    for quantity, (of, by_month) in _COSTS.items():
        pair = row.pair("funding", of)
        if pair is not None:
            made = divided([*pair, MONTHS] if by_month else pair)
            yield Fact(row.name, quantity, made.result, row.year, arithmetic=made, label=row.label)
