"""Evidence on the design: groups, sites, assignment, dates, outcomes, instruments, model, software."""

from datetime import date

from babel.dates import format_date

from peereval.report.checklists.sayings import (
    first_visit,
    index_kind,
    known,
    last_visit,
    list_mark,
    primary_measures,
    say_group,
    say_list,
    starting_groups,
    words,
)
from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.tables.families import family_label
from peereval.report.tables.timeline import phase_label
from peereval.report.wording import fill_text, join_pieces


def design(labels: Labels) -> Sentence:
    """Return the groups, the visits and the reference, and that nobody was randomised."""
    groups = ", ".join(labels.group(name) for name in labels.study.groups)
    visits = ", ".join(labels.visit(name) for name in labels.study.visits)
    reference = labels.group(labels.study.reference)
    return fill_text(labels, "report.methods_design", groups=groups, visits=visits, reference=reference)


def compared(labels: Labels) -> Sentence:
    """Return what is compared with what, from the first visit to the last one."""
    others = [name for name in starting_groups(labels) if name != labels.study.reference]
    return fill_text(
        labels,
        "evidence.compared",
        groups=", ".join(labels.group(name) for name in others),
        reference=labels.group(labels.study.reference),
        baseline=labels.visit(first_visit(labels)),
        visit=labels.visit(last_visit(labels)),
    )


def time_zero(labels: Labels) -> Sentence:
    """Return when the follow-up of the groups compared begins."""
    return fill_text(labels, "evidence.time_zero", visit=labels.visit(first_visit(labels)))


def sites(labels: Labels) -> Sentence:
    """Return how many sites people of each group come from."""
    index = index_kind(labels, "sites", "group", "visit")
    found = {group: index.get((group, "", "sites")) for group in labels.study.groups}
    parts = [say_group(labels, group, figure) for group, figure in found.items() if figure and known(figure)]
    return say_list(labels, "evidence.sites", parts)


def assignment(labels: Labels) -> Sentence:
    """Return whether the group goes with the site, as the data have it."""
    for result in labels.analysis.of_kind("change_contrasts"):
        if not labels.analysis.of_kind("sites"):
            return ()
        by_site = "by site" in str(result.method.get("variance", ""))
        return fill_text(labels, "evidence.by_site" if by_site else "evidence.within_sites")
    return ()


def period(labels: Labels) -> Sentence:
    """Return the phases of the study with the days on which they really began and ended."""
    parts = []
    for phase, version, first, last, quantity in index_kind(labels, "timetable", "phase", "version", "first", "last"):
        if (version, quantity) == ("actual", "days"):
            days = (format_date(date.fromisoformat(day), "d MMM y", locale=labels.language) for day in (first, last))
            said = fill_text(labels, "evidence.phase", phase=phase_label(labels, phase), days=" – ".join(days))
            parts.append(said)
    return say_list(labels, "evidence.period", parts)


def months_followed(labels: Labels) -> Sentence:
    """Return the median months from the first visit to the last one, by group."""
    index = index_kind(labels, "visit_timing", "group", "entry", "visit", "clock")
    visit, parts = last_visit(labels), []
    for group in labels.study.groups:
        found = index.get((group, "", visit, "first visit", "median"))
        if found is not None and known(found):
            parts.append(say_group(labels, group, found, style="decimal", decimals=1))
    return say_list(labels, "evidence.months", parts, visit=labels.visit(visit))


def units(labels: Labels) -> Sentence:
    """Return the participants, visits and sites in the model of each primary measure."""
    parts = []
    for name in primary_measures(labels):
        found = index_kind(labels, "fit", outcome=name)
        counts = [
            fill_text(
                labels, "evidence.counted", what=labels.quantity(what).lower(), count=figure.number(style="count")
            )
            for what in ("participants", "observations", "sites")
            if (figure := found.get((what,))) is not None and known(figure)
        ]  # fmt: skip
        if counts:
            listed = join_pieces(counts, ", ")
            parts.append(fill_text(labels, "evidence.of_group", group=labels.measure(name).label, listed=listed))
    return say_list(labels, "evidence.units", parts)


def clustering(labels: Labels) -> Sentence:
    """Return how visits of a person and people of a site are allowed to be alike."""
    if not labels.analysis.of_kind("fit"):
        return ()
    return fill_text(labels, "evidence.clustering" if labels.analysis.of_kind("sites") else "evidence.clustering_alone")


def outcomes(labels: Labels) -> Sentence:
    """Return the primary and the other outcomes by name."""
    measures = labels.measures.values()
    first = words(labels, "evidence.primary", [one.label for one in measures if one.primary])
    other = words(labels, "evidence.secondary", [one.label for one in measures if not one.primary])
    return (*first, " ", *other) if first and other else (first or other)


def instruments(labels: Labels) -> Sentence:
    """Return the instruments behind the measures."""
    named: dict[str, list[str]] = {}
    for measure in labels.measures.values():
        if name := labels.instrument(measure):
            named.setdefault(name, []).append(measure.label)
    listed = list_mark(labels).join(f"{', '.join(names)} [{name}]" for name, names in named.items())
    return fill_text(labels, "report.methods_measures", listed=listed) if listed else ()


def covariates(labels: Labels) -> Sentence:
    """Return the covariates of the models."""
    return words(labels, "evidence.covariates", [labels.variable(name) for name in labels.study.model.covariates])


def hypotheses(labels: Labels) -> Sentence:
    """Return the hypotheses of each family that is tested, in the order of the tests."""
    found: dict[str, dict[str, None]] = {}
    several = len(starting_groups(labels)) > 2
    for result in labels.analysis.of_kind("families"):
        rows = result.rows
        for family, group, visit in zip(rows["family"], rows["group"], rows["visit"], strict=True):
            parts = (labels.measure(result.outcome).label, labels.visit(visit), labels.group(group))
            found.setdefault(str(family), {})[", ".join(parts if several else parts[:2])] = None
    told = [
        fill_text(labels, "evidence.of_group", group=family_label(labels, family), listed=" / ".join(said))
        for family, said in found.items()
        if family != "exploratory"
    ]
    return say_list(labels, "evidence.hypotheses", told)


def software(labels: Labels) -> Sentence:
    """Return the program that made the analysis, with its version."""
    facts = labels.analysis.provenance
    if "peereval" not in facts:
        return ()
    python = str(facts.get("python", "–"))
    return fill_text(labels, "report.methods_software", version=str(facts["peereval"]), python=python)


def missing_handling(labels: Labels) -> Sentence:
    """Return what is done about missing values."""
    if not labels.analysis.of_kind("fit"):
        return ()
    said = fill_text(labels, "report.methods_missing_outcomes")
    if labels.study.model.covariates:
        said = (*said, " ", *fill_text(labels, "report.methods_missing_covariates"))
    imputed = labels.analysis.of_kind("missing_assumptions")
    return (*said, " ", *fill_text(labels, "evidence.imputed")) if imputed else said
