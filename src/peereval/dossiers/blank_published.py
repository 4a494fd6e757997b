"""A published.yaml of a study, every key with an empty value: to be filled with what an article printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peereval.dossier import Dossier
from peereval.results import Result, row_keys
from peereval.study import Study
from peereval.terms import term
from peereval.yaml_file import as_yaml

_Cells = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class _Blank:
    """One table to be filled: title, rows and columns by name, cells as row, column and what follows."""

    name: str
    title: str
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    cells: _Cells


def blank_published(dossier: Dossier, study: Study) -> str:
    """Return the text of a published.yaml with the tables of a study and no value.

    Parameters
    ----------
    dossier
        With the results flow, observed and observed_by of the study.
    study
        The study.

    Returns
    -------
    str
        YAML for `read_published`: participants, retention, each outcome observed by group, visit
        and category, and each difference in change. A place that the study does not have says so.
    """
    language = dossier.language
    lines = [
        *(f"# {line}" for line in term("published.blank", language).split(" | ")),
        "peereval_published: 1",
        f"title: {as_yaml(study.study)}",
        "sources:",
        f"  article: {as_yaml(term('published.blank_source', language))}",
        "tables:",
    ]
    for table in _tables(dossier, study):
        lines += _written(table)
    return "\n".join(lines) + "\n"


def _tables(dossier: Dossier, study: Study) -> Iterator[_Blank]:
    groups = {name: dossier.labels.get(f"group/{name}", name) for name in study.groups}
    visits = {visit: visit for visit in study.visits}
    flow = _known(dossier, "flow", "")
    for name in ("seen", "retained"):
        cells = [(group, visit, _at(flow, f"flow/{group}/{visit}/{name}")) for group in groups for visit in visits]
        yield _Blank(name, _word(dossier, name), groups, visits, cells)
    for result in (one for one in dossier.of_kind("observed") if one.outcome):
        yield from _outcome(dossier, study, result, groups)


def _outcome(dossier: Dossier, study: Study, result: Result, groups: Mapping[str, str]) -> Iterator[_Blank]:
    """Yield the tables of one outcome: observed, by category, and the differences in change."""
    outcome = result.outcome
    label = dossier.labels.get(f"measure/{outcome}", outcome)
    figures = {name: _word(dossier, name) for name in ("count", "mean", "sd")}
    columns = {f"{visit} {name}": f"{visit}, {word}" for visit in study.visits for name, word in figures.items()}
    known = _known(dossier, "observed", outcome)
    cells = [
        (group, column, _at(known, f"observed/{outcome}/{group}/{column.replace(' ', '/')}"))
        for group in groups
        for column in columns
    ]
    yield _Blank(f"observed_{outcome}", label, groups, columns, cells)
    for by in dossier.of_kind("observed_by", outcome):
        yield _by_category(dossier, by, label, groups, columns)
    yield _changes(dossier, study, outcome, label)


def _by_category(
    dossier: Dossier, by: Result, label: str, groups: Mapping[str, str], columns: Mapping[str, str]
) -> _Blank:
    keys = by.rows[["group", "variable", "level"]].drop_duplicates()
    keys = keys[keys["level"] != ""]
    known = _known(dossier, "observed_by", by.outcome)
    rows: dict[str, str] = {}
    cells: _Cells = []
    for group, variable, level in keys.itertuples(index=False):
        row = f"{group}, {level}"
        rows[row] = f"{groups[group]}, {dossier.labels.get(f'level/{level}', level)}"
        for column in columns:
            visit, _, quantity = column.rpartition(" ")
            key = f"observed_by/{by.outcome}/{group}/{visit}/{variable}/{level}/{quantity}"
            cells.append((row, column, _at(known, key)))
    return _Blank(f"observed_{by.outcome}_by_category", label, rows, columns, cells)


def _changes(dossier: Dossier, study: Study, outcome: str, label: str) -> _Blank:
    first, *later = study.visits
    compared = [
        name for name, group in study.groups.items()
        if name != study.reference and (not group.enters_at or first in group.enters_at)
    ]  # fmt: skip
    figures = {"difference": "estimate", "conf_low": "conf_low", "conf_high": "conf_high", "p_value": "p_value"}
    rows = {
        f"{group} {visit}": f"{dossier.labels.get(f'group/{group}', group)}, {visit}"
        for group in compared
        for visit in later
    }
    cells = []
    for row in rows:
        group, _, visit = row.rpartition(" ")
        key = as_yaml(f"change_contrasts/{outcome}/{group}/{visit}/{study.reference}/{first}/difference in change")
        cells += [(row, column, f"figure: {figure}, key: {key}, value: ") for column, figure in figures.items()]
    words = {"difference": "quantity.difference"}
    columns = {name: term(words.get(name, f"published.{name}"), dossier.language) for name in figures}
    title = term("published.blank_change", dossier.language, outcome=label)
    return _Blank(f"change_{outcome}", title, rows, columns, cells)


def _known(dossier: Dossier, kind: str, outcome: str) -> set[str]:
    return {key for result in dossier.of_kind(kind, outcome) for key in row_keys(result)}


def _at(known: set[str], key: str) -> str:
    """Return what a cell says after its place: its key and an empty value, or that it does not exist."""
    return f"key: {as_yaml(key)}, value: " if key in known else "status: does not apply"


def _word(dossier: Dossier, quantity: str) -> str:
    return term(f"quantity.{quantity}", dossier.language)


def _written(table: _Blank) -> Iterator[str]:
    if not table.rows or not table.columns:
        return
    yield f"  {as_yaml(table.name)}:"
    yield f"    title: {as_yaml(table.title)}"
    yield "    source: article"
    for name, words in (("rows", table.rows), ("columns", table.columns)):
        yield f"    {name}:"
        yield from (f"      {as_yaml(key)}: {as_yaml(word)}" for key, word in words.items())
    yield "    cells:"
    for row, column, rest in table.cells:
        yield f"      - {{row: {as_yaml(row)}, column: {as_yaml(column)}, {rest}}}"
