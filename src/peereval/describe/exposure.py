"""Who is still followed by a peer worker at each visit, for how long, and why it ended."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.absences import reason_levels
from peereval.describe.summary import QUARTILES
from peereval.describe.timeline import DAYS_A_MONTH, exposure_dates
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_COLUMNS = ["group", "visit", "reason", "quantity", "estimate"]
_Row = tuple[str, str, str, str, float]


def describe_exposure(frame: pd.DataFrame, study: "Study", absences: pd.DataFrame | None = None) -> Result:
    """Return how many of the people seen at each visit were still followed by a peer worker.

    A visit at twelve months need not mean twelve months of follow-up: posts end, people move.
    The groups of the analysis stay as they are; this says what they stood for.

    Parameters
    ----------
    frame
        One row per participant and visit attended, with `visit_date`, `exposure_start`,
        `exposure_end` and `exposure_end_reason`, as far as the study names them.
    study
        The study: groups, visits, and the reasons in the order of the codebook.
    absences
        Planned visits that did not take place; their rows may hold these dates too.

    Returns
    -------
    Result
        Kind "exposure", keys `group, visit, reason`, for groups in which anybody was followed.
        At reason "": seen, followed (begun, not ended before the day of the visit; no end
        recorded counts as going on), ended, not begun, undated (no day of the visit or of the
        start), followed percent (of those dated), and median, q1, q3 of the months followed
        up to the visit, and ended without reason. At each reason that the group has: ended.
    """
    if not {"visit_date", "exposure_start"} <= set(frame.columns):
        return make_result("exposure", pd.DataFrame(columns=_COLUMNS))
    names = ("exposure_start", "exposure_end", "exposure_end_reason")
    about = exposure_dates(frame, absences, *names).reindex(frame["participant"].to_numpy())
    people = about.set_axis(frame.index, axis="index").assign(
        visit_date=frame["visit_date"], group=frame["group"].astype(str), visit=frame["visit"].astype(str)
    )
    dates = ["exposure_start", "exposure_end", "visit_date"]
    people[dates] = people[dates].apply(pd.to_datetime)
    rows = [
        row
        for group, visit, cell in _cells(people, study)
        for row in _exposure_rows(group, visit, cell, _reasons_met(people[people["group"] == group], study))
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS).astype({"estimate": "float64"})
    return make_result("exposure", table, method={"quartiles": QUARTILES, "month": "365.25 / 12 days"})


def _cells(people: pd.DataFrame, study: "Study") -> Iterator[tuple[str, str, pd.DataFrame]]:
    for group in study.groups:
        own = people[people["group"] == group]
        if own["exposure_start"].notna().any():
            for visit in study.visits:
                cell = own[own["visit"] == visit]
                if len(cell):
                    yield group, visit, cell


def _reasons_met(people: pd.DataFrame, study: "Study") -> list[str]:
    """Return the reasons of the follow-ups that had ended at some visit attended, in the order of the codebook."""
    ended = people["exposure_end"] < people["visit_date"]
    met = dict.fromkeys(people.loc[ended, "exposure_end_reason"].dropna().astype(str))
    listed = [reason for reason in reason_levels(study, "exposure_end_reason") if reason in met]
    return list(dict.fromkeys([*listed, *met]))


def _exposure_rows(group: str, visit: str, cell: pd.DataFrame, reasons: list[str]) -> Iterator[_Row]:
    start, end, day = cell["exposure_start"], cell["exposure_end"], cell["visit_date"]
    dated = start.notna() & day.notna()
    ended = dated & (end < day)
    begun = dated & (start <= day)
    followed = begun & ~ended
    counts = {"seen": len(cell), "followed": followed.sum(), "ended": ended.sum(),
              "not begun": (dated & ~begun & ~ended).sum(), "undated": (~dated).sum()}  # fmt: skip
    for quantity, count in counts.items():
        yield group, visit, "", quantity, float(count)
    if dated.any():
        yield group, visit, "", "followed percent", 100 * float(followed.sum() / dated.sum())
    until = np.minimum(end.fillna(day), day)
    months = ((until - start).dt.days / DAYS_A_MONTH)[begun | ended]
    for quantity, share in (("median", 0.5), ("q1", 0.25), ("q3", 0.75)):
        if len(months):
            yield group, visit, "", quantity, float(months.quantile(share))
    said = cell.loc[ended, "exposure_end_reason"].astype("string").fillna("")
    met = said.value_counts(sort=False)
    for reason in reasons:
        yield group, visit, reason, "ended", float(met.get(reason, 0))
    yield group, visit, "", "ended without reason", float(met.get("", 0))
