"""Reads programme.yaml, and the table of posts that it names."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from peereval.errors import StudyFileError, one_of
from peereval.load.posts_table import read_posts
from peereval.study import Study
from peereval.study.programme import Programme, ProgrammeKeys
from peereval.study.programme_rules import programme_problems
from peereval.study.programme_staff import POST_COLUMNS
from peereval.yaml_file import Problem, read_yaml
from peereval.yaml_model import build_model, raise_problems

Example = Literal["gem", "south_east", "psw_posts"]
EXAMPLES: tuple[str, ...] = get_args(Example)
"""The published programmes that come with the package."""


def read_programme(path: str | Path | None = None, *, example: Example = "gem") -> Programme:
    """Read what a peer-support programme reaches, employs and costs, and check it.

    Use it before `describe_programme`. Totals and averages as published will do; a table of posts, one
    row for each post and who held it, gives how long posts are held.

    Parameters
    ----------
    path
        The file programme.yaml; by default one of the published programmes that come with the package.
    example
        Which of those: "gem" (mutual support groups, France), "south_east" (peer workers in the south-east
        of France), "psw_posts" (the posts of a French programme of peer workers).

    Returns
    -------
    Programme

    Raises
    ------
    StudyFileError
        With one line for each problem of the file: its line, what was found, what is allowed.
    SourceError
        If the table of posts cannot be read.

    Examples
    --------
    >>> read_programme()
    Programme('Mutual support groups (GEM), France'; rows of groups: 1; posts: 0)
    """
    if path is not None:
        return _read(Path(path))
    if example not in EXAMPLES:
        raise StudyFileError(one_of("example", example, EXAMPLES))
    with as_file(files("peereval") / "describe" / "programmes" / f"{example}.yaml") as shipped:
        return _read(shipped)


def read_study_programme(study: Study) -> Programme | None:
    """Return the programme that a study names, None where it names none.

    Raises
    ------
    StudyFileError, SourceError
        As `read_programme`; also where the file lies outside the folders of the study.
    """
    if study.programme is None:
        return None
    return _read(study.folder / study.programme, within=study.allowed)


def programme_files(programme: Programme) -> dict[str, Path]:
    """Return the files that a programme was read from, by what they are."""
    posts = programme.keys.staff.posts
    return {"programme": programme.file} | ({"posts": programme.file.parent / posts.table} if posts else {})


def _read(path: Path, *, within: tuple[Path, ...] | None = None) -> Programme:
    if not path.exists():
        raise StudyFileError(f"'{path.name}' does not exist. Name a programme file, or use an example.")
    file = read_yaml(path, within=within)
    keys, problems = build_model(ProgrammeKeys, file)
    if keys is not None:
        problems += programme_problems(keys, file)
    raise_problems([(path.name, problem) for problem in sorted(problems, key=lambda one: one.line)])
    if keys is None:  # pragma: no cover  (a file that cannot be used has problems)
        raise_problems([(path.name, Problem(0, "the file cannot be used."))])
        raise StudyFileError(path.name)
    if keys.staff.posts is None:
        return Programme(keys, pd.DataFrame(columns=[*POST_COLUMNS, "months", "left", "source_row"]), (), path)
    posts, until, findings = read_posts(keys.staff.posts, path.parent)
    return Programme(keys, posts, findings, path, until)
