"""The masks of a programme's figures: counts of few people hidden, with whatever gives them back.

Figures of a programme are few and add up in plain sight, so that what belongs to a small count is hidden
whole: the row of groups, the breakdown, the sum.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from peereval.report.disclosure.known import Known, hide_rows
from peereval.report.disclosure.mask_models import mask_estimates
from peereval.results import VALUE_COLUMNS, Result

COUNTED = ("people", "count", "posts", "still held", "posts left", "part", "printed", "made")
"""Quantities of staff and of sums that count people, or posts that a person holds."""
_OF_MEMBERS = ("members", "regular participants")
_VOLUNTEERS = ("volunteers",)
_LEFT_OUT = ("programme_posts",)
_EFFECTS = ("change_contrasts", "marginal_contrasts")
_PLACE = ["name", "group", "reference", "visit", "baseline", "quantity"]
Row = Mapping[Any, Any]
Named = tuple[str, str]


def mask_programme(results: Sequence[Result], smallest: int) -> tuple[Result, ...]:
    """Return the results of a programme without counts of 1 to `smallest` - 1 and what would tell them.

    The curve of posts held is left out, since a step of it is one person; so is the table of leaving where one
    of its counts is small. Of groups, every figure of a row with few members is hidden, its growth, and then
    those of all rows together; of volunteers their count alone. Of staff the breakdown or moment with a small
    count is hidden, and of sums the one with a small part.

    Parameters
    ----------
    results
        From `describe_programme`, and `costs_beside_effects`.
    smallest
        The smallest count that may be shown.
    """
    few = {names: _small_groups(results, smallest, names) for names in (_OF_MEMBERS, _VOLUNTEERS)}
    made = (_masked(result, smallest, few[_OF_MEMBERS], few[_VOLUNTEERS]) for result in results)
    return tuple(result for result in made if result is not None)


def mask_monitored(result: Result, known: Known) -> Result | None:
    """Return one result of the programme of an analysis without small counts, by what all of its results tell."""
    others = [one for one in known.labels.analysis.results if one.kind == "programme_reach" != result.kind]
    masked = mask_programme([*others, result], known.smallest)
    return next((one for one in masked if one.kind == result.kind), None)


def mask_costs_beside(result: Result, known: Known) -> Result | None:
    """Return costs beside effects with the effects as the report has them: those of few people hidden."""
    masked = mask_monitored(result, known)
    if masked is None:
        return None
    told = [mask_estimates(one, known) for name in dict.fromkeys(result.rows["name"]) for kind in _EFFECTS
            for one in known.labels.analysis.of_kind(kind, str(name))]  # fmt: skip
    shown = pd.concat([one.rows.assign(name=one.outcome) for one in told]) if told else pd.DataFrame(columns=_PLACE)
    rows = masked.rows
    figures = [name for name in VALUE_COLUMNS if name != "quantity"]
    found = rows[_PLACE].merge(shown[[*_PLACE, *figures]], on=_PLACE, how="left")
    effects = (rows["group"] != "").to_numpy()
    for name in figures:
        rows[name] = rows[name].where(~effects, found[name].to_numpy())
    lost = effects & rows["estimate"].isna().to_numpy()
    return Result(result.kind, result.outcome, hide_rows(rows, lost), result.method, masked.notes)


def _masked(result: Result, smallest: int, groups: frozenset[Named], helped: frozenset[Named]) -> Result | None:
    """Return a result without its small counts, or none where nothing of it may leave."""
    rows = result.rows
    if result.kind in _LEFT_OUT or (result.kind == "programme_leaving" and _tells_of_few(rows, smallest)):
        return None
    listed = rows.to_dict("records")
    named = {name for name, _ in groups}
    if result.kind in ("programme_staffing", "programme_sums"):
        blocks = _blocks(rows)
        small = {block for block, own in rows.groupby(pd.Series(blocks), sort=False) if _tells_of_few(own, smallest)}
        sums = named | {name for name, _ in helped} if result.kind == "programme_sums" else set()
        return _without(result, [one in small or row["name"] in sums for one, row in zip(blocks, listed, strict=True)])
    return _without(result, [_of_few(row, groups, named, helped) for row in listed])


def _of_few(row: Row, groups: frozenset[Named], named: Collection[str], helped: frozenset[Named]) -> bool:
    """Say whether a row of groups is one with few members, of its growth, or a count of few volunteers."""
    place = (row["name"], row["year"])
    if row.get("basis") == "growth":
        return row["name"] in named
    return place in groups or (row["quantity"] in _VOLUNTEERS and place in helped)


def _blocks(rows: pd.DataFrame) -> list[str]:
    """Return what each row is hidden with: a breakdown by setting, a moment, the posts held, a sum."""
    apart = {"moment": "part"}
    return [f"{row['basis']} {row[apart.get(str(row['basis']), 'name')]}" for row in rows.to_dict("records")]


def _small_groups(results: Sequence[Result], smallest: int, counted: tuple[str, ...]) -> frozenset[Named]:
    """Return the rows of groups, by name and year, that tell of few; with one, all rows of the year together too."""
    found: set[Named] = set()
    for reach in (result.rows for result in results if result.kind == "programme_reach"):
        totals = reach[(reach["basis"] == "total") & reach["quantity"].isin(counted)]
        found |= {
            (str(name), str(year))
            for (name, year), own in totals.groupby(["name", "year"], sort=False)
            if _tells_of_few(own, smallest)
        }
    return frozenset(found | {("all", year) for _, year in found})


def _tells_of_few(rows: pd.DataFrame, smallest: int) -> bool:
    """Say whether rows hold a small count, or two whose difference is one."""
    counts = rows[rows["quantity"].isin([*COUNTED, *_OF_MEMBERS, *_VOLUNTEERS])]
    told = [*counts["estimate"], *_differences(rows)]
    return any(0 < number < smallest for number in told)


def _differences(rows: pd.DataFrame) -> list[float]:
    """Return what is known of the others: members who take no part, people who have not left, posts ended otherwise."""
    first = rows.drop_duplicates("quantity", keep="last").set_index("quantity")["estimate"]
    known = []
    if {"members", "regular participants"} <= set(first.index):
        known.append(first["members"] - first["regular participants"])
    if {"posts", "still held", "posts left"} <= set(first.index):
        known.append(first["posts"] - first["still held"] - first["posts left"])
    shares = rows[rows["quantity"] == "share"].set_index("name")["estimate"]
    counts = rows[(rows["quantity"] == "count") & rows["name"].isin(shares.index)].set_index("name")["estimate"]
    return [*known, *(counts * (100.0 / shares - 1.0)).round().tolist()]


def _without(result: Result, hidden: list[bool]) -> Result:
    """Return a result with some rows hidden, and without the arithmetic that holds their figures."""
    rows = result.rows
    names = {str(name) for name, own in zip(rows["name"], hidden, strict=True) if own}
    kept = tuple(note for note in result.notes if str(note.values.get("row", "")).split("/")[0] not in names)
    return Result(result.kind, result.outcome, hide_rows(rows, hidden), result.method, kept)
