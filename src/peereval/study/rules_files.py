"""What must hold between the keys of a study file about files, columns and counts."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.study.people import REASON_KEYS
from peereval.yaml_file import Key, Problem

if TYPE_CHECKING:
    from peereval.study.file import Study


def columns_apart(study: "Study") -> Iterator[Problem]:
    """Find a column of the files that is named for two keys."""
    owner: dict[str, str] = {}
    for key, column in study.columns.named.items():
        if owner.setdefault(column, key) != key:
            message = f"the column '{column}' is named for both '{owner[column]}' and '{key}'."
            yield Problem(study.line_of("columns", key), message)


def sources_said(study: "Study") -> Iterator[Problem]:
    """Find files whose group or visit nothing says."""
    if not study.sources:
        yield Problem(study.line_of("sources"), "no data file is listed. Add one, such as - {path: data.csv}.")
    if study.sources and all(source.join for source in study.sources):
        message = "every file has 'join', none the visits. Remove 'join' from the file that lists them."
        yield Problem(study.line_of("sources"), message)
    for number, source in enumerate(study.sources):
        where: tuple[Key, ...] = ("sources", number)
        if source.group is not None:
            yield from unlisted("group", source.group, study.groups, study, *where, "group")
        elif not study.columns.group and not source.join:
            yield Problem(study.line_of(*where), _unsaid("group", "group: NAME"))
        if source.visit is not None:
            yield from unlisted("visit", source.visit, study.visits, study, *where, "visit")
        elif not study.columns.visit and not source.wide and not source.redcap and source.join != "participant":
            yield Problem(study.line_of(*where), _unsaid("visit", 'visit: NAME (or wide: "{column}_{visit}")'))


def _unsaid(key: str, remedy: str) -> str:
    return f"nothing says the {key} of this file. Add '{key}' to 'columns', or {remedy} here."


def reasons_listed(study: "Study") -> Iterator[Problem]:
    """Find columns of reasons without levels in the codebook: free text is not counted, and may name a person."""
    for key in REASON_KEYS:
        column = study.columns.named.get(key)
        field = study.book.field(column) if column else None
        if column and not (field and field.level_names):
            message = f"the reasons in '{column}' need 'levels' in the codebook. List them there, or remove '{key}'."
            yield Problem(study.line_of("columns", key), message)


def counts_placed(study: "Study") -> Iterator[Problem]:
    """Find counts of `flow` or `sample_size` for a group or a visit that the study does not have."""
    for group, visits in study.flow.items():
        yield from unlisted("group", group, study.groups, study, "flow", group)
        for visit in visits:
            yield from unlisted("visit", visit, study.visits, study, "flow", group, visit)
    for group in study.sample_size.groups:
        yield from unlisted("group", group, study.groups, study, "sample_size", "groups", group)


def unlisted(what: str, word: str, listed: Iterable[str], study: "Study", *path: Key) -> Iterator[Problem]:
    """Find a word that is not among those listed."""
    if word not in listed:
        message = f"'{word}' is not a {what} of this study.{did_you_mean(word, listed)}"
        yield Problem(study.line_of(*path), f"{message} Listed: {', '.join(listed)}.")
