"""The sites of a study: whose they are, whether the group is assigned by site, how many and how large they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.entry import visit_positions
from peereval.remarks import Finding
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

FEW = 10


@dataclass(frozen=True, slots=True, eq=False)
class SiteDesign:
    """How sites and groups stand to each other.

    by_site : no site holds both the reference and another group
    per_group : number of sites of each group that enters at the first visit
    """

    n_sites: int
    by_site: bool
    per_group: Mapping[str, int]

    @property
    def fewest(self) -> int:
        """The number of sites of the arm that has fewest, or of all where groups vary within sites."""
        return min(self.per_group.values(), default=self.n_sites) if self.by_site else self.n_sites


def first_site(frame: pd.DataFrame, study: "Study") -> pd.Series:
    """Return, for every row, the site of the participant at the first visit attended that has one."""
    order = visit_positions(frame, study).sort_values(kind="stable").index
    known = frame.loc[order, ["participant", "site"]].dropna()
    firsts = known.drop_duplicates("participant").set_index("participant")["site"]
    return frame["participant"].map(firsts).rename("site")


def read_site_design(frame: pd.DataFrame, study: "Study") -> SiteDesign:
    """Return how sites and groups stand to each other; 0 sites where the table has no site column.

    Parameters
    ----------
    frame
        One row per participant and visit, with `participant, group, visit` and perhaps `site`.
    study
        The study: its reference group, and which groups enter at the first visit.
    """
    if "site" not in frame:
        return SiteDesign(0, by_site=False, per_group={})
    rows = pd.DataFrame({"group": frame["group"].astype(str), "site": first_site(frame, study)}).dropna()
    reference = rows["group"] == study.reference
    mixed = reference.groupby(rows["site"].to_numpy()).nunique() > 1
    first = next(iter(study.visits))
    starting = [name for name, group in study.groups.items() if first in (group.enters_at or (first,))]
    counts = rows.groupby("group")["site"].nunique()
    per_group = {name: int(counts[name]) for name in starting if name in counts}
    return SiteDesign(int(rows["site"].nunique()), not bool(mixed.any()), per_group)


def describe_sites(frame: pd.DataFrame, study: "Study") -> tuple[Result, ...]:
    """Return how many sites each group has at each visit, and how unequal they are.

    Parameters
    ----------
    frame
        One row per participant and visit attended.
    study
        The study.

    Returns
    -------
    tuple of Result
        Kind "sites", keys `group, visit`; group "" is everybody, visit "" everybody ever seen.
        Quantities sites, people, mean size, median size, smallest, largest (people per site) and
        variation: the standard deviation of the sizes (n - 1) over their mean. Empty where the
        table has no site.
    """
    if "site" not in frame:
        return ()
    people = pd.DataFrame({
        "group": frame["group"].astype(str),
        "visit": frame["visit"].astype(str),
        "site": first_site(frame, study),
        "participant": frame["participant"],
    }).dropna()  # fmt: skip
    known = people[people["visit"].isin(list(study.visits))]
    parts = [_sizes(known[known["group"] == group] if group else known, group, study) for group in ("", *study.groups)]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["sites"] > 0].melt(["group", "visit"], var_name="quantity", value_name="estimate")
    return (make_result("sites", rows, method={"variation": "sd (n - 1) / mean"}),) if len(rows) else ()


def _sizes(people: pd.DataFrame, group: str, study: "Study") -> pd.DataFrame:
    """Return a row for everybody of a group ever seen, and one for each visit."""
    whole = people.drop_duplicates("participant").assign(visit="")
    counts = pd.concat([whole, people]).groupby(["visit", "site"])["participant"].nunique()
    grouped = counts.groupby("visit")
    table = pd.DataFrame({
        "sites": grouped.size(),
        "people": grouped.sum(),
        "mean size": grouped.mean(),
        "median size": grouped.median(),
        "smallest": grouped.min(),
        "largest": grouped.max(),
        "variation": grouped.std() / grouped.mean(),
    })  # fmt: skip
    return table.reindex(["", *study.visits]).dropna(how="all").rename_axis("visit").reset_index().assign(group=group)


def site_findings(frame: pd.DataFrame, study: "Study") -> Iterator[Finding]:
    """Yield what the sites mean for the analysis: unknown, one only, left out, few."""
    design = read_site_design(frame, study)
    if design.n_sites == 0:
        if not study.columns.site:
            yield Finding("warning", "sites-unknown")
        return
    if design.n_sites == 1:
        yield Finding("note", "sites-one")
        return
    if study.model.site_effects == "none":
        yield Finding("warning", "sites-confounded" if design.by_site else "sites-ignored", count=design.n_sites)
    if study.model.site_effects == "intercept" and design.by_site:
        yield Finding("warning", "sites-intercept-only", count=design.n_sites)
    if design.fewest < FEW:
        rule = "sites-few-by-arm" if design.by_site else "sites-few"
        yield Finding("warning", rule, count=design.fewest)
