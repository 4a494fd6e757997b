"""The target trial and ROBINS-I as forms: what the data say, and empty places for author and rater."""

from collections.abc import Iterator

from peereval.report.checklists.held import Held
from peereval.report.checklists.items import SOURCES, Item, read_items
from peereval.report.checklists.places import place_cell
from peereval.report.checklists.reporting import begin_sentence, write_hint
from peereval.report.checklists.sayings import join_sentences
from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.table import Cell, Column, Row, Table, section, told_cell
from peereval.report.wording import fill_text
from peereval.terms import has_term

TARGET = "10.1001/jama.2025.13350"
"""The DOI of the TARGET statement on reporting emulated target trials (2025)."""
WANTED = {"strategies": ("compared",), "time_zero": ("time_zero",), "outcome": ("outcomes",), "contrast": ("compared",)}
"""What of the trial one would have wanted follows from the study file; the rest is the author's."""
JUDGEMENTS = ("low", "moderate", "serious", "critical", "no_information")
"""The judgements that ROBINS-I allows for a domain; the program makes none of them."""


def trial_table(held: Held) -> Table:
    """Return the trial one would have wanted beside what this study did, component by component."""
    labels = held.labels
    names = ("component", "wanted", "did", "places")
    columns = tuple(Column(name, labels.say(f"checklist.{name}")) for name in names)
    rows = tuple(_component(held, item) for item in read_items("target_trial"))
    notes = (labels.say("target_trial.note", doi=SOURCES["target_trial"], target=TARGET),)
    return Table("target_trial", labels.say("target_trial.title"), columns, rows, notes, part="checklists")


def _component(held: Held, item: Item) -> Row:
    labels = held.labels
    wanted = held.said(WANTED.get(item.name, ()))
    said = held.said((*item.answers, *item.extra))
    caution = f"{item.key}.caution"
    own: Sentence = (labels.say(caution),) if has_term(caution) else ()
    hint = labels.say(f"{item.key}.wanted")
    return Row((
        Cell(labels.say(item.key)),
        told_cell(join_sentences((*wanted, _to_write(labels, hint)))),
        told_cell(join_sentences((own, *said, _to_write(labels, write_hint(labels, item))))),
        place_cell(held.places(item.where)),
    ))  # fmt: skip


def _to_write(labels: Labels, hint: str) -> Sentence:
    return fill_text(labels, "checklist.to_write", hint=hint)


def robins_table(held: Held) -> Table:
    """Return the seven domains of ROBINS-I with what the data say to each, and an empty judgement for the rater."""
    labels = held.labels
    columns = tuple(Column(name, labels.say(f"checklist.{name}")) for name in ("subject", "says", "places", "write"))
    rows = tuple(_domains(held))
    notes = (labels.say("robins_i.note", doi=SOURCES["robins_i"]),)
    return Table("robins_i", labels.say("robins_i.title"), columns, rows, notes, part="checklists")


def _domains(held: Held) -> Iterator[Row]:
    labels = held.labels
    items = read_items("robins_i")
    for domain in dict.fromkeys(item.topic for item in items):
        yield section(labels.say(f"robins_i.topic.{domain}"))
        yield from (_evidence(held, item) for item in items if item.topic == domain)
        yield _judgement(labels, "checklist.judgement")
    yield section(labels.say("robins_i.topic.overall"))
    yield _judgement(labels, "checklist.judgement")


def _evidence(held: Held, item: Item) -> Row:
    labels = held.labels
    said = held.said((*item.answers, *item.extra))
    hint = write_hint(labels, item) if item.left != "none" or not said else ""
    return Row((
        Cell(labels.say(item.key)),
        told_cell(join_sentences(said)),
        place_cell(held.places(item.where)),
        Cell(begin_sentence(hint)),
    ))  # fmt: skip


def _judgement(labels: Labels, name: str) -> Row:
    boxes = "   ".join(f"☐ {labels.say(f'judgement.{one}')}" for one in JUDGEMENTS)
    return Row((Cell(labels.say(name)), Cell(boxes), Cell(), Cell(labels.say("checklist.reasons"))))
