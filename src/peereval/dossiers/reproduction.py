"""STIGMA's published tables and their neighbours beside what can be computed from them, or from data."""

from datetime import UTC, datetime
from pathlib import Path

from peereval.dossier import Dossier
from peereval.dossiers.published_findings import find_published
from peereval.dossiers.published_words import published_labels, published_sources
from peereval.dossiers.study_described import describe_data
from peereval.dossiers.study_words import study_labels
from peereval.evidence.compare import compare_published, count_verdicts
from peereval.evidence.published_file import read_published
from peereval.evidence.published_tables import Published
from peereval.evidence.recompute import recompute_published
from peereval.provenance import describe_environment
from peereval.report.dossiers.reproduction import NEIGHBOURS, STIGMA
from peereval.results import Analysis, Result
from peereval.study import Study, as_study
from peereval.terms import Language, term

OF_STUDY = {"stigma_inclusions": (), "stigma_participants": ("participants", "retention", "retention_tests")}
"""The tables that the data of a study fill, by published file; none named: all."""
SHOWN = ("observed", "observed_by", "flow", "differential_attrition")
"""Kinds of results of a study that a reproduction shows."""


def reproduce_stigma(
    study: Study | str | Path | None = None, *, language: Language = "en", by: str | None = None
) -> Dossier:
    """Return STIGMA's published tables beside what is computed from published figures, a verdict on each cell.

    Use it to see how far what is public of the study can be reproduced; give a study of yours to
    see its data in the same templates. Nothing is fitted, and nothing lost is filled in.

    Parameters
    ----------
    study
        Data in the layout of STIGMA, from `read_study` or the path of study.yaml: groups treated,
        control and prefollowed, visits T0, T6 and T12. None for the published figures alone.
    language
        The language of the dossier.
    by
        With a study: the categorical column by whose levels outcomes are shown; by default the
        first category under `sensitivity: subgroups`.

    Returns
    -------
    Dossier
        Topic "reproduction": results of kind comparison (one per published file), verdicts,
        recomputed, flow, differential_attrition, detectable_difference, included_analysed,
        timetable; of a study observed, observed_by, flow and differential_attrition as well.

    Raises
    ------
    DataError
        If the files of the study have errors.
    StudyFileError
        If the study cannot be used as written, or has no column `by`.
    """
    files = [read_published(name) for name in (*STIGMA, *NEIGHBOURS)]
    recomputed = {published.name: recompute_published(published) for published in files}
    compared = [compare_published(recomputed[published.name], published) for published in files]
    analysis = describe_data(as_study(study), by=by) if study is not None else None
    own, filled = _compare_study(analysis, files)
    results = [result for made in recomputed.values() for result in made]
    labels = {place: text for one in (*files, *filled) for place, text in published_labels(one, language).items()}
    provenance: dict[str, object] = {**describe_environment(), "started": _now()}
    if analysis is not None:
        labels |= study_labels(analysis, language)
        provenance |= _told(analysis)
        results = _with_study(results, analysis)
    return Dossier(
        topic="reproduction",
        title=term("published.title", language),
        language=language,
        results=(count_verdicts(compared), *compared, *own, *results),
        labels=labels | {f"{one.name}": _title(one, language) for one in filled},
        findings=(*find_published(files, compared), *(analysis.findings if analysis else ())),
        sources=published_sources(tuple(files), language),
        provenance=provenance,
    )
