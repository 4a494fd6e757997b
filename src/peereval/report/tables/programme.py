"""The tables of the programme of a study, as its own document has them."""

from dataclasses import replace
from functools import lru_cache

from peereval.dossier import Dossier
from peereval.report.dossiers.programme_tables import beside_table, fact_table, posts_table, sums_table
from peereval.report.dossiers.words import DossierWords
from peereval.report.labels import Labels
from peereval.report.table import Table
from peereval.results import Analysis, Result


def reach_table(labels: Labels) -> Table | None:
    """Return the people that the programme reaches."""
    return _sourced(labels, fact_table(programme_words(labels.analysis), "programme_reach"))


def staffing_table(labels: Labels) -> Table | None:
    """Return who works in the programme."""
    return _sourced(labels, fact_table(programme_words(labels.analysis), "programme_staffing"))


def posts_held_table(labels: Labels) -> Table | None:
    """Return how long posts are held."""
    return posts_table(programme_words(labels.analysis))


def leaving_table(labels: Labels) -> Table | None:
    """Return how many posts were left, and why."""
    return fact_table(programme_words(labels.analysis), "programme_leaving")


def costs_table(labels: Labels) -> Table | None:
    """Return what the programme costs."""
    return _sourced(labels, fact_table(programme_words(labels.analysis), "programme_costs"))


def totals_table(labels: Labels) -> Table | None:
    """Return printed totals beside their parts."""
    return sums_table(programme_words(labels.analysis))


def costs_beside_table(labels: Labels) -> Table | None:
    """Return what the programme costs beside every effect of the study."""
    return beside_table(programme_words(labels.analysis))


_BETTER = {"better": "programme.higher_better", "worse": "programme.lower_better"}


@lru_cache(maxsize=4)
def programme_words(analysis: Analysis) -> DossierWords:
    """Return the words of the programme of an analysis: those of its file, of groups and of measures."""
    study, labels = analysis.study, Labels(analysis)
    results = tuple(result for result in analysis.results if result.kind.startswith("programme_"))
    words = {name: labels.group(name) for name in study.groups}
    for measure in labels.measures.values():
        better = _BETTER.get(measure.higher_is)
        words[measure.name] = f"{measure.label} ({labels.say(better)})" if better else measure.label
    for result in results:
        named = ((str(key), str(text)) for key, text in result.method.items())
        words |= {key.removeprefix("label."): text for key, text in named if key.startswith("label.")}
    words |= {f"source {name}": f"[{place}]" for place, name in enumerate(_sources(results), 1)}
    return DossierWords(Dossier("programme", study.study, study.language, results, words))


def _sources(results: tuple[Result, ...]) -> dict[str, str]:
    """Return the references of the programme, by name."""
    told = ((str(key), str(text)) for result in results for key, text in result.method.items())
    return {key.removeprefix("source."): text for key, text in told if key.startswith("source.")}


def _sourced(labels: Labels, table: Table | None) -> Table | None:
    """Return a table with the references that its rows name."""
    if table is None:
        return None
    told = _sources(programme_words(labels.analysis).dossier.results)
    listed = [f"[{place}] {text}" for place, text in enumerate(told.values(), 1)]
    return replace(table, notes=(*table.notes, *listed))
