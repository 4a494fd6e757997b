"""The figures of one domain of trials, found by their keys: what tables, figures and sentences print."""

from collections.abc import Mapping
from dataclasses import dataclass

from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import format_percent
from peereval.report.rows import Figure, index_rows
from peereval.results import Result

TREATED, CONTROL = "n treated", "n control"


@dataclass(frozen=True, slots=True, eq=False)
class TrialRow:
    """One trial: its names, its figures, its weight, and the pooled effect without it (None with one trial)."""

    name: str
    study: str
    instrument: str
    figures: Mapping[str, Figure]
    effect: Figure
    weight: Figure
    without: Figure | None


@dataclass(frozen=True, slots=True, eq=False)
class OwnRow:
    """An effect of the study of the reader: measure, group, visit, and its figures."""

    measure: str
    group: str
    reference: str
    visit: str
    effect: Figure
    apart: Figure


def domains_of(words: DossierWords) -> list[str]:
    """Return the domains of a dossier, in order."""
    return [result.outcome for result in words.dossier.of_kind("pooled_effects")]


def domain_id(words: DossierWords, domain: str) -> str:
    """Return the name of a domain for files: its own where it is of the review, else its number."""
    known = ("clinical", "personal", "functional")
    return domain if domain in known else str(domains_of(words).index(domain) + 1)


def pooled_figures(words: DossierWords, domain: str) -> dict[str, Figure]:
    """Return the figures of the pooling of all trials of a domain, by quantity."""
    return {
        key[2]: figure
        for key, figure in index_rows(words.dossier.result("pooled_effects", domain), "subgroup", "trial").items()
        if key[:2] == ("", "")
    }


def trial_rows(words: DossierWords, domain: str) -> list[TrialRow]:
    """Return the trials of a domain, in their order."""
    told = index_rows(words.dossier.result("trials", domain), "trial", "study", "instrument")
    pooled = index_rows(words.dossier.result("pooled_effects", domain), "trial")
    without = {
        key[0]: figure
        for result in words.dossier.of_kind("leave_one_trial_out", domain)
        for key, figure in index_rows(result, "left_out").items()
        if key[1] == "pooled effect"
    }
    rows = []
    for name, study, instrument in dict.fromkeys(key[:3] for key in told):
        own = {key[3]: figure for key, figure in told.items() if key[0] == name}
        effect, weight = pooled[name, "effect"], pooled[name, "weight"]
        rows.append(TrialRow(name, study, instrument, own, effect, weight, without.get(name)))
    return rows


def own_rows(words: DossierWords, domain: str) -> list[OwnRow]:
    """Return the effects of the reader's study in a domain; none without a study."""
    rows = []
    for result in words.dossier.of_kind("own_effects", domain):
        found = index_rows(result, "measure", "group", "reference", "visit")
        for (measure, group, reference, visit, quantity), figure in found.items():
            if quantity == "own effect":
                apart = found[measure, group, reference, visit, "difference from the pooled effect"]
                rows.append(OwnRow(measure, group, reference, visit, figure, apart))
    return rows


def own_name(words: DossierWords, one: OwnRow) -> str:
    """Return what an effect of the reader's study is of: the measure, and the group where there are several."""
    every = {row.group for domain in domains_of(words) for row in own_rows(words, domain)}
    measure = words.label(one.measure)
    return f"{measure}, {words.label(one.group)}" if len(every) > 1 else measure


def level_of(words: DossierWords, result: Result) -> str:
    """Return the level of the intervals of a result as a percentage."""
    percent = 100.0 * float(str(result.method.get("level", 0.95)))
    return format_percent(percent, 0 if percent == round(percent) else 1, words.language)


def method_text(words: DossierWords, result: Result) -> str:
    """Return in words how a result was pooled: REML, Knapp-Hartung."""
    names = (str(result.method[one]).replace("-", "_") for one in ("method", "interval"))
    return ", ".join(words.say(f"pooling.{name}") for name in names)
