"""TREND and STROBE as tables: each item, whether the report answers it, where, and what it says."""

from collections.abc import Iterator

from peereval.report.checklists.held import Held
from peereval.report.checklists.items import SOURCES, Checklist, Item, judge_item, read_items
from peereval.report.checklists.places import count_telling, place_cell
from peereval.report.checklists.sayings import join_sentences
from peereval.report.labels import Labels
from peereval.report.table import Cell, Column, Row, Table, section, told_cell
from peereval.terms import has_term

_COLUMNS = ("asks", "status", "places", "says", "write")


def reporting_table(held: Held, checklist: Checklist) -> Table:
    """Return a checklist of what a paper must report, one row an item, under the topics it is ordered by."""
    labels = held.labels
    columns = tuple(Column(name, labels.say(f"checklist.{name}")) for name in _COLUMNS)
    rows = tuple(_rows(held, checklist))
    notes = (labels.say(f"{checklist}.note", doi=SOURCES[checklist]), labels.say("checklist.note"))
    return Table(checklist, labels.say(f"{checklist}.title"), columns, rows, notes, part="checklists")


def _rows(held: Held, checklist: Checklist) -> Iterator[Row]:
    topic = ""
    for item in read_items(checklist):
        if item.topic != topic:
            topic = item.topic
            yield section(held.labels.say(f"{checklist}.topic.{topic}"))
        yield _row(held, item)


def _row(held: Held, item: Item) -> Row:
    labels = held.labels
    answers, extra = held.said(item.answers), held.said(item.extra)
    places = held.places(item.where)
    telling = count_telling(item.where, places, words=bool(answers) or not item.answers)
    status = judge_item(item, found=len(answers), places=telling)
    return Row((
        Cell(f"{item.name}. {labels.say(item.key)}"),
        Cell(labels.say(f"checklist.{status}")),
        place_cell(places),
        told_cell(join_sentences((*answers, *extra))),
        Cell("" if status == "answered" else begin_sentence(write_hint(labels, item))),
    ))  # fmt: skip


def write_hint(labels: Labels, item: Item) -> str:
    """Return what the author is asked to write for an item that the report does not answer in full."""
    key = f"{item.key}.write"
    silent = "checklist.write_hidden" if labels.study.audience == "external" else "checklist.write_missing"
    return labels.say(key if has_term(key) else silent)


def begin_sentence(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]
