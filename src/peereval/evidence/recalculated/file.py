"""A file of printed figures: read, checked and frozen."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from peereval.errors import did_you_mean
from peereval.evidence.recalculated.cells import Check, Label
from peereval.evidence.recalculated.kinds import KINDS
from peereval.yaml_file import Problem, YamlFile, read_yaml
from peereval.yaml_model import Keys, Text, build_model, raise_problems

FORMAT = "1"


class PrintedFile(Keys):
    """The head of a file of printed figures."""

    peereval_printed: Literal["1"]
    """The version of this format."""
    title: Label
    """What was printed, in one text or one for each language."""
    source: Text
    """Where it was printed: a reference that a reader can follow."""
    checks: tuple[dict[str, Any], ...]
    """The rows, each with its label, its kind and its printed figures."""


@dataclass(frozen=True, slots=True, eq=False)
class PrintedTables:
    """PrintedTables figures with their source, ready to be recalculated.

    `title` is by language; `checks` are the rows in the order of the file; `path` is the file.
    """

    title: dict[Literal["en", "fr"], str]
    source: str
    checks: tuple[Check, ...]
    path: Path

    @property
    def name(self) -> str:
        """The name of the file without its ending, under which its figures stand in results."""
        return self.path.stem

    def __repr__(self) -> str:
        return f"PrintedTables({next(iter(self.title.values()))!r}, {len(self.checks)} checks)"


def read_printed(path: str | Path) -> PrintedTables:
    """Read a YAML file of printed figures, as written in the tables: decimals matter.

    Parameters
    ----------
    path
        The file: `peereval_printed: 1`, `title`, `source` and `checks`, each with `label`, `kind`
        and its figures. docs/methods/recalculation.md lists the kinds.

    Raises
    ------
    StudyFileError
        With every problem of the file and its line: an unknown kind or key, a figure that cannot
        be (a negative standard deviation, p above 1, a count above its total).
    """
    file = read_yaml(Path(path))
    head, problems = build_model(PrintedFile, file)
    checks: list[Check] = []
    if head is not None:
        for place, given in enumerate(head.checks):
            check, faults = _read_check(_part(file, place), given)
            checks += [check] if check is not None else []
            problems += faults
        problems += _repeated(file, checks)
        if not head.checks:
            problems.append(Problem(file.line_of("checks"), "'checks' lists nothing. Add a row with label and kind."))
    raise_problems([(Path(path).name, problem) for problem in sorted(problems, key=lambda one: one.line)])
    if head is None:  # pragma: no cover  (a file without a head has problems, which were raised)
        raise AssertionError
    return PrintedTables(dict(head.title), head.source, tuple(checks), Path(path))


def _part(file: YamlFile, place: int) -> YamlFile:
    """Return one row of the file as a file of its own, with the lines where its keys stand."""
    value = file.value["checks"][place]  # type: ignore[index]
    lines = {path[2:]: line for path, line in file.lines.items() if path[:2] == ("checks", place)}
    return YamlFile(file.path, value, lines)


def _read_check(part: YamlFile, given: dict[str, Any]) -> tuple[Check | None, list[Problem]]:
    kind = given.get("kind")
    if not isinstance(kind, str):
        return None, [Problem(part.line_of("kind"), f"the key 'kind' is missing. Add one of: {', '.join(KINDS)}.")]
    if kind not in KINDS:
        listed = ", ".join(KINDS)
        said = f"unknown kind '{kind}'; use one of: {listed}.{did_you_mean(kind, KINDS)}"
        return None, [Problem(part.line_of("kind"), said)]
    return build_model(KINDS[kind][0], part)


def _repeated(file: YamlFile, checks: list[Check]) -> list[Problem]:
    """Return a problem for each label that two rows have: it names the row in the results."""
    counts = Counter(check.name for check in checks)
    line = file.line_of("checks")
    return [
        Problem(line, f"the label '{label}' is given to {count} rows. Give each its own.")
        for label, count in counts.items()
        if count > 1
    ]
