"""Reads published tables: those of the package, and a user's own published.yaml."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from peereval.errors import StudyFileError, did_you_mean
from peereval.evidence.published_tables import EMPTY, Published, PublishedCell, PublishedTable
from peereval.printed_figure import read_printed_figure
from peereval.yaml_file import Problem, YamlFile, read_yaml
from peereval.yaml_model import build_model, raise_problems

_YAML = (".yaml", ".yml")


@cache
def published_names() -> tuple[str, ...]:
    """Return the names of the published tables that come with the package.

    Examples
    --------
    >>> "stigma_participants" in published_names()
    True
    """
    entries = files("peereval.evidence").joinpath("published").iterdir()
    return tuple(sorted(one.name.removesuffix(".yaml") for one in entries if one.name.endswith(".yaml")))


def read_published(source: str | Path) -> Published:
    """Return published tables: a file of your own, or those of the package by their name.

    Use it to compare an analysis with what an article prints; the format stands in
    docs/published.md.

    Parameters
    ----------
    source
        The path of a file ending in .yaml, or a name such as "stigma_participants"
        (`published_names` lists them).

    Returns
    -------
    Published
        Frozen: its sources and its tables, every place of which is stated.

    Raises
    ------
    StudyFileError
        With one line for each problem of the file: its line, what was found, what is allowed.

    Examples
    --------
    >>> tables = read_published("stigma_participants").tables
    >>> tables["participants"].cell("treated", "T12").value
    '35'
    """
    if str(source).endswith(_YAML):
        return _build(Path(source))
    name = str(source)
    if name not in published_names():
        raise StudyFileError(
            f"There are no published tables '{name}'; those of the package are {', '.join(published_names())}, "
            f"or give the path of a .yaml file.{did_you_mean(name, published_names())}"
        )
    return _stored(name)


@cache
def _stored(name: str) -> Published:
    with as_file(files("peereval.evidence").joinpath("published", f"{name}.yaml")) as path:
        return _build(path)


def _build(path: Path) -> Published:
    file = read_yaml(path)
    made, problems = build_model(Published, file)
    if made is not None:
        problems += list(_problems(made, file))
    problems.sort(key=lambda problem: problem.line)
    raise_problems([(path.name, problem) for problem in problems])
    if made is None:  # pragma: no cover  (what cannot be built has problems)
        raise StudyFileError(f"{path.name} cannot be used.")
    return made.named(path.stem)


def _problems(made: Published, file: YamlFile) -> Iterator[Problem]:
    """Yield what is wrong beyond the kind of each value."""
    for name, table in made.tables.items():
        if table.source not in made.sources:
            line = file.line_of("tables", name, "source")
            yield Problem(line, f"'source' is '{table.source}', {_unlisted(table.source, 'sources', made.sources)}")
        for place, cell in enumerate(table.cells):
            for key, message in _cell_problems(cell, table, made):
                yield Problem(file.line_of("tables", name, "cells", place, key), message)
        yield from _place_problems(name, table, file)


def _cell_problems(cell: PublishedCell, table: PublishedTable, made: Published) -> Iterator[tuple[str, str]]:
    for key, word, allowed in (("row", cell.row, table.rows), ("column", cell.column, table.columns)):
        if word not in allowed:
            yield key, f"'{key}' is '{word}', {_unlisted(word, f'{key}s', allowed)}"
    if cell.source is not None and cell.source not in made.sources:
        yield "source", f"'source' is '{cell.source}', {_unlisted(cell.source, 'sources', made.sources)}"
    if cell.status in EMPTY and cell.value:
        yield "value", f"a cell whose status is '{cell.status}' holds no value. Remove 'value', or change the status."
    if cell.status == "computed" and not cell.value:
        yield "status", "a computed cell needs the value that was computed. Write it."
    if cell.value and table.key_of(cell) and read_printed_figure(cell.value) is None:
        yield (
            "value",
            (
                f"'{cell.value}' is not one figure, so it cannot be compared with a key. Write the figure alone, the "
                "bounds of an interval as cells of their own, or key: ''."
            ),
        )


def _place_problems(name: str, table: PublishedTable, file: YamlFile) -> Iterator[Problem]:
    """Yield the places of a table that are stated twice, or not at all."""
    seen: dict[tuple[str, str], int] = {}
    for number, cell in enumerate(table.cells):
        place, line = (cell.row, cell.column), file.line_of("tables", name, "cells", number)
        if place in seen:
            yield Problem(line, f"row '{place[0]}', column '{place[1]}' is stated twice, first on line {seen[place]}.")
        seen.setdefault(place, line)
    absent = [f"{row} x {column}" for row in table.rows for column in table.columns if (row, column) not in seen]
    if absent:
        listed = ", ".join(absent[:4]) + (f" and {len(absent) - 4} more" if len(absent) > 4 else "")
        yield Problem(
            file.line_of("tables", name, "cells"),
            f"every place of a table is stated; not stated: {listed}. Where nothing is known, write "
            "status: lost in the source, or status: not published.",
        )


def _unlisted(word: str, where: str, allowed: Mapping[str, object]) -> str:
    listed = ", ".join(list(allowed)[:8])
    return f"which '{where}' does not list ({listed}).{did_you_mean(word, allowed)}"
