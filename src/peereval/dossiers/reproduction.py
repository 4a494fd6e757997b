"""STIGMA's published tables and their neighbours beside what can be computed from them, or from data."""

from datetime import UTC, datetime
from pathlib import Path

from peereval.dossier import Dossier
from peereval.dossiers.published_findings import find_published
from peereval.dossiers.published_words import published_labels, published_sources
from peereval.dossiers.reproduction_study import add_study
from peereval.dossiers.study_described import describe_data
from peereval.errors import StudyFileError, one_of
from peereval.evidence.compare import compare_published, count_verdicts
from peereval.evidence.published_file import read_published
from peereval.evidence.recompute import recompute_published
from peereval.provenance import describe_environment
from peereval.report.dossiers.published_order import NEIGHBOURS, STIGMA
from peereval.results import Result
from peereval.study import Study, as_study
from peereval.terms import Language, term


def reproduce_stigma(
    study: Study | str | Path | None = None, *, language: Language = "en", by: str | None = None
) -> Dossier:
    """Return STIGMA's published tables beside what is computed from published figures, a verdict on each cell.

    Use it to see how far what is public of the study can be reproduced; give a study of yours to
    see its data in the same templates. Nothing is fitted, and nothing lost is filled in.

    Parameters
    ----------
    study
        Data in the layout of STIGMA, from `read_study` or the path of study.yaml. None for the
        published figures alone.
    language
        The language of the dossier.
    by
        With a study: the categorical column by whose levels outcomes are shown; by default the
        first category under `sensitivity: subgroups`.

    Returns
    -------
    Dossier
        Topic "reproduction": results of kind verdicts, comparison (one per published file) and
        what they were compared with, under the name of the file: recomputed, flow,
        differential_attrition, detectable_difference, included_analysed, timetable. Of a study
        observed, observed_by, flow and differential_attrition as well.

    Raises
    ------
    DataError
        If the files of the study have errors.
    StudyFileError
        If the study cannot be used as written, has no column `by`, or the language is unknown.

    Examples
    --------
    >>> rows = reproduce_stigma().result("verdicts").rows
    >>> int(rows.set_index(["published", "quantity"]).estimate["", "lost in the source"])
    16
    """
    if language not in {"en", "fr"}:
        raise StudyFileError(one_of("language", language, ("en", "fr")))
    files = tuple(read_published(name) for name in (*STIGMA, *NEIGHBOURS))
    made = {published.name: recompute_published(published) for published in files}
    compared = tuple(compare_published(made[published.name], published) for published in files)
    results = [_under(result, name) for name, some in made.items() for result in some]
    dossier = Dossier(
        topic="reproduction",
        title=term("published.title", language),
        language=language,
        results=(count_verdicts(compared), *compared, *results),
        labels={place: text for one in files for place, text in published_labels(one, language).items()},
        findings=find_published(files, compared),
        sources=published_sources(files, language),
        provenance={**describe_environment(), "started": datetime.now(UTC).isoformat(timespec="seconds")},
    )
    return dossier if study is None else add_study(dossier, describe_data(as_study(study), by=by), files)


def _under(result: Result, name: str) -> Result:
    """Return a result under the name of the published file it was computed from."""
    return Result(result.kind, result.outcome or name, result.rows, result.method, result.notes)
