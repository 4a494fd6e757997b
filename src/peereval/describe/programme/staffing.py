"""Who works in a programme: employees, posts by kind of service, wages, posts planned and filled."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.describe.programme.amounts import RowAmounts, by_year
from peereval.describe.programme.arithmetic import Labelled, Word
from peereval.describe.programme.facts import ALL, Fact, divided, facts_result, printed_fact, wilson
from peereval.describe.programme.reach import EACH, TOTAL
from peereval.results import Result
from peereval.study.programme import GroupRow, Programme
from peereval.study.programme_staff import Moment, Staff

STAFF, SETTING, MOMENT, POSTS = "staff", "setting", "moment", "posts"
_MONEY = {"employees": "employees", "wage": "monthly wage"}


def describe_staffing(programme: Programme, *, level: float = 0.95) -> Result:
    """Return who works in a programme, from what is published of it or from its table of posts.

    Parameters
    ----------
    programme
        From `read_programme`.
    level
        Of Wilson's intervals of shares of posts.

    Returns
    -------
    Result
        Kind "programme_staffing", keys as of `describe_reach`; `basis` is "total", "per group", "setting" (`part`:
        which), "moment" (`part`: the time) or "posts" (from the table of posts, those held on its last day);
        quantities employees (full-time equivalents), people, count and share of staff (percent, by setting),
        median monthly wage (at full time), count and share (percent) of what the file counts at a moment,
        filled percent (recruited of planned), mean full-time equivalent.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    staff = programme.keys.staff
    facts = [fact for row in programme.keys.groups for fact in _printed(row)]
    facts += [fact for row in by_year(programme.keys.groups) for fact in _computed(row)]
    facts += [*_wages(programme.keys.groups), *_people(staff)]
    for moment in staff.moments:
        facts += _moment(moment, level)
    facts += _in_post(programme.posts)
    method = {"currency": programme.keys.currency, "interval": "wilson", "level": level}
    return facts_result("programme_staffing", facts, method=method)


def _printed(row: GroupRow) -> Iterator[Fact]:
    for basis, amounts in ((TOTAL, row), (EACH, row.average)):
        for name, quantity in _MONEY.items():
            figure = getattr(amounts, name)
            if figure is not None:
                year = str(row.year or "")
                yield printed_fact(figure, row.name, quantity, source=row.source or "", year=year, basis=basis)


def _computed(row: RowAmounts) -> Iterator[Fact]:
    for (basis, name), made in row.made.items():
        if name == "employees":
            yield Fact(row.name, "employees", made.result, row.year, basis, arithmetic=made, label=row.label)


def _wages(rows: tuple[GroupRow, ...]) -> Iterator[Fact]:
    """Yield the median of the wages of several rows, year by year."""
    years = dict.fromkeys(str(row.year or "") for row in rows)
    for year in years:
        wages = [row.wage.number for row in rows if row.wage is not None and str(row.year or "") == year]
        if len(wages) > 1:
            yield Fact(ALL, "median monthly wage", float(np.median(wages)), year)


def _people(staff: Staff) -> Iterator[Fact]:
    """Yield the people of the staff, by setting with percentages of their sum, and the wage that is published."""
    source = staff.source or ""
    if staff.people is not None:
        yield printed_fact(staff.people, STAFF, "people", source=source, basis=TOTAL)
    whole = sum(one.count.number for one in staff.settings.values())
    for name, one in staff.settings.items():
        yield printed_fact(one.count, STAFF, "count", source=source, basis=SETTING, part=name)
        share = divided([one.count.number, whole], percent=True)
        label = Labelled(name, tuple(one.label.items()))
        yield Fact(STAFF, "share of staff", share.result, basis=SETTING, part=name, arithmetic=share, label=label)
    if staff.median_wage is not None:
        yield printed_fact(staff.median_wage, STAFF, "median monthly wage", source=source, basis=TOTAL)


def _moment(moment: Moment, level: float) -> Iterator[Fact]:
    """Yield what is counted at a moment, as shares where that is known, and how many planned posts are filled."""
    source = moment.source or ""
    for name, one in moment.counts.items():
        yield printed_fact(one.count, name, "count", source=source, basis=MOMENT, part=moment.at)
        if one.of is not None:
            low, high = wilson(one.count.number, one.of.number, level)
            share = divided([one.count.number, one.of.number], percent=True)
            yield Fact(name, "share", share.result, basis=MOMENT, part=moment.at, conf_low=low, conf_high=high,
                       arithmetic=share, label=Labelled(name, tuple(one.label.items())))  # fmt: skip
    if {"planned", "recruited"} <= set(moment.counts):
        pair = [moment.counts[name].count.number for name in ("recruited", "planned")]
        share = divided(pair, percent=True)
        yield Fact("recruited", "filled percent", share.result, basis=MOMENT, part=moment.at, arithmetic=share,
                   label=Word("programme.recruited"))  # fmt: skip


def _in_post(posts: pd.DataFrame) -> Iterator[Fact]:
    """Yield the posts held on the last day of the table: how many, in which settings, at which share of full time."""
    held = posts[posts["end"].isna()] if len(posts) else posts
    if not len(posts):
        return
    yield Fact(ALL, "posts", float(len(held)), basis=POSTS)
    if "fte" in posts:
        yield Fact(ALL, "employees", float(held["fte"].sum()), basis=POSTS)
        yield Fact(ALL, "mean full-time equivalent", float(held["fte"].mean()), basis=POSTS)
    if "monthly_wage" in posts:
        full_time = held["monthly_wage"] / (held["fte"].where(held["fte"] > 0.0) if "fte" in posts else 1.0)
        yield Fact(ALL, "median monthly wage", float(full_time.median()), basis=POSTS)
    if "setting" in posts:
        for name, count in held["setting"].value_counts(sort=False).sort_index().items():
            share = divided([float(count), float(len(held))], percent=True)
            yield Fact(ALL, "count", float(count), basis=SETTING, part=str(name))
            label = Labelled(str(name))
            yield Fact(
                ALL, "share of staff", share.result, basis=SETTING, part=str(name), arithmetic=share, label=label
            )
