"""The lines beside the arrows of the flow figure: who was not included, who was not seen, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import pandas as pd

from peereval.report.figures.flow_data import BEFORE
from peereval.report.figures.wrap import wrap_label
from peereval.report.labels import Labels, counted
from peereval.report.numbers import format_figure

LINE_SIZE, REASON_SIZE = 7.0, 6.6
_INDENT = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of text beside an arrow; a reason is drawn further in and lighter."""

    text: str
    reason: bool = False


def arrow_lines(labels: Labels, data: pd.DataFrame, group: str, visit: str, inches: float) -> tuple[Line, ...]:
    """Return the lines before the box of a visit of a group, each fitting a width in inches."""
    own = data[(data["group"] == group) & (data["visit"] == visit)]
    totals = own[own["reason"] == ""]
    values = dict(zip(totals["quantity"], totals["estimate"].astype(float), strict=True))
    started = labels.study.visits
    first = next((name for name in started if _seen(data, group, name)), "")
    if not values.get("seen"):
        return ()
    lines = list(_lost(labels, values, own)) if visit != first else []
    lines += _before(labels, values, first=visit == next(iter(started)))
    if values.get("entered") and visit != next(iter(started)):
        lines.append(_count(labels, "entered", values["entered"]))
    return tuple(wrapped for line in lines for wrapped in _wrapped(line, inches))


def _seen(data: pd.DataFrame, group: str, visit: str) -> bool:
    found = data[(data["group"] == group) & (data["visit"] == visit) & (data["quantity"] == "seen")]
    return bool((found["estimate"] > 0).any())


def _before(labels: Labels, values: Mapping[str, float], *, first: bool) -> Iterator[Line]:
    """Yield who was eligible and not included; the eligible of the first visit have a box of their own."""
    if values.get("eligible") and not first:
        yield _count(labels, "eligible", values["eligible"])
    yield from (_count(labels, name, values[name]) for name in BEFORE if values.get(name))


def _lost(labels: Labels, values: Mapping[str, float], own: pd.DataFrame) -> Iterator[Line]:
    """Yield who was not seen, why, and who came back."""
    yield from (_count(labels, name, values[name]) for name in ("missed", "newly lost") if values.get(name))
    yield from _reasons(labels, own)
    yield from (_count(labels, name, values[name]) for name in ("returned",) if values.get(name))


def _reasons(labels: Labels, own: pd.DataFrame) -> Iterator[Line]:
    """Yield the reasons of those newly absent, the most frequent first, and those without one."""
    found = own[(own["reason"] != "") & (own["quantity"] == "newly absent") & (own["estimate"] > 0)]
    ordered = found.sort_values("estimate", ascending=False, kind="stable")
    names, found_counts = ordered["reason"].astype(str), ordered["estimate"].astype(float)
    counts = [(labels.reason("absence_reason", name), count) for name, count in zip(names, found_counts, strict=True)]
    unknown = float(own[own["quantity"] == "newly not recorded"]["estimate"].sum())
    counts += [(labels.say("figure.no_reason"), unknown)] if counts and unknown else []
    for reason, count in counts:
        yield Line(labels.say("figure.reason", count=_number(labels, count), reason=reason), reason=True)


def _count(labels: Labels, name: str, count: float) -> Line:
    words = labels.say(counted("figure." + name.replace(" ", "_"), count))
    return Line(f"{_number(labels, count)} {words}")


def _number(labels: Labels, value: float) -> str:
    if isnan(value):  # hidden: a count that is there is shown
        return labels.say("disclosure.sign")
    return format_figure(value, 0, labels.language)


def _wrapped(line: Line, inches: float) -> Sequence[Line]:
    size = REASON_SIZE if line.reason else LINE_SIZE
    room = inches - (_INDENT if line.reason else 0.0)
    return [Line(text, line.reason) for text in wrap_label(line.text, room, size, lines=2).split("\n")]
