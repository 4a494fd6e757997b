"""The sentences on trials: what is pooled, and where the reader's study lies among them."""

from collections.abc import Iterator
from math import isnan
from statistics import median

from peereval.report.document import Sentence
from peereval.report.dossiers.trials_data import (
    OwnRow,
    domains_of,
    level_of,
    own_name,
    own_rows,
    pooled_figures,
    trial_rows,
)
from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import format_figure
from peereval.report.paragraphs.figures import p_pieces
from peereval.report.rows import Figure, index_rows
from peereval.report.wording import fill_text


def own_sentences(words: DossierWords) -> Iterator[Sentence]:
    """Yield how to read the effects of the reader's study, then of each domain the trials, and each effect."""
    told = words.dossier.provenance
    placed = {domain: own for domain in domains_of(words) if (own := own_rows(words, domain))}
    if not placed:
        return
    groups = ", ".join(dict.fromkeys(words.label(one.group) for own in placed.values() for one in own))
    apart, first = False, next(iter(placed.values()))[0]
    yield fill_text(words, "trials.own_intro", month=f"{float(str(told.get('month', 0))):g}", visit=first.visit,
                    group=groups, reference=words.label(first.reference))  # fmt: skip
    for domain, own in placed.items():
        mean = pooled_figures(words, domain)["pooled effect"]
        pooled = mean.cell() if isnan(mean.conf_low) else mean.estimate_interval()
        together = fill_text(words, "trials.own_domain", domain=words.label(domain), pooled=pooled)
        yield (*together, *_followed(words, domain))
        yield from (_own_sentence(words, one, mean) for one in own)
        apart = apart or not all(_holds(one, mean) for one in own)
    if apart:
        yield fill_text(words, "trials.own_apart")


def _followed(words: DossierWords, domain: str) -> Sentence:
    """Return how long the trials of a domain followed people, where that is known."""
    months = sorted(one.figures["months"].estimate for one in trial_rows(words, domain))
    known = [one for one in months if not isnan(one)]
    if not known:
        return ()
    told = (known[0], known[-1], median(known))
    least, most, middle = (format_figure(one, 0 if one == round(one) else 1, words.language) for one in told)
    return (" ", *fill_text(words, "trials.own_followed", least=least, most=most, middle=middle))


def _own_sentence(words: DossierWords, one: OwnRow, mean: Figure) -> Sentence:
    place = words.say(f"trials.place_{one.effect.note.replace(' ', '_')}")
    held = words.say("trials.own_holds" if _holds(one, mean) else "trials.own_excludes")
    return fill_text(words, "trials.own_effect", measure=own_name(words, one),
                     effect=one.effect.estimate_interval(), place=place, held=held)  # fmt: skip


def _holds(one: OwnRow, mean: Figure) -> bool:
    """Say whether the interval of an effect holds the pooled one."""
    return one.effect.conf_low <= mean.estimate <= one.effect.conf_high


def unplaced_sentences(words: DossierWords) -> Iterator[Sentence]:
    """Yield why measures of the reader's study have no place among the trials, reason by reason."""
    for result in words.dossier.of_kind("own_effects_unplaced"):
        reasons: dict[str, list[str]] = {}
        for (measure, _), figure in index_rows(result, "measure").items():
            reasons.setdefault(figure.note, []).append(words.label(measure))
        for note, measures in reasons.items():
            reason = words.say(f"trials.unplaced_{note.replace(' ', '_')}")
            yield (words.say("trials.unplaced", measures=", ".join(measures), reason=reason),)


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
    said = fill_text(words, "funnel.egger", intercept=figure.estimate_interval(), p=p_pieces(words, figure))
    return (*said, " ", notes)
