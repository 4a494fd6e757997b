"""The recalculation of printed tables, gathered for a document."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

from peereval.dossier import Dossier, Source
from peereval.errors import StudyFileError, one_of
from peereval.evidence.recalculated.arithmetic import write_arithmetic
from peereval.evidence.recalculated.cells import Check
from peereval.evidence.recalculated.check import Checked, make_rows, reading_key, recalculate_checks
from peereval.evidence.recalculated.file import PrintedTables, read_printed
from peereval.evidence.recalculated.shipped import shipped_files
from peereval.evidence.recalculated.verdicts import Judged
from peereval.provenance import describe_environment
from peereval.remarks import Finding, Severity
from peereval.terms import Language, label_of, term

_FOUND: dict[str, Severity] = {"inconsistent": "warning", "choice-decides": "note", "other-reading": "note"}
Pair = tuple[PrintedTables, tuple[Checked, ...]]


def recalculate(
    path: str | PathLike[str] | Sequence[str | PathLike[str]] | None = None, *, language: Language = "en"
) -> Dossier:
    """Recompute every printed figure of a file from those beside it, as a document with the arithmetic.

    Use it on the tables of a paper before they are cited or pooled. An inconsistent figure is a
    question to its authors, not a proof of an error: a covariate, other people or another test
    may stand behind it, and the table does not say.

    Parameters
    ----------
    path
        A YAML file of printed figures, or several; by default the tables of neighbouring studies
        that come with the package. docs/methods/recalculation.md says how one is written.
    language
        The language of the document, `"en"` or `"fr"`.

    Returns
    -------
    Dossier
        With one result of kind `recalculation` for each file, its outcome the name of the file;
        `write_dossier` writes it.

    Raises
    ------
    StudyFileError
        If a file cannot be read as it is written, or there is no such language.

    Examples
    --------
    >>> recalculate().topic
    'recalculation'
    """
    if language not in {"en", "fr"}:
        raise StudyFileError(one_of("language", language, ("en", "fr")))
    pairs = [(tables, recalculate_checks(tables)) for tables in map(read_printed, _paths(path))]
    titles = [label_of({str(k): v for k, v in tables.title.items()}, language, tables.name) for tables, _ in pairs]
    return Dossier(
        topic="recalculation",
        title=titles[0] if len(titles) == 1 else term("recalculation.title_several", language),
        language=language,
        results=tuple(make_rows(tables, checked) for tables, checked in pairs),
        labels=dict(_labels(pairs, titles, language)),
        findings=tuple(_findings(pairs, language)),
        sources=tuple(Source(tables.name, tables.source) for tables, _ in pairs),
        provenance={**describe_environment(), "started": datetime.now(UTC).isoformat(timespec="seconds")},
    )


def _paths(path: str | PathLike[str] | Sequence[str | PathLike[str]] | None) -> list[Path]:
    if path is None:
        return list(shipped_files())
    return [Path(path)] if isinstance(path, str | PathLike) else [Path(one) for one in path]


def _labels(pairs: Sequence[Pair], titles: Sequence[str], language: Language) -> Iterator[tuple[str, str]]:
    """Yield the words of the rows: titles of files, labels of rows, figures as printed, the arithmetic.

    What belongs to one statistic or reading stands under the part of its key in results.csv.
    """
    for (tables, checked), title in zip(pairs, titles, strict=True):
        yield tables.name, title
        for one in checked:
            row = f"{tables.name}/{one.check.name}"
            yield row, label_of({str(k): v for k, v in one.check.label.items()}, language, one.check.name)
            for judged in one.judged:
                name = f"{row}/{judged.statistic.name}"
                for place, figure in enumerate(judged.statistic.printed):
                    yield f"{name}/printed/{place}", figure.text
                for compared in judged.compared:
                    yield f"{name}/{reading_key(compared)}", write_arithmetic(compared, language)


def _findings(pairs: Sequence[Pair], language: Language) -> Iterator[Finding]:
    """Yield one finding for each verdict that asks for a second look, and one for conclusions that change."""
    listed = [(tables, one.check, judged) for tables, checked in pairs for one in checked for judged in one.judged]
    for verdict, severity in _FOUND.items():
        yield from _finding(
            f"printed-{verdict}", severity, [one for one in listed if one[2].verdict == verdict], language
        )
    changed = [one for one in listed if _changes_conclusion(one[2], 1 - one[1].level)]
    yield from _finding("printed-conclusion", "warning", changed, language)


def _finding(
    rule: str, severity: Severity, found: Sequence[tuple[PrintedTables, Check, Judged]], language: Language
) -> Iterator[Finding]:
    """Yield the finding that names these figures, if there are any."""
    if not found:
        return
    cells = (
        f"{label_of({str(k): v for k, v in check.label.items()}, language, check.name)} "
        f"({statistic_name(judged.statistic.name, language)})"
        for _, check, judged in found
    )
    files = ", ".join(dict.fromkeys(tables.path.name for tables, _, _ in found))
    values = {"cells": ("\u00a0; " if language == "fr" else "; ").join(cells)}
    yield Finding(severity, rule, file=files, count=len(found), values=values)


def _changes_conclusion(judged: Judged, error: float) -> bool:
    """Say whether a printed p and the one of the usual reading stand on two sides of the level, rounding included."""
    usual = next((one.candidate.value[0] for one in judged.compared if one.candidate.usual), None)
    if judged.statistic.name != "p" or judged.verdict == "consistent" or usual is None:
        return False
    printed = judged.statistic.printed[0]
    return printed.high <= error < usual.low or usual.high < error <= printed.low


def statistic_name(statistic: str, language: Language) -> str:
    """Return the words for a statistic; of several per cents of one row, which."""
    stem, _, place = statistic.rpartition("_")
    if stem == "percent" and place.isdigit():
        return term("recalculation.statistic.percent_of", language, place=place)
    return term(f"recalculation.statistic.{statistic}", language)
