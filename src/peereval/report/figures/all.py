"""The figures of a report: drawn, captioned, as PNG."""

import re
from collections.abc import Callable, Iterator

import pandas as pd
from matplotlib.figure import Figure

from peereval.report.document import Picture
from peereval.report.figures.flow import draw_flow
from peereval.report.figures.forest import draw_forest
from peereval.report.figures.gantt import draw_gantt
from peereval.report.figures.leave_one_out import draw_leave_one_out
from peereval.report.figures.love import draw_love
from peereval.report.figures.residuals import draw_residuals
from peereval.report.figures.responder_curve import draw_responder_curve
from peereval.report.figures.sensitivity import draw_sensitivity
from peereval.report.figures.style import figure_png
from peereval.report.figures.subgroups import draw_subgroups
from peereval.report.figures.survival import draw_survival
from peereval.report.figures.timeline import draw_timeline
from peereval.report.figures.tipping_point import draw_tipping_point
from peereval.report.figures.trajectories import draw_marginal_trajectories, draw_trajectories
from peereval.report.figures.weights import draw_weights
from peereval.report.labels import Labels, Measure
from peereval.report.table import Part

_NUMBERED = re.compile(r"_\d+$")
PARTS: tuple[Part, ...] = ("results", "sensitivity", "diagnostics")
_DRAW: dict[str, tuple[str, Part, Callable[[Labels], tuple[Figure, pd.DataFrame]]]] = {
    "forest": ("change_contrasts", "results", draw_forest),
    "flow": ("flow", "results", draw_flow),
    "trajectories": ("adjusted_means", "results", draw_trajectories),
    "marginal": ("marginal_means", "results", draw_marginal_trajectories),
    "survival": ("survival_curve", "results", draw_survival),
    "timeline": ("visit_timing", "results", draw_timeline),
    "love": ("balance", "sensitivity", draw_love),
    "weights": ("score_distribution", "sensitivity", draw_weights),
    "tipping_point": ("tipping_point", "sensitivity", draw_tipping_point),
    "leave_one_out": ("leave_one_site_out", "sensitivity", draw_leave_one_out),
    "subgroups": ("subgroup_contrasts", "sensitivity", draw_subgroups),
    "responder_curve": ("responder_curve", "sensitivity", draw_responder_curve),
    "residuals": ("residuals", "diagnostics", draw_residuals),
    "gantt": ("timetable", "diagnostics", draw_gantt),
}


_BY_MEASURE: dict[str, tuple[str, Part, Callable[[Labels, Measure], tuple[Figure, pd.DataFrame]]]] = {
    "sensitivity": ("sensitivity", "sensitivity", draw_sensitivity),
}
"""Figures too tall to hold every measure: one for each."""


def draw_figures(labels: Labels) -> tuple[Picture, ...]:
    """Draw every figure that the results of an analysis can fill, numbered from 1.

    Parameters
    ----------
    labels
        The labels of the analysis, which carry the analysis itself.
    """
    pictures: list[Picture] = []
    for name, (kind, part, figure, data) in _drawn(labels):
        if not data.empty:
            pictures.append(_picture(labels, name, kind, part, figure, data, len(pictures) + 1))
    return tuple(pictures)


def _drawn(labels: Labels) -> Iterator[tuple[str, tuple[str, Part, Figure, pd.DataFrame]]]:
    """Yield every figure with its name, part by part, those of a measure first; later ones of a family are numbered."""
    for part in PARTS:
        yield from _drawn_by_measure(labels, part)
        for name, (kind, own, draw) in _DRAW.items():
            if own == part and labels.analysis.of_kind(kind):
                yield name, (kind, part, *draw(labels))


def _drawn_by_measure(labels: Labels, part: Part) -> Iterator[tuple[str, tuple[str, Part, Figure, pd.DataFrame]]]:
    for name, (kind, own, draw) in _BY_MEASURE.items():
        asked = [measure for measure in labels.measures.values() if labels.analysis.of_kind(kind, measure.name)]
        for place, measure in enumerate(asked if own == part else (), start=1):
            yield f"{name}_{place}" if place > 1 else name, (kind, part, *draw(labels, measure))


def _picture(
    labels: Labels, name: str, kind: str, part: Part, figure: Figure, data: pd.DataFrame, number: int
) -> Picture:
    """Return a figure with its texts; the caption says where figures are hidden."""
    title, caption, alt = (labels.say(f"figure.{_NUMBERED.sub('', name)}{end}") for end in ("", "_caption", "_alt"))
    if any((result.rows["note"] == "hidden").any() for result in labels.analysis.of_kind(kind)):
        note = labels.say("disclosure.table_note", smallest=labels.study.smallest_cell)
        caption = f"{caption} {note}"
    return Picture(name, number, figure_png(figure), data, title, caption, alt, part)
