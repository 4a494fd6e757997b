"""The results of a study beside what an article printed."""

from datetime import UTC, datetime
from pathlib import Path

from peereval.dossier import Dossier
from peereval.dossiers.published_words import published_labels, published_sources
from peereval.dossiers.reproduction_study import told_of
from peereval.dossiers.study_described import describe_data
from peereval.evidence.compare import compare_published, count_verdicts
from peereval.evidence.published_file import read_published
from peereval.evidence.published_tables import Published
from peereval.pipeline import analyze
from peereval.provenance import describe_environment
from peereval.remarks import Finding
from peereval.report.disclosure.apply import for_audience
from peereval.results import Analysis, Result
from peereval.study import Study, as_study
from peereval.terms import Language, term


def compare_with_published(
    study: Analysis | Study | str | Path, published: Published | str | Path, *, language: Language | None = None
) -> Dossier:
    """Return the results of a study beside what an article printed, a verdict on each cell.

    Use it when the article about your data is written, or when somebody else's is: what it prints
    goes into a published.yaml (`reproduce stigma --data study.yaml` writes one to be filled in).

    Parameters
    ----------
    study
        A finished analysis, or a study. A study is analysed as a whole only where the published
        tables name keys that are not of its description (people, visits, observed values).
    published
        The tables, from `read_published`, or the path of their file.
    language
        Of the dossier; by default that of the study.

    Returns
    -------
    Dossier
        Topic "comparison": results of kind verdicts and comparison, and the results that the cells
        are compared with. Small numbers are hidden where the study says `audience: external`.

    Raises
    ------
    StudyFileError
        If a file cannot be used as written.
    DataError
        If the data files have errors.
    """
    tables = published if isinstance(published, Published) else read_published(published)
    analysis = for_audience(study, None) if isinstance(study, Analysis) else _results(as_study(study), tables)
    told: Language = language or analysis.study.language
    compared = compare_published(analysis, tables)
    kinds = {key.split("/")[0] for key in _keys(tables)}
    return Dossier(
        topic="comparison",
        title=term("published.comparison", told, study=analysis.study.study),
        language=told,
        results=(count_verdicts([compared]), compared, *(one for one in analysis.results if one.kind in kinds)),
        labels=published_labels(tables, told),
        findings=_findings(compared),
        sources=published_sources((tables,), told),
        provenance={**describe_environment(), **told_of(analysis), "started": _now()},
    )


def _results(study: Study, tables: Published) -> Analysis:
    """Return what the tables need of a study: its description, or, where a key is not in it, its analysis."""
    described = describe_data(study, by=_variable(tables, study))
    known = {result.kind for result in described.results}
    if all(key.split("/")[0] in known for key in _keys(tables)):
        return described
    whole = for_audience(analyze(study), None)
    more = tuple(one for one in described.results if one.kind == "observed_by")
    return Analysis(whole.study, whole.findings, whole.provenance, (*whole.results, *more))


def _keys(tables: Published) -> set[str]:
    keys = (table.key_of(cell) for table in tables.tables.values() for cell in table.cells)
    return {key for key in keys if key}


def _variable(tables: Published, study: Study) -> str | None:
    """Return the column by whose levels the tables show outcomes, where a key names a column of the study."""
    parts = {part for key in _keys(tables) if key.startswith("observed_by/") for part in key.split("/")}
    return next((field.name for field in study.book.fields if field.name in parts and field.level_names), None)


def _findings(compared: Result) -> tuple[Finding, ...]:
    rows = compared.rows
    told = rows[rows["quantity"] == "published"]["note"].value_counts()
    found = (("differs", "comparison-differs"), ("not found", "comparison-not-found"))
    return tuple(Finding("warning", rule, count=int(told[verdict])) for verdict, rule in found if told.get(verdict, 0))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
