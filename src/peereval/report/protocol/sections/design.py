"""The question and the design: groups, visits, services, timetable."""

from collections.abc import Iterator
from datetime import date

from babel.dates import format_date

from peereval.report.document import Block, Paragraph, Section
from peereval.report.protocol.outline import Outline
from peereval.report.table import Table
from peereval.study.words import number_text
from peereval.terms import Language, label_of


def design_section(outline: Outline) -> Section:
    """Return objective, design, groups, visits and timetable."""
    blocks: list[Block] = [Paragraph((text,), "prose") for text in _said(outline)]
    blocks += [_groups(outline), _visits(outline), *_timetable(outline)]
    return Section("plan-design", outline.say("design"), tuple(blocks))


def _said(outline: Outline) -> Iterator[str]:
    say, study = outline.say, outline.study
    yield f"{say('objective')} {study.protocol.objective or say('to_decide')}"
    groups = ", ".join(outline.name(name) for name in study.groups)
    said = [say("design_text", groups=groups, visits=", ".join(study.visits), reference=outline.name(study.reference))]
    if outline.later:
        said.append(say("design_later", groups=", ".join(outline.name(name) for name in outline.later)))
    said.append(say("design_sites" if study.columns.site else "design_no_sites"))
    yield " ".join(said)
    yield f"{say('interim')} {study.protocol.interim or say('to_decide')}"


def _groups(outline: Outline) -> Table:
    study, say = outline.study, outline.say
    received = {study.reference: study.protocol.comparison, **dict.fromkeys(outline.compared, study.protocol.treatment)}
    rows = [
        (
            outline.name(name),
            say("role_reference" if group.reference else "role_later" if name in outline.later else "role_compared"),
            ", ".join(group.enters_at or tuple(study.visits)[:1]),
            received.get(name) or ("–" if name in outline.later else say("to_decide")),
        )
        for name, group in study.groups.items()
    ]
    return outline.table("groups", ("group", "role", "enters", "receives"), rows)


def _visits(outline: Outline) -> Table:
    language = outline.labels.language
    rows = []
    for name, visit in outline.study.visits.items():
        weeks = visit.window_weeks
        window = outline.say("weeks", weeks=number_text(weeks, language)) if weeks else outline.say("no_window")
        rows.append((name, number_text(visit.month, language), window))
    return outline.table("visits", ("visit", "month", "window"), rows)


def _timetable(outline: Outline) -> Iterator[Table]:
    language = outline.labels.language
    rows = []
    for phase in outline.study.timetable:
        if phase.planned:
            days = (_day_text(day, language) for day in phase.planned)
            rows.append((label_of(dict(phase.label.items()), language, ""), *days))
    if rows:
        yield outline.table("timetable", ("phase", "first_day", "last_day"), rows)


def _day_text(day: date, language: Language) -> str:
    """Return a day in words; French says the first of a month by its ordinal."""
    text = str(format_date(day, "d MMMM y", locale=language))
    return f"1er{text[1:]}" if language == "fr" and day.day == 1 else text
