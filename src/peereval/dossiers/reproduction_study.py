"""The data of a study in the templates of published tables, added to a dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from peereval.dossier import Dossier
from peereval.dossiers.published_words import published_labels
from peereval.dossiers.study_words import study_labels
from peereval.evidence.compare import compare_published
from peereval.evidence.published_tables import Published
from peereval.results import Analysis, Result
from peereval.study import Study
from peereval.terms import term

# The tables that the data of a study fill, by published file; none named: all.
_FILLED: Mapping[str, tuple[str, ...]] = {
    "stigma_inclusions": (),
    "stigma_participants": ("participants", "retention", "retention_tests"),
}
_SHOWN = ("observed", "observed_by", "flow", "differential_attrition")


def add_study(dossier: Dossier, analysis: Analysis, files: Sequence[Published]) -> Dossier:
    """Return a dossier with the data of a study beside the published figures.

    Parameters
    ----------
    dossier
        The published tables.
    analysis
        The study described, for its audience.
    files
        The published tables as read.

    Returns
    -------
    Dossier
        With results of kind comparison for each template filled (outcome data_ and the name of the
        file), and observed, observed_by, flow and differential_attrition of the study.
    """
    templates = [one.named(f"data_{one.name}", *_FILLED[one.name]) for one in files if one.name in _FILLED]
    own = in_roles(analysis.results, analysis.study)
    compared = tuple(compare_published(own, one) for one in templates)
    labels = {place: text for one in templates for place, text in published_labels(one, dossier.language).items()}
    titles = {one.name: term("published.your", dossier.language, title=labels[one.name]) for one in templates}
    shown = tuple(result for result in analysis.results if result.kind in _SHOWN)
    return replace(
        dossier,
        results=(*dossier.results, *compared, *shown),
        labels={**dossier.labels, **labels, **titles, **study_labels(analysis, dossier.language)},
        findings=(*dossier.findings, *(one for one in analysis.findings if one.severity == "warning")),
        provenance={**dossier.provenance, **told_of(analysis)},
    )


def in_roles(results: Sequence[Result], study: Study) -> tuple[Result, ...]:
    """Return results with the groups of a study called as in the templates: treated, control, prefollowed.

    The reference is the control; a group that never enters at the first visit was followed before;
    the first of the others is the treated one.
    """
    first = next(iter(study.visits))
    later = [name for name, group in study.groups.items() if group.enters_at and first not in group.enters_at]
    others = [name for name in study.groups if name not in {*later, study.reference}]
    called = {study.reference: "control"}
    called |= dict(zip(later[:1], ("prefollowed",), strict=False)) | dict(zip(others[:1], ("treated",), strict=False))
    return tuple(_renamed(result, called) for result in results)


def _renamed(result: Result, called: Mapping[str, str]) -> Result:
    rows = result.rows
    names = [name for name in ("group", "reference") if name in rows]
    rows = rows.assign(**{name: rows[name].map(lambda one: called.get(one, one)) for name in names})
    return Result(result.kind, result.outcome, rows, result.method, result.notes)


def told_of(analysis: Analysis) -> dict[str, object]:
    """Return what a dossier says of the study whose data stand in it."""
    told = analysis.provenance
    return {
        "study": analysis.study.study,
        "simulated": analysis.study.simulated,
        "audience": analysis.study.audience,
        "smallest_cell": analysis.study.smallest_cell,
        **{name: told[name] for name in ("seed", "inputs", "files") if name in told},
    }
