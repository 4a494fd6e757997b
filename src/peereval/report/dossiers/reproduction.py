"""The sections of a reproduction: verdicts counted, each published file, and a study in the same templates."""

from collections.abc import Callable, Iterator
from functools import partial

from peereval.report.document import Block, Box, Paragraph, Section
from peereval.report.dossiers.figures.phases import draw_timetable
from peereval.report.dossiers.pictures import make_picture
from peereval.report.dossiers.published_order import FILLED, NEIGHBOURS, STIGMA
from peereval.report.dossiers.published_tables import (
    compared_columns,
    compared_row,
    places_of,
    published_tables,
    verdict_table,
)
from peereval.report.dossiers.study_outcomes import outcome_tables
from peereval.report.dossiers.words import DossierWords
from peereval.report.rows import Index, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.wording import fill_text

_ABSENT = ("lost in the source", "not published", "not transcribed", "needs data", "stated", "not filled in")
_COUNTED = ("reproduced", "recomputed", "differs", "not found")


def reproduction_sections() -> tuple[Callable[[DossierWords], Section], ...]:
    """Return the makers of the sections of a reproduction: the first screen, STIGMA, a study, the neighbours."""
    before, after = ([partial(file_section, name=name) for name in names] for names in ((*STIGMA, *FILLED), NEIGHBOURS))
    return (summary_section, *before, outcomes_section, *after)


def summary_section(words: DossierWords) -> Section:
    """Return the first screen: how many cells are reproduced, what is inferred, which cells differ."""
    own = [Paragraph((words.say("published.own"),), "aside")] if words.dossier.topic == "reproduction" else []
    told = Box((Paragraph((words.say("published.first"),), "label"), *own, *_counts(words)))
    inferred = [
        Paragraph((text,), "caution", strong=words.say("published.inference"))
        for name in _names(words)
        if (text := words.label_or(f"{name}/inference", ""))
    ]
    # A comparison lists every cell below: those that differ once is enough.
    differing = differing_table(words) if words.dossier.topic == "reproduction" else None
    blocks: tuple[Block, ...] = (told, *inferred, *([differing] if differing else []), verdicts_table(words))
    return Section("summary", words.say("report.summary"), blocks, quiet=True)


def _counts(words: DossierWords) -> Iterator[Paragraph]:
    """Yield how many cells have which verdict: those that were computed, then why the others were not."""
    index = index_rows(words.dossier.result("verdicts"), "published")
    found = [(verdict, index["", verdict]) for verdict in (*_COUNTED, *_ABSENT) if ("", verdict) in index]
    for place, (verdict, figure) in enumerate(found):
        number = figure.number(style="count", decimals=0)
        said = fill_text(words, f"published.count_{verdict.replace(' ', '_')}", count=number)
        yield Paragraph(said, "verdict" if place else "estimate")


def _names(words: DossierWords) -> list[str]:
    """Return the published files in their order, without those a study was laid into."""
    names = (result.outcome for result in words.dossier.of_kind("comparison"))
    return [name for name in names if not name.startswith("data_")]


def verdicts_table(words: DossierWords) -> Table:
    """Return how many cells of each published file have which verdict."""
    index = index_rows(words.dossier.result("verdicts"), "published")
    verdicts = [one for one in (*_COUNTED, *_ABSENT, "does not apply") if ("", one) in index]
    columns = (
        Column("published", words.say("published.file")),
        *(Column(one, words.verdict(one), "number", (words.verdict(one),)) for one in verdicts),
    )
    rows = [
        Row((Cell(words.label(name) if name else words.say("published.all")), *_row(index, name, verdicts)))
        for name in (*_names(words), "")
    ]
    return Table("verdicts", words.say("published.by_file"), columns, tuple(rows))


def _row(index: Index, name: str, verdicts: list[str]) -> Iterator[Cell]:
    for verdict in verdicts:
        figure = index.get((name, verdict))
        yield figure.cell(style="count", decimals=0) if figure else Cell()


def differing_table(words: DossierWords) -> Table | None:
    """Return the cells that do not agree with what was computed, of all files; None where all agree."""
    body: list[Row] = []
    for name in _names(words):
        places = places_of(words.dossier.result("comparison", name))
        keys = [key[:3] for key, one in places.items() if key[3] == "published" and one.note == "differs"]
        for table in dict.fromkeys(key[0] for key in keys):
            rows = [compared_row(words, name, places, key) for key in keys if key[0] == table]
            title = words.say("published.of_file", file=words.label(name), table=words.label(f"{name}/{table}"))
            body += [section(title), *rows]
    if not body:
        return None
    return Table("differing", words.say("published.differing"), compared_columns(words), tuple(body))


def file_section(words: DossierWords, name: str) -> Section:
    """Return a published file: its remark, its tables, the verdicts; empty where it is not in the dossier."""
    if not words.dossier.of_kind("comparison", name):
        return Section(name, name, ())
    note = words.label_or(f"{name}/note", "")
    verdicts = verdict_table(words, name)
    blocks: list[Block] = [Paragraph((note,), "caution")] if note else []
    blocks += published_tables(words, name)
    if words.dossier.of_kind("timetable", name):
        blocks.append(make_picture(words, "phases", lambda: draw_timetable(words)))
    blocks += [verdicts] if verdicts else []
    return Section(name, words.label(name), tuple(blocks))


def compared_section(words: DossierWords) -> Section:
    """Return every file of a comparison with the verdicts on all its cells."""
    blocks: list[Block] = []
    for name in _names(words):
        blocks += published_tables(words, name)
        verdicts = verdict_table(words, name, every=True)
        blocks += [verdicts] if verdicts else []
    return Section("comparison", words.say("published.beside"), tuple(blocks))


def outcomes_section(words: DossierWords) -> Section:
    """Return the outcomes of a study by group, visit and category; empty without a study."""
    return Section("outcomes", words.say("published.outcomes"), tuple(outcome_tables(words)))
