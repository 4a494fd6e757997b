"""Evidence on people: who was counted, seen, analysed, followed by the worker, and lost."""

from collections.abc import Iterator

from peereval.report.checklists.sayings import (
    first_visit,
    index_kind,
    known,
    largest,
    last_visit,
    primary_measures,
    say_group,
    say_list,
    starting_groups,
)
from peereval.report.document import Sentence
from peereval.report.flags import raise_flags
from peereval.report.labels import Labels
from peereval.report.rows import Index
from peereval.report.wording import fill_text, join_pieces

_RECRUITED = ("eligible", "refusals", "missed appointments", "included")


def say_flag(labels: Labels, name: str) -> Sentence:
    """Return the sentence of a flag of the first screen, raised or not."""
    return next((flag.sentence for flag in raise_flags(labels) if flag.id == name), ())


def entered(labels: Labels) -> Sentence:
    """Return how many people of each group were first seen at which visit."""
    index = index_kind(labels, "flow", "group", "entry", "visit")
    parts = [
        fill_text(
            labels, "evidence.at_visit", group=labels.group(group), count=figure.number(style="count"), visit=visit
        )
        for (group, entry, visit, quantity), figure in index.items()
        if quantity == "entered" and not entry and figure.some
    ]  # fmt: skip
    return say_list(labels, "evidence.entered", parts)


def screened(labels: Labels) -> Sentence:
    """Return the people eligible, refusing, missed and included, by group."""
    index = index_kind(labels, "flow", "group", "entry", "visit")
    return say_list(labels, "evidence.screened", (_recruited(labels, index, group) for group in labels.study.groups))


def _recruited(labels: Labels, index: Index, group: str) -> Sentence:
    counts = []
    for quantity in _RECRUITED:
        figure = index.get((group, "", first_visit(labels), quantity))
        if figure is not None and known(figure):
            word = labels.quantity(quantity)
            counts.append(fill_text(labels, "evidence.counted", what=word.lower(), count=figure.number(style="count")))
    if not counts:
        return ()
    return fill_text(labels, "evidence.of_group", group=labels.group(group), listed=join_pieces(counts, ", "))


def retained(labels: Labels) -> Sentence:
    """Return the people seen at the last visit, and their share of those expected, by group."""
    index = index_kind(labels, "flow", "group", "entry", "visit")
    visit, parts = last_visit(labels), []
    for group in labels.study.groups:
        seen, share = (index.get((group, "", visit, quantity)) for quantity in ("seen", "retained"))
        if seen is not None and known(seen) and share is not None and known(share):
            parts.append(fill_text(labels, "evidence.share", group=labels.group(group),
                                   count=seen.number(style="count"),
                                   percent=share.number(style="percent", decimals=1)))  # fmt: skip
    return say_list(labels, "evidence.retained", parts, visit=labels.visit(visit))


def analysed(labels: Labels) -> Sentence:
    """Return the people in the model of each primary measure, by group."""
    return say_list(labels, "evidence.analysed", _by_measure(labels, "analysed"))


def missing_outcome(labels: Labels) -> Sentence:
    """Return the people seen at the last visit without the primary measure, by group."""
    visit = last_visit(labels)
    parts = _by_measure(labels, "missing outcome", visit)
    return say_list(labels, "evidence.missing_outcome", parts, visit=labels.visit(visit))


def _by_measure(labels: Labels, quantity: str, visit: str = "") -> Iterator[Sentence]:
    for name in primary_measures(labels):
        index = index_kind(labels, "analysed", "group", "visit", outcome=name)
        at = visit or ("" if any(not key[1] for key in index) else last_visit(labels))
        found = {group: index.get((group, at, quantity)) for group in labels.study.groups}
        parts = [say_group(labels, group, figure) for group, figure in found.items() if figure and known(figure)]
        if parts:
            label = labels.measure(name).label
            yield fill_text(labels, "evidence.of_group", group=label, listed=join_pieces(parts, ", "))


def lost_differences(labels: Labels) -> Sentence:
    """Return, by group, what differs most at the start between people not seen and seen at the last visit."""
    index = index_kind(labels, "attrition", "variable", "level", "group", "status")
    parts = []
    for group in labels.study.groups:
        found = {
            key[0]: figure for key, figure in index.items() if key[2] == group and key[4] == "smd" and known(figure)
        }
        if found:
            name = largest(found)
            parts.append(fill_text(labels, "flag.selection_group", group=labels.group(group),
                                   variable=labels.variable(name), smd=found[name].number()))  # fmt: skip
    return say_list(labels, "evidence.lost_differences", parts, visit=labels.visit(last_visit(labels)))


def exposed(labels: Labels) -> Sentence:
    """Return who was still followed by the worker at each visit, by group."""
    index = index_kind(labels, "exposure", "group", "visit", "reason")
    parts = []
    for group, visit, reason, quantity in index:
        followed, seen = (index.get((group, visit, "", name)) for name in ("followed", "seen"))
        if quantity == "followed" and not reason and followed is not None and seen is not None:
            parts.append(fill_text(labels, "evidence.followed", group=labels.group(group), visit=labels.visit(visit),
                                   followed=followed.number(style="count"),
                                   seen=seen.number(style="count")))  # fmt: skip
    return say_list(labels, "evidence.exposed", parts)


def ended(labels: Labels) -> Sentence:
    """Return why the follow-up by the worker had ended by the last visit, by group."""
    index = index_kind(labels, "exposure", "group", "visit", "reason")
    visit, parts = last_visit(labels), []
    for group in labels.study.groups:
        found = {key[2]: figure for key, figure in index.items()
                 if key[:2] == (group, visit) and key[2] and key[3] == "ended" and figure.some}  # fmt: skip
        reasons = [
            fill_text(labels, "evidence.counted", what=labels.reason("exposure_end_reason", reason),
                      count=figure.number(style="count"))
            for reason, figure in found.items()
        ]  # fmt: skip
        if reasons:
            parts.append(fill_text(labels, "evidence.of_group", group=labels.group(group),
                                   listed=join_pieces(reasons, ", ")))  # fmt: skip
    return say_list(labels, "evidence.ended", parts, visit=labels.visit(visit))


def later_groups(labels: Labels) -> Sentence:
    """Return the groups that were never seen at the first visit, and what this means."""
    later = [labels.group(group) for group in labels.study.groups if group not in starting_groups(labels)]
    if not later:
        return fill_text(labels, "flag.survivors_none")
    return fill_text(labels, "flag.survivors_text", groups=", ".join(later), visit=labels.visit(first_visit(labels)))
