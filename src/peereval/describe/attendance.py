"""Who was seen at which visit, as one matrix of people and visits; the patterns it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.entry import visit_positions
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Attendance:
    """People and visits: `people` and `group` have one element a person, `seen` one row a person.

    `entry` is the position of the first visit attended. `seen` and `expected` are people x
    visits; a person is expected at every visit from the first one attended.
    """

    people: np.ndarray
    group: np.ndarray
    seen: np.ndarray
    entry: np.ndarray

    @property
    def expected(self) -> np.ndarray:
        """Who is expected at which visit: from the first one attended on."""
        return np.arange(self.seen.shape[1]) >= self.entry[:, None]


def read_attendance(frame: pd.DataFrame, study: "Study") -> Attendance:
    """Return who was seen at which visit; people whose visits the study does not list are left out.

    Parameters
    ----------
    frame
        One row per participant and visit attended.
    study
        The study; its visits are in time order.
    """
    codes, people = pd.factorize(frame["participant"])
    places = visit_positions(frame, study).to_numpy()
    known = ~np.isnan(places) & (codes >= 0)
    seen = np.zeros((len(people), len(study.visits)), dtype=bool)
    seen[codes[known], places[known].astype("int64")] = True
    group = frame["group"].astype(object).groupby(codes).first().reindex(range(len(people))).to_numpy()
    came = seen.any(axis=1)
    entry = seen.argmax(axis=1) if len(seen) else np.zeros(0, dtype="int64")
    return Attendance(np.asarray(people)[came], group[came], seen[came], entry[came])


def cohorts(attendance: Attendance, study: "Study") -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield group, entry and members of each group (entry "") and of its entry cohorts, where it has several."""
    for name, group in study.groups.items():
        members = attendance.group == name
        if members.any():
            yield name, "", members
        for position, visit in enumerate(study.visits):
            cohort = members & (attendance.entry == position)
            if len(group.enters_at) > 1 and cohort.any():
                yield name, visit, cohort


def describe_patterns(frame: pd.DataFrame, study: "Study") -> Result:
    """Return the patterns of attendance: how many people were seen at which visits.

    Use it to see whether people leave for good (monotone: XXX, XX-, X--) or miss a visit and
    come back (X-X), which methods for drop-out alone do not cover.

    Parameters
    ----------
    frame
        One row per participant and visit attended.
    study
        The study: groups and visits.

    Returns
    -------
    Result
        Kind "attendance_patterns", keys `group, pattern`: one letter a visit, X seen, - not
        seen, a dot before the entry. Quantities count and percent (of the group); `note`
        says "all visits", "left" or "came back". At pattern "": people, and count and percent
        monotone (complete or left) and came back.
    """
    attendance = read_attendance(frame, study)
    rows: list[tuple[str, str, str, float, str]] = []
    for name, entry, members in cohorts(attendance, study):
        if not entry:
            rows += _group_patterns(name, attendance.seen[members], attendance.entry[members])
    table = pd.DataFrame(rows, columns=["group", "pattern", "quantity", "estimate", "note"])
    method = {"visits": ", ".join(study.visits), "percent": "of the people of the group"}
    return make_result("attendance_patterns", table.astype({"estimate": "float64"}), method=method)


def _group_patterns(group: str, seen: np.ndarray, entry: np.ndarray) -> Iterator[tuple[str, str, str, float, str]]:
    position = np.arange(seen.shape[1])
    letters = np.where(seen, "X", np.where(position < entry[:, None], ".", "-"))
    counts = pd.Series(["".join(row) for row in letters]).value_counts(sort=False)
    total = float(len(seen))
    # Most visits first: X sorts before - and . when the text is read in reverse order of its letters.
    ordered = sorted(counts.index, key=lambda text: (-text.count("X"), text.translate(str.maketrans("X-.", "abc"))))
    back = sum(float(counts[pattern]) for pattern in ordered if "-X" in pattern)
    yield group, "", "people", total, ""
    for quantity, figure in (("monotone", total - back), ("came back", back)):
        yield group, "", quantity, figure, ""
        yield group, "", f"{quantity} percent", 100 * figure / total, ""
    for pattern in ordered:
        note = "came back" if "-X" in pattern else "left" if "-" in pattern else "all visits"
        yield group, pattern, "count", float(counts[pattern]), note
        yield group, pattern, "percent", 100 * float(counts[pattern]) / total, note
