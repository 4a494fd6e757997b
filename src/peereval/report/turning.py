"""Where a conclusion turns, in words: read from a tipping point for its table and its figure."""

from dataclasses import dataclass
from math import isfinite, isnan
from typing import Literal

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure
from peereval.report.rows import Figure, Index, index_rows
from peereval.results import Result

Axis = Literal["group", "reference"]
AXES: tuple[Axis, ...] = ("group", "reference")
SIDES = {"above": "turning delta above 0", "below": "turning delta below 0"}


@dataclass(frozen=True, slots=True, eq=False)
class Turning:
    """The tipping point of one group and visit.

    Attributes
    ----------
    group, visit, reference, baseline
        The contrast.
    signed
        Whether a delta above 0 is the worse one; else it is the higher one.
    plain
        The difference without any delta.
    deltas
        The turning deltas by the group that is moved and the quantity.
    """

    group: str
    visit: str
    reference: str
    baseline: str
    signed: bool
    plain: Figure | None
    deltas: dict[tuple[Axis, str], Figure]

    def moved(self, axis: Axis) -> str:
        """Return the name of the group whose missed values are moved."""
        return self.group if axis == "group" else self.reference

    def nearest(self, axis: Axis) -> tuple[str, Figure] | None:
        """Return the side and the figure of the turning delta nearest to 0, or None where none turns."""
        found = [(side, self.deltas[axis, name]) for side, name in SIDES.items() if (axis, name) in self.deltas]
        known = [(side, figure) for side, figure in found if isfinite(figure.estimate)]
        return min(known, key=lambda one: abs(one[1].estimate), default=None)

    def direction(self, side: str) -> str:
        """Return the key of the words for people who are moved to a side."""
        words = {True: ("worse", "better"), False: ("higher", "lower")}[self.signed]
        return words[0] if side == "above" else words[1]


def read_turnings(result: Result) -> list[Turning]:
    """Return the tipping points of a result, one for each group compared."""
    index = index_rows(result, "group", "visit", "reference", "baseline", "moved", "delta", "delta_reference")
    signed = result.method.get("positive_delta") == "worse"
    made = []
    for contrast in dict.fromkeys(key[:4] for key in index):
        own: Index = {key[4:]: figure for key, figure in index.items() if key[:4] == contrast}
        plain = next((one for key, one in own.items() if not key[0] and _is_zero(key[1]) and _is_zero(key[2])), None)
        deltas: dict[tuple[Axis, str], Figure] = {}
        for (moved, _, _, quantity), figure in own.items():
            if moved:
                deltas["group" if moved == contrast[0] else "reference", quantity] = figure
        group, visit, reference, baseline = contrast
        made.append(Turning(group, visit, reference, baseline, signed, plain, deltas))
    return made


def _is_zero(key: str) -> bool:
    return bool(key) and float(key) == 0.0


def turning_sentences(labels: Labels, turning: Turning, measure: Measure) -> tuple[str, ...]:
    """Return where the conclusion turns: a sentence for the group compared, one for the reference.

    None where figures are hidden.
    """
    plain = turning.plain
    if plain is None or isnan(plain.estimate):
        return ()
    holds = plain.conf_low <= 0.0 <= plain.conf_high
    made = []
    for axis in AXES:
        said = {"group": quoted(labels, turning.moved(axis)), "visit": labels.visit(turning.visit)}
        found = turning.nearest(axis)
        if found is None:
            made.append(labels.say("turning.never", **said))
            continue
        side, figure = found
        decimals = measure.decimals + 1
        said["delta"] = format_figure(abs(figure.estimate), decimals, labels.language)
        said["how"] = labels.say(f"turning.{turning.direction(side)}")
        said["size"] = _size(labels, turning, axis, side, measure)
        made.append(labels.say("turning.leaves" if holds else "turning.reaches", **said))
    return tuple(made)


def quoted(labels: Labels, group: str) -> str:
    """Return the label of a group in the quotation marks of the language."""
    name = labels.group(group)
    return f"«\u00a0{name}\u00a0»" if labels.language == "fr" else f"“{name}”"


def _size(labels: Labels, turning: Turning, axis: Axis, side: str, measure: Measure) -> str:
    """Return a turning delta in standard deviations, and against the important difference where one was set."""
    name = SIDES[side]
    sd = turning.deltas.get((axis, f"{name} in SD"))
    important = measure.value("important difference")
    if sd is None:
        return ""
    parts = {"sd": format_figure(abs(sd.estimate), 2, labels.language)}
    if not isfinite(important):
        return labels.say("turning.size", **parts)
    ratio = abs(turning.deltas[axis, name].estimate) / important
    return labels.say("turning.size_important", **parts, ratio=format_figure(ratio, 1, labels.language))
