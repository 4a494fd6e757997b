"""Checks of participants over all their rows: one group, one site, one worker, one way of writing the name."""

from collections.abc import Iterator
from string import ascii_uppercase

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.numbers import is_number_column
from peereval.validate.places import correct_cell, findings_by_file
from peereval.validate.sequence import Array, changing_rows, number_values, people_of, read_sequence
from peereval.yaml_file import as_yaml


def groups_mixed(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find participants with rows in more than one group."""
    several = pd.Series(_with_several(frame, "group"), index=frame.index)
    if not several.any():
        return
    people = frame.groupby("participant")
    # Files that each number their people from 1 give different people one code: each group is then of one file.
    apart = several & (people["source_file"].transform("nunique") > 1)
    fix = correct_cell("group", study, value="GROUP")
    yield from findings_by_file("error", "participant-in-groups", frame, several & ~apart, fix=fix)
    files = list(frame["source_file"].unique())
    for file in frame.loc[apart, "source_file"].unique():
        letter = ascii_uppercase[files.index(file) % len(ascii_uppercase)]
        fix = f"sources: [{{path: {as_yaml(file)}, prefix: {letter}}}]"
        own = apart & (frame["source_file"] == file)
        yield from findings_by_file("error", "participant-in-groups-files", frame, own, fix=fix)


def sites_changed(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find participants with more than one site: the first one is used, unless `site_rule` refuses them."""
    if "site" in frame:
        several = _with_several(frame, "site")
        if study.model.site_rule == "refuse":
            yield from findings_by_file("error", "site-changed-refused", frame, several, fix="site_rule: first")
        else:
            yield from findings_by_file("warning", "site-changed", frame, several)


def sites_missing(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find participants without a site at any visit, where the model needs one of everybody."""
    if "site" in frame and study.model.site_effects != "none":
        sited = people_of(read_sequence(frame, study), frame["site"].notna().to_numpy())
        yield from findings_by_file("error", "site-missing", frame, ~sited, fix="site_effects: none")


def workers_changed(frame: pd.DataFrame, _study: Study) -> Iterator[Finding]:
    """Find participants with more than one worker: a note, for workers do leave and are replaced."""
    if "worker" in frame:
        yield from findings_by_file("note", "worker-changed", frame, _with_several(frame, "worker"))


def covariates_differing(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find covariates that are no numbers and are recorded differently at the visits of a participant."""
    canonical = {column: key for key, column in study.columns.named.items()}
    visits = read_sequence(frame, study)
    for name in study.model.covariates:
        column = canonical.get(name, name)
        if column in frame and not is_number_column(frame[column]):
            codes = number_values(frame[column])
            several = changing_rows(visits, codes, codes >= 0)
            fix = correct_cell(column, study)
            yield from findings_by_file("warning", "covariate-differs", frame, several, {"column": name}, fix=fix)


def _with_several(frame: pd.DataFrame, column: str) -> Array:
    """Say, one element a row, whether its participant has several values in a column."""
    person, code = (number_values(frame[name]) for name in ("participant", column))
    known = (person >= 0) & (code >= 0)
    # The first code of each participant, in a table that ends with the place of the rows without one.
    first = np.full(int(person.max(initial=-1)) + 2, -1)
    first[person[known][::-1]] = code[known][::-1]
    several = np.zeros(len(first), dtype=bool)
    several[person[known & (code != first[person])]] = True
    return several[person]


def participants_alike(frame: pd.DataFrame, _study: Study) -> Iterator[Finding]:
    """Find participants whose codes differ only in capitals, or in zeros at their start."""
    names = frame["participant"].dropna().drop_duplicates()
    texts = names.astype(str)
    # Of plain letters both say the same; the first is done without a Python string for each code.
    folded = texts.str.lower() if "".join(texts.tolist()).isascii() else texts.str.casefold()
    twice = folded.str.lstrip("0").duplicated(keep=False)
    if twice.any():
        yield from findings_by_file("warning", "participants-alike", frame, frame["participant"].isin(names[twice]))
