"""Writes a draft: study.yaml and codebook.yaml for the user's own files."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from peereval.errors import DataError, StudyFileError, one_of
from peereval.load.problems import SourceError
from peereval.plan.draft.codebook_text import codebook_text
from peereval.plan.draft.raw import RawTable, open_tables
from peereval.plan.draft.redcap import is_export, leave_repeats_out, take_dictionary
from peereval.plan.draft.study import guess_study
from peereval.plan.draft.study_text import study_text
from peereval.plan.draft.table import SeenTable, see_table
from peereval.terms import Language, term

_LANGUAGES = ("en", "fr")


def draft_study(files: str | Path | Iterable[str | Path], folder: str | Path, *, language: Language = "en") -> Path:
    """Write a study file and a codebook for data files as they are, every guess marked, and return its path.

    Use it to start: it looks at the files, guesses which columns say who, when and where, which are
    the items of an instrument, what is missing, and writes the guesses with a mark each (`# TO CHECK`,
    `# À VÉRIFIER`). The reference group and the primary outcome are left blank: `read_study` asks for
    them. The files are referenced, not copied. Columns that identify people are listed under `drop`.

    Parameters
    ----------
    files
        The data files: one or more.
    folder
        Where to write: a new or an empty folder.
    language
        Language of the comments and of the report: "en" or "fr".

    Returns
    -------
    Path
        The study file.

    Raises
    ------
    StudyFileError
        If the folder exists and is not empty, no file is given, or `language` is another one.
    DataError
        If a file cannot be read; nothing is then written.
    """
    several = [files] if isinstance(files, str | Path) else files
    target, given = Path(folder), [Path(file) for file in several]
    _refuse(target, given, language)
    tables = _open(given, language)
    dictionary, tables = take_dictionary(tables)
    paths = {str(path): _from_folder(path, target) for path in given}
    draft = guess_study([_see(table) for table in _with_data(tables)], paths[str(dictionary)] if dictionary else "")
    outside = {str(Path(path).parent.as_posix()) for path in paths.values() if _is_outside(path)}
    texts = {
        "codebook.yaml": codebook_text(draft, language),
        "study.yaml": study_text(draft, target.resolve().name, paths, sorted(outside), language),
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    return target / "study.yaml"


def _refuse(folder: Path, files: Sequence[Path], language: str) -> None:
    if language not in _LANGUAGES:
        raise StudyFileError(one_of("language", language, _LANGUAGES))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyFileError(f"'{folder}' exists and is not empty; nothing was written. Name a new folder.")
    if not files:
        raise StudyFileError("no data file is given; name at least one, such as --from data.csv.")


def _open(files: Sequence[Path], language: Language) -> list[RawTable]:
    """Open all files, or refuse with what is wrong in all of them."""
    tables: list[RawTable] = []
    problems: list[str] = []
    for path in dict.fromkeys(files):
        if not path.exists():
            problems.append(f"{path}: {term('draft.no_file', language)}")
            continue
        try:
            tables += open_tables(path)
        except SourceError as error:
            problems.extend(f"{path}: {finding.message(language)}" for finding in error.findings)
    if problems:
        raise DataError("\n".join([*problems, term("draft.nothing_written", language)]))
    return tables


def _see(table: RawTable) -> SeenTable:
    if not is_export(table):
        return see_table(table)
    seen = see_table(leave_repeats_out(table))
    # What is written of the file is what it holds: the rows of repeated instruments too.
    return seen.seen_as(redcap=True, size=table.cells.shape)


def _with_data(tables: Sequence[RawTable]) -> list[RawTable]:
    """Leave out the sheets of a workbook that hold no participants, such as a list of codes."""
    kept = []
    for table in tables:
        beside = [other for other in tables if other.path == table.path]
        if len(beside) == 1 or "participant" in _see(table).roles:
            kept.append(table)
    left = [table for table in tables if all(one.path != table.path for one in kept)]
    largest = {table.path: table for table in sorted(left, key=lambda one: one.cells.size)}
    return [*kept, *largest.values()]


def _from_folder(path: Path, folder: Path) -> str:
    """Return the path of a file as it starts from the study folder, links followed."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _is_outside(path: str) -> bool:
    return path.startswith("../") or Path(path).is_absolute()
