"""The sentences on trials: what is pooled, and where the reader's study lies among them."""

from collections.abc import Iterator
from math import isnan

from peereval.report.document import Sentence
from peereval.report.dossiers.trials_data import OwnRow, domains_of, level_of, own_rows, pooled_figures
from peereval.report.dossiers.words import DossierWords
from peereval.report.rows import index_rows
from peereval.report.wording import fill_text


def own_sentences(words: DossierWords) -> Iterator[Sentence]:
    """Yield one sentence for each effect of the reader's study that has a place, first how to read them."""
    told = words.dossier.provenance
    placed = [(domain, one) for domain in domains_of(words) for one in own_rows(words, domain)]
    if placed:
        yield fill_text(words, "trials.own_intro", month=str(told.get("month", "")), visit=str(told.get("visit", "")))
    for domain, one in placed:
        yield _own_sentence(words, domain, one)


def _own_sentence(words: DossierWords, domain: str, one: OwnRow) -> Sentence:
    mean = pooled_figures(words, domain)["pooled effect"]
    held = one.effect.conf_low <= mean.estimate <= one.effect.conf_high
    place = one.effect.note.replace(" ", "_")
    first = fill_text(
        words, "trials.own_effect", measure=words.label(one.measure), group=words.label(one.group),
        reference=words.label(one.reference), effect=one.effect.estimate_interval(),
        domain=words.label(domain), pooled=mean.estimate_interval() if not isnan(mean.conf_low) else mean.cell(),
        place=words.say(f"trials.place_{place}"),
    )  # fmt: skip
    return (*first, " ", words.say("trials.own_holds" if held else "trials.own_excludes"))


def unplaced_sentences(words: DossierWords) -> Iterator[Sentence]:
    """Yield why measures of the reader's study have no place among the trials."""
    for result in words.dossier.of_kind("own_effects_unplaced"):
        for (measure, _), figure in index_rows(result, "measure").items():
            reason = words.say(f"trials.unplaced_{figure.note.replace(' ', '_')}")
            yield (words.say("trials.unplaced", measure=words.label(measure), reason=reason),)


def pooled_sentence(words: DossierWords, domain: str) -> Sentence:
    """Return what the trials of a domain say together, worded by their interval."""
    found = pooled_figures(words, domain)
    mean, reach, share = found["pooled effect"], found["prediction interval"], found["I2"]
    level = level_of(words, words.dossier.result("pooled_effects", domain))
    if isnan(mean.conf_low):
        return fill_text(words, "trials.pooled_without", domain=words.label(domain), effect=mean.cell())
    verdict = "benefit" if mean.conf_low > 0 else "harm" if mean.conf_high < 0 else "open"
    first = fill_text(words, "trials.pooled_effect", domain=words.label(domain), effect=mean.estimate_interval(),
                      rows=found["trials"].number(style="count"), level=level,
                      verdict=words.say(f"trials.verdict_{verdict}"))  # fmt: skip
    if isnan(reach.conf_low):
        return first
    held = "trials.reach_holds" if reach.conf_low <= 0 <= reach.conf_high else "trials.reach_excludes"
    return (*first, " ", *fill_text(words, held, bounds=reach.interval(), i2=share.number(decimals=0)))


def asymmetry_sentence(words: DossierWords, domain: str) -> Sentence:
    """Return what can be said of the symmetry of a funnel; of its cause nothing."""
    result = words.dossier.result("funnel_asymmetry", domain)
    figure = next(iter(index_rows(result).values()))
    notes = " ".join(note.in_language(words.language) for note in result.notes)
    if isnan(figure.estimate):
        return (notes or words.say("funnel.none"),)
    said = fill_text(words, "funnel.egger", intercept=figure.estimate_interval(), p=figure.number("p_value", style="p"))
    return (*said, " ", notes)
