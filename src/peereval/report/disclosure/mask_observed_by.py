"""The mask of what was observed by category: shown where every category of a visit has enough people."""

from peereval.report.disclosure.known import Known, hide_rows, with_rows
from peereval.report.disclosure.mask_people import round_each
from peereval.report.disclosure.names import people, read_rows
from peereval.results import Result

_Cell = tuple[str, str]


def mask_observed_by(result: Result, known: Known) -> Result:
    """Return means and SDs of the visits where each category has enough people; how many they are, never.

    One category left out could be worked out of the mean of its group and those of the others, so a
    visit of a group is shown in every category or in none.
    """
    rows, keys = result.rows, read_rows(result)
    few: set[_Cell] = set()
    for row, value in zip(keys, rows["estimate"], strict=True):
        cell = (row["group"], row["visit"])
        small = row["quantity"] == "count" and 0 < value < known.smallest
        constant = row["quantity"] == "sd" and value == 0
        if small or constant or not _group_shown(result.outcome, cell, known):
            few.add(cell)
    hidden = [row["quantity"] == "count" or (row["group"], row["visit"]) in few for row in keys]
    decimals = known.labels.measure(result.outcome).decimals
    return with_rows(result, hide_rows(round_each(rows, [decimals] * len(keys)), hidden))


def _group_shown(outcome: str, cell: _Cell, known: Known) -> bool:
    """Say whether the mean of the whole group at a visit may be shown."""
    return known.may_show("mean", people("measured", outcome, cell[0], "", cell[1]))
