"""Every figure a report can have: what it draws, from which results, in which part it stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from peereval.report.figures.distribution import distribution_data, draw_distribution
from peereval.report.figures.flow import draw_flow
from peereval.report.figures.flow_data import flow_data
from peereval.report.figures.forest import draw_forest, forest_data
from peereval.report.figures.gantt import draw_gantt, gantt_data
from peereval.report.figures.leave_one_out import draw_leave_one_out, leave_one_out_data
from peereval.report.figures.love import draw_love, love_data
from peereval.report.figures.posts import draw_posts, posts_data
from peereval.report.figures.residuals import draw_residuals, residual_data
from peereval.report.figures.responder_curve import draw_responder_curve, responder_curve_data
from peereval.report.figures.sensitivity import draw_sensitivity, sensitivity_data
from peereval.report.figures.subgroup_rows import subgroup_data
from peereval.report.figures.subgroups import draw_subgroups
from peereval.report.figures.survival import draw_survival, survival_data
from peereval.report.figures.timeline import draw_timeline, timeline_data
from peereval.report.figures.tipping_data import tipping_point_data
from peereval.report.figures.tipping_point import draw_tipping_point
from peereval.report.figures.trajectories import (
    draw_marginal_trajectories,
    draw_trajectories,
    marginal_trajectory_data,
    trajectory_data,
)
from peereval.report.figures.weights import draw_weights, weights_data
from peereval.report.labels import Labels, Measure
from peereval.report.table import Part

Drawn = tuple[Figure, pd.DataFrame]
_ONE: tuple[tuple[str, str, Part, Callable[[Labels], pd.DataFrame], Callable[[Labels], Drawn]], ...] = (
    ("forest", "change_contrasts", "results", forest_data, draw_forest),
    ("flow", "flow", "results", flow_data, draw_flow),
    ("trajectories", "adjusted_means", "results", trajectory_data, draw_trajectories),
    ("distribution", "distribution", "results", distribution_data, draw_distribution),
    ("marginal", "marginal_means", "results", marginal_trajectory_data, draw_marginal_trajectories),
    ("survival", "survival_curve", "results", survival_data, draw_survival),
    ("posts_held", "programme_posts", "results", posts_data, draw_posts),
    ("timeline", "visit_timing", "results", timeline_data, draw_timeline),
    ("love", "balance", "sensitivity", love_data, draw_love),
    ("weights", "score_distribution", "sensitivity", weights_data, draw_weights),
    ("tipping_point", "tipping_point", "sensitivity", tipping_point_data, draw_tipping_point),
    ("leave_one_out", "leave_one_site_out", "sensitivity", leave_one_out_data, draw_leave_one_out),
    ("subgroups", "subgroup_contrasts", "sensitivity", subgroup_data, draw_subgroups),
    ("responder_curve", "responder_curve", "sensitivity", responder_curve_data, draw_responder_curve),
    ("residuals", "residuals", "diagnostics", residual_data, draw_residuals),
    ("gantt", "timetable", "diagnostics", gantt_data, draw_gantt),
)

_BY_MEASURE: tuple[
    tuple[str, str, Part, Callable[[Labels, Measure], pd.DataFrame], Callable[[Labels, Measure], Drawn]], ...
] = (("sensitivity", "sensitivity", "sensitivity", sensitivity_data, draw_sensitivity),)
"""Figures too tall to hold every measure: one for each."""

PARTS: tuple[Part, ...] = ("results", "sensitivity", "diagnostics")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A figure that may be drawn: its id, family, kind of results, part; how to get its data, and itself with them."""

    id: str
    family: str
    kind: str
    part: Part
    data: Callable[[], pd.DataFrame]
    draw: Callable[[], Drawn]


def plan_figures(labels: Labels) -> Iterator[Plan]:
    """Yield each figure whose kind of results there is, part by part, those of a measure first.

    Later figures of one family have a number behind its name: `sensitivity`, `sensitivity_2`.
    """
    for part in PARTS:
        yield from _plan_by_measure(labels, part)
        for name, kind, own, data, draw in _ONE:
            if own == part and labels.analysis.of_kind(kind):
                yield Plan(name, name, kind, part, partial(data, labels), partial(draw, labels))


def _plan_by_measure(labels: Labels, part: Part) -> Iterator[Plan]:
    for name, kind, own, data, draw in _BY_MEASURE:
        asked = [one for one in labels.measures.values() if own == part and labels.analysis.of_kind(kind, one.name)]
        for place, one in enumerate(asked, start=1):
            numbered = f"{name}_{place}" if place > 1 else name
            yield Plan(numbered, name, kind, part, partial(data, labels, one), partial(draw, labels, one))
