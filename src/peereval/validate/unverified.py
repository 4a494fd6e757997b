"""The guesses of a draft that nobody has verified yet."""

import re
from pathlib import Path

from peereval.paths import lies_within, read_file
from peereval.remarks import Finding
from peereval.terms import Language, term
from peereval.yaml_events import MAX_BYTES
from peereval.yaml_file import read_yaml

MARKS = tuple(term("draft.mark", language) for language in ("en", "fr"))
_MARKED = re.compile(rf"^\s*[^#\s].*#\s*(?:{'|'.join(MARKS)})\s*$", re.IGNORECASE)


def find_guesses(study_file: Path) -> tuple[Finding, ...]:
    """Return a note for each of study.yaml and its codebook in which guesses of a draft are left.

    A guess is a line that ends in the mark `# TO CHECK` or `# À VÉRIFIER`; who has verified it deletes
    the mark. Lines of comment do not count. It works on files that `read_study` refuses as well.

    Parameters
    ----------
    study_file
        The path of study.yaml.

    Returns
    -------
    tuple of Finding
        Of severity "note"; `rows` are the numbers of the lines.
    """
    value, home = _content(study_file), study_file.parent
    book, given = value.get("codebook"), value.get("roots")
    roots = [home / root for root in (given if isinstance(given, list) else [given]) if isinstance(root, str)]
    beside = [home / book] if isinstance(book, str) and lies_within(home / book, [home, *roots]) else []
    paths = [study_file, *beside]
    marked = {path.name: _marked_lines(path) for path in paths}
    return tuple(
        Finding("note", "unverified-guess", name, lines, len(lines)) for name, lines in marked.items() if lines
    )


def language_of(study_file: Path) -> Language:
    """Return the language that a study file names, whatever else is wrong in it; English where it names none."""
    return "fr" if _content(study_file).get("language") == "fr" else "en"


def _content(study_file: Path) -> dict[str, object]:
    value = read_yaml(study_file).value
    return value if isinstance(value, dict) else {}


def _marked_lines(path: Path) -> tuple[int, ...]:
    try:
        lines = read_file(path, MAX_BYTES).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(number for number, line in enumerate(lines, start=1) if _MARKED.match(line))
