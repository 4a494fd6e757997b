"""Checks of participants over all their rows: one group, one site, one way of writing the name."""

from collections.abc import Iterator
from string import ascii_uppercase

import pandas as pd

from peereval.results import Finding
from peereval.study import Study
from peereval.validate.places import findings_by_file
from peereval.yaml_file import as_yaml


def groups_mixed(frame: pd.DataFrame, _study: Study) -> Iterator[Finding]:
    """Find participants with rows in more than one group."""
    people = frame.groupby("participant")
    several = people["group"].transform("nunique") > 1
    # Files that each number their people from 1 give different people one code: each group is then of one file.
    apart = several & (people["source_file"].transform("nunique") > 1)
    yield from findings_by_file("error", "participant-in-groups", frame, several & ~apart)
    files = list(dict.fromkeys(frame["source_file"]))
    for file in dict.fromkeys(frame.loc[apart, "source_file"]):
        letter = ascii_uppercase[files.index(file) % len(ascii_uppercase)]
        fix = f"sources: [{{path: {as_yaml(file)}, prefix: {letter}}}]"
        own = apart & (frame["source_file"] == file)
        yield from findings_by_file("error", "participant-in-groups-files", frame, own, fix=fix)


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
