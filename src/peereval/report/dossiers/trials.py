"""The sections on trials: the reader's study among them, the poolings, each domain, other choices, checks."""

from collections.abc import Iterator
from functools import partial

from peereval.remarks import Note
from peereval.report.document import Block, Heading, Paragraph, Section
from peereval.report.dossiers.figures.trials_forest import draw_trials_forest
from peereval.report.dossiers.figures.trials_funnel import draw_trials_funnel
from peereval.report.dossiers.figures.trials_left_out import draw_trials_left_out
from peereval.report.dossiers.pictures import make_picture
from peereval.report.dossiers.trials_choices import lengths_table, sensitivity_table
from peereval.report.dossiers.trials_data import domain_id, domains_of, level_of, trial_rows
from peereval.report.dossiers.trials_sentences import (
    asymmetry_sentence,
    own_sentences,
    pooled_sentence,
    unplaced_sentences,
)
from peereval.report.dossiers.trials_tables import (
    differing_table,
    own_table,
    pooled_table,
    trials_table,
)
from peereval.report.dossiers.words import DossierWords


def own_section(words: DossierWords) -> Section:
    """Return the reader's study beside the trials; without blocks where there is no study."""
    blocks: list[Block] = [Paragraph(said, "body") for said in own_sentences(words)]
    table = own_table(words)
    blocks += [table] if table else []
    blocks += [Paragraph(said, "aside") for said in unplaced_sentences(words)]
    return Section("own", words.say("trials.own"), tuple(blocks))


def pooled_section(words: DossierWords) -> Section:
    """Return the pooled effects by domain, in sentences and as a table."""
    said = (Paragraph(pooled_sentence(words, domain)) for domain in domains_of(words))
    return Section("pooled", words.say("trials.pooled"), (*said, pooled_table(words)))


def domains_section(words: DossierWords) -> Section:
    """Return forest, table, leave-one-out and funnel of each domain."""
    return Section("domains", words.say("trials.domains"), tuple(_of_domains(words)))


def _of_domains(words: DossierWords) -> Iterator[Block]:
    for domain in domains_of(words):
        name, label = domain_id(words, domain), words.label(domain)
        result = words.dossier.result("pooled_effects", domain)
        told = {"domain": label, "level": level_of(words, result)}
        yield Heading(label, f"domain-{name}")
        draw = partial(draw_trials_forest, words, domain)
        yield make_picture(words, f"forest_{name}", draw, family="trials_forest", **told)
        yield trials_table(words, domain)
        if len(trial_rows(words, domain)) > 1:
            draw = partial(draw_trials_left_out, words, domain)
            yield make_picture(words, f"left_out_{name}", draw, family="trials_left_out", **told)
            draw = partial(draw_trials_funnel, words, domain)
            yield make_picture(words, f"funnel_{name}", draw, family="trials_funnel", **told)
        yield Paragraph(asymmetry_sentence(words, domain))
        notes: tuple[Note, ...] = result.notes
        yield from (Paragraph((note.in_language(words.language),), "aside") for note in notes)


def sensitivity_section(words: DossierWords) -> Section:
    """Return the pooled effects under other choices."""
    lengths = lengths_table(words)
    tables = (sensitivity_table(words), lengths) if lengths else (sensitivity_table(words),)
    return Section("sensitivity", words.say("trials.sensitivity"), tables)


def checks_section(words: DossierWords) -> Section:
    """Return the effects that their means do not give; without blocks where there are none."""
    table = differing_table(words)
    return Section("checks", words.say("trials.checks"), (table,) if table else ())


def methods_section(words: DossierWords) -> Section:
    """Return how the figures were made."""
    said = (words.say(f"trials.method_{name}") for name in ("effects", "pooling", "spread", "own"))
    kept = list(said) if words.dossier.of_kind("own_effects") else list(said)[:3]
    return Section("methods", words.say("trials.methods"), tuple(Paragraph((text,)) for text in kept))


TRIALS = (own_section, pooled_section, domains_section, sensitivity_section, checks_section, methods_section)
"""The sections of a dossier on trials, in their order."""
