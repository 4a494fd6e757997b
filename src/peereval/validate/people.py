"""Checks of participants over all their rows: one group, one site, one way of writing the name."""

from collections.abc import Iterator

import pandas as pd

from peereval.results import Finding
from peereval.study import Study
from peereval.validate.places import findings_by_file


def groups_mixed(frame: pd.DataFrame, _study: Study) -> Iterator[Finding]:
    """Find participants with rows in more than one group."""
    several = frame.groupby("participant")["group"].transform("nunique") > 1
    yield from findings_by_file("error", "participant-in-groups", frame, several)


def sites_changed(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find participants with more than one site: the first one is used, unless `site_rule` refuses them."""
    if "site" in frame:
        several = frame.groupby("participant")["site"].transform("nunique") > 1
        if study.model.site_rule == "refuse":
            yield from findings_by_file("error", "site-changed-refused", frame, several, fix="site_rule: first")
        else:
            yield from findings_by_file("warning", "site-changed", frame, several)


def sites_missing(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find participants without a site at any visit, where the model needs one of everybody."""
    if "site" in frame and study.model.site_effects != "none":
        known = frame.groupby("participant")["site"].transform("count") > 0
        yield from findings_by_file("error", "site-missing", frame, ~known, fix="site_effects: none")


def participants_alike(frame: pd.DataFrame, _study: Study) -> Iterator[Finding]:
    """Find participants whose codes differ only in capitals, or in zeros at their start."""
    names = frame["participant"].dropna().drop_duplicates()
    folded = names.astype(str).str.casefold().str.lstrip("0")
    alike = names[folded.duplicated(keep=False)]
    yield from findings_by_file("warning", "participants-alike", frame, frame["participant"].isin(alike))
