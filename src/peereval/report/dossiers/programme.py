"""The sections of the monitoring of a programme."""

from collections.abc import Callable

from peereval.report.document import Block, Paragraph, Section
from peereval.report.dossiers.figures.posts_held import draw_posts_held
from peereval.report.dossiers.figures.settings import draw_settings, has_settings
from peereval.report.dossiers.pictures import make_picture
from peereval.report.dossiers.programme_summary import summary_sentences
from peereval.report.dossiers.programme_tables import beside_table, fact_table, posts_table, sums_table
from peereval.report.dossiers.words import DossierWords
from peereval.report.table import Table


def summary_section(words: DossierWords) -> Section:
    """Return what is said first: the main figures, and whether printed totals add up."""
    paragraphs = tuple(Paragraph(pieces, "prose") for pieces in summary_sentences(words))
    return Section("programme_summary", words.say("programme.heading_summary"), paragraphs)


def reach_section(words: DossierWords) -> Section:
    """Return the people the programme reaches."""
    return _section(words, "reach", lambda: fact_table(words, "programme_reach"))


def staffing_section(words: DossierWords) -> Section:
    """Return who works in the programme: posts, settings, wages."""
    picture = [make_picture(words, "staff_settings", lambda: draw_settings(words))] if has_settings(words) else []
    return _section(words, "staffing", lambda: fact_table(words, "programme_staffing"), after=tuple(picture))


def posts_section(words: DossierWords) -> Section:
    """Return how long posts are held, and why they are left."""
    picture: tuple[Block, ...] = ()
    if words.dossier.of_kind("programme_posts"):
        picture = (make_picture(words, "posts_held", lambda: draw_posts_held(words)),)
    return _section(
        words,
        "posts",
        lambda: posts_table(words),
        lambda: fact_table(words, "programme_leaving"),
        before=picture,
    )


def costs_section(words: DossierWords) -> Section:
    """Return what the programme costs, and its costs beside the effects of its study."""
    return _section(words, "costs", lambda: fact_table(words, "programme_costs"), lambda: beside_table(words))


def sums_section(words: DossierWords) -> Section:
    """Return which printed figures others bear out, and which they contradict."""
    return _section(words, "sums", lambda: sums_table(words))


SECTIONS = (summary_section, reach_section, staffing_section, posts_section, costs_section, sums_section)
"""The sections of the monitoring of a programme, in order."""


def _section(
    words: DossierWords,
    name: str,
    *tables: Callable[[], Table | None],
    before: tuple[Block, ...] = (),
    after: tuple[Block, ...] = (),
) -> Section:
    """Return a section with the tables that there are; without blocks where there are none."""
    made = tuple(table for make in tables if (table := make()) is not None)
    return Section(f"programme_{name}", words.say(f"programme.heading_{name}"), (*before, *made, *after))
