"""The monitoring of a programme: what it reaches, employs and costs, beside what its study found."""

from datetime import UTC, datetime

from peereval.codebook import Labels
from peereval.describe.programme.beside_effects import costs_beside_effects
from peereval.describe.programme.run import describe_programme, programme_findings, programme_labels
from peereval.dossier import Dossier, Source
from peereval.errors import StudyFileError, one_of
from peereval.provenance import describe_environment
from peereval.remarks import Finding
from peereval.report.disclosure.apply import for_audience
from peereval.report.disclosure.mask_monitoring import mask_programme
from peereval.report.disclosure.words import keep_sum
from peereval.results import Analysis, Result
from peereval.study import Study
from peereval.study.programme import Programme
from peereval.terms import Language, label_of, term

_BETTER = {"better": "programme.higher_better", "worse": "programme.lower_better"}


def monitor_programme(programme: Programme, *, analysis: Analysis | None = None, language: Language = "en") -> Dossier:
    """Return the monitoring of a programme as a dossier: tables, the curve of posts held, what does not add up.

    Use it to report on a programme year by year, or to check what is published of one. Where its study has
    been analysed, costs stand beside the effects; where that study is for outside readers, counts of few people
    are hidden as there.

    Parameters
    ----------
    programme
        From `read_programme`.
    analysis
        The analysis of the programme's study, from `analyze`.
    language
        "en" or "fr".

    Returns
    -------
    Dossier
        Topic "programme": the results of `describe_programme`, and of `costs_beside_effects` where there is an
        analysis; `write_dossier` writes it.

    Raises
    ------
    StudyFileError
        If the language is none, or the programme has no cost to put beside the effects.

    Examples
    --------
    >>> from peereval.load.programme import read_programme
    >>> monitor_programme(read_programme(example="psw_posts")).findings[0].rule
    'programme-total'
    """
    if language not in ("en", "fr"):
        raise StudyFileError(one_of("language", language, ("en", "fr")))
    results, findings = describe_programme(programme), programme_findings(programme)
    keys = programme.keys
    numbers = {name: f"[{place}]" for place, name in enumerate(keys.sources, 1)}
    labels = programme_labels(programme, language) | {f"source {name}": said for name, said in numbers.items()}
    told: dict[str, object] = {}
    if analysis is not None:
        analysis = for_audience(analysis, None)
        results = (*results, costs_beside_effects(programme, analysis))
        labels |= study_labels(analysis, language)
        told = _study_facts(analysis.study)
        if analysis.study.audience == "external":
            results, findings = _fit_to_leave(results, findings, analysis.study.smallest_cell)
    return Dossier(
        "programme",
        label_of(dict[str, str](keys.title.items()), language, programme.file.name),
        language,
        results,
        labels,
        findings,
        tuple(_source(name, label, language, numbers[name]) for name, label in keys.sources.items()),
        {**describe_environment(), **told, "started": datetime.now(UTC).isoformat(timespec="seconds")},
    )


def _source(name: str, label: Labels, language: Language, number: str) -> Source:
    return Source(name, f"{number} {label_of(dict[str, str](label.items()), language, name)}")


def _fit_to_leave(
    results: tuple[Result, ...], findings: tuple[Finding, ...], smallest: int
) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Return results and findings without counts of few people."""
    return mask_programme(results, smallest), tuple(one for one in findings if keep_sum(one, smallest))


def _study_facts(study: Study) -> dict[str, object]:
    facts: dict[str, object] = {"study": study.study, "simulated": study.simulated, "audience": study.audience}
    return {**facts, "smallest_cell": study.smallest_cell}


def study_labels(analysis: Analysis, language: Language) -> dict[str, str]:
    """Return the words for the groups of a study and for its measures, with the direction that is better."""
    study = analysis.study
    found = {
        name: label_of(dict[str, str](group.label.items()), language, name) for name, group in study.groups.items()
    }
    for result in analysis.of_kind("measure"):
        labels = {one: str(text) for one in ("en", "fr") if (text := result.method.get(f"label.{one}"))}
        label, better = label_of(labels, language, result.outcome), _BETTER.get(str(result.method.get("higher_is")))
        found[result.outcome] = f"{label} ({term(better, language)})" if better else label
    return found
