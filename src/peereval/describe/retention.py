"""How many people stay: the difference in retention between groups, and retention by site."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.attendance import Attendance, read_attendance
from peereval.describe.shares import Compared, compare_shares
from peereval.describe.sites import first_site, read_site_design
from peereval.remarks import Note
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_ROUNDING = 1e-12
_VALUES = ["quantity", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


def describe_retention(frame: pd.DataFrame, study: "Study") -> Result:
    """Return the difference in retention between each group and the reference, at each later visit.

    Only groups that enter at the first visit are compared: those who enter later have been
    retained already when the study meets them.

    Parameters
    ----------
    frame
        One row per participant and visit attended.
    study
        The study: groups, visits, reference, level.

    Returns
    -------
    Result
        Kind "differential_attrition", keys `group, visit, reference`. Quantities: difference
        in retention (percentage points, Newcombe interval), chi2 and chi2 with Yates
        (statistic, df, p value), and, where groups are assigned by site, difference between
        sites: the same of the mean retention of the sites, each site once, by Welch's t.

    References
    ----------
    Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    attendance, level = read_attendance(frame, study), study.model.level
    design = read_site_design(frame, study)
    sites = _sites(frame, attendance, study) if design.by_site and design.n_sites > 1 else None
    rows = [
        (group, visit, study.reference, *row)
        for group in study.groups
        if group != study.reference and _starts_first(group, study) and _starts_first(study.reference, study)
        for position, visit in enumerate(study.visits)
        for row in (_compare(attendance, sites, (group, study.reference), position, level) if position else ())
    ]
    table = pd.DataFrame(rows, columns=["group", "visit", "reference", *_VALUES])
    table = table.astype(dict.fromkeys(_VALUES[1:], "float64"))
    notes = [Note("retention-clustered")] if len(table) and sites is not None else []
    method = {"interval": "newcombe", "level": level, "between sites": "welch"}
    return make_result("differential_attrition", table, method=method, notes=notes)


def _starts_first(group: str, study: "Study") -> bool:
    enters = study.groups[group].enters_at
    return not enters or next(iter(study.visits)) in enters


def _sites(frame: pd.DataFrame, attendance: Attendance, study: "Study") -> np.ndarray:
    known = first_site(frame, study).groupby(frame["participant"].to_numpy()).first()
    return np.asarray(known.reindex(attendance.people).to_numpy(dtype=object))


def _compare(
    attendance: Attendance, sites: np.ndarray | None, groups: tuple[str, str], position: int, level: float
) -> Iterator[Compared]:
    expected = [(attendance.group == group) & attendance.expected[:, position] for group in groups]
    kept = attendance.seen[:, position]
    (seen, total), (seen_other, total_other) = [(float(kept[one].sum()), float(one.sum())) for one in expected]
    yield from compare_shares(seen, total, seen_other, total_other, level)
    if sites is not None:
        shares = [pd.Series(kept[one], dtype="float64").groupby(sites[one]).mean() for one in expected]
        yield "difference between sites", *_welch(shares[0].to_numpy(), shares[1].to_numpy(), level)


def _welch(one: np.ndarray, other: np.ndarray, level: float) -> Compared:
    """Compare two sets of shares by Welch's t test, written out: SciPy's warns where one set has no spread."""
    from scipy.stats import t  # noqa: PLC0415  (`check` starts without it)

    if min(len(one), len(other)) < 2:
        return (np.nan,) * 7
    # Equal shares differ by rounding only, which is no spread.
    parts = [0.0 if np.ptp(each) < _ROUNDING else each.var(ddof=1) / len(each) for each in (one, other)]
    if not sum(parts):
        return (np.nan,) * 7
    error = float(np.sqrt(sum(parts)))
    freedom = sum(parts) ** 2 / sum(part**2 / (len(each) - 1) for part, each in zip(parts, (one, other), strict=True))
    difference, half = float(one.mean() - other.mean()), float(t.ppf(0.5 + level / 2, freedom)) * error
    p_value = float(2 * t.sf(abs(difference) / error, freedom))
    spread = (100 * error, float(freedom), difference / error, p_value)
    return 100 * difference, *spread, 100 * (difference - half), 100 * (difference + half)


def describe_site_retention(frame: pd.DataFrame, study: "Study") -> Result:
    """Return how many people of each site were seen at each visit, of those expected.

    Returns
    -------
    Result
        Kind "site_retention", keys `site, group, visit`; quantities expected and seen
        (counts) and retained (percent of those expected). No rows where the study has one
        site or none. The site is that of the first visit attended that has one.
    """
    attendance = read_attendance(frame, study)
    empty = ["site", "group", "visit", "quantity", "estimate"]
    if read_site_design(frame, study).n_sites < 2:
        return make_result("site_retention", pd.DataFrame(columns=empty))
    people = pd.DataFrame({"site": _sites(frame, attendance, study), "group": attendance.group})
    parts = []
    for position, visit in enumerate(study.visits):
        at = people.assign(expected=attendance.expected[:, position], seen=attendance.seen[:, position])
        parts.append(at.groupby(["site", "group"])[["expected", "seen"]].sum().assign(visit=visit).reset_index())
    counts = pd.concat(parts, ignore_index=True)
    counts = counts[counts["expected"] > 0].astype({"expected": "float64", "seen": "float64"})
    counts = counts.assign(retained=100 * counts["seen"] / counts["expected"]).sort_values("site", kind="stable")
    rows = counts.melt(["site", "group", "visit"], ["expected", "seen", "retained"], "quantity", "estimate")
    return make_result("site_retention", rows, method={"retained": "percent seen of those expected"})
