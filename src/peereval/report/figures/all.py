"""The figures of a report: drawn, captioned, as files; each can be had alone, and as one of matplotlib."""

import pandas as pd
from matplotlib.figure import Figure

from peereval.errors import PeerevalError, one_of
from peereval.report.document import Picture
from peereval.report.figures.families import Plan, plan_figures
from peereval.report.figures.files import figure_png, figure_vectors
from peereval.report.figures.style import house_style
from peereval.report.labels import Labels


def draw_figures(labels: Labels) -> tuple[Picture, ...]:
    """Draw every figure that the results of an analysis can fill, numbered from 1.

    Each has its SVG and PDF, but for an external audience: a drawing of lines holds every
    coordinate unrounded, a PNG what an eye can see.

    Parameters
    ----------
    labels
        The labels of an analysis, which carry the analysis itself.
    """
    pictures: list[Picture] = []
    internal = labels.study.audience == "internal" and labels.analysis.provenance.get("audience") != "external"
    for plan in plan_figures(labels):
        figure, data = plan.draw()
        if not data.empty:
            pictures.append(_picture(labels, plan, figure, data, len(pictures) + 1, vectors=internal))
    return tuple(pictures)


def figure_ids(labels: Labels) -> tuple[str, ...]:
    """Return the ids of the figures that `draw_figures` would draw, in its order, without drawing them.

    Parameters
    ----------
    labels
        The labels of an analysis, which carry the analysis itself.
    """
    return tuple(_plans(labels))


def draw_figure(labels: Labels, name: str) -> Picture:
    """Draw one figure as it stands in the report, with the number it has there.

    Parameters
    ----------
    labels
        The labels of an analysis, which carry the analysis itself.
    name
        One of `figure_ids(labels)`.

    Raises
    ------
    PeerevalError
        If the analysis has no such figure.
    """
    plans = _plans(labels)
    plan = _one_plan(plans, name)
    return _picture(labels, plan, *plan.draw(), list(plans).index(name) + 1)


def plot_figure(labels: Labels, name: str) -> Figure:
    """Return one figure as a matplotlib figure, finished in the house style, to be changed before it is saved.

    Parameters
    ----------
    labels
        The labels of an analysis, which carry the analysis itself.
    name
        One of `figure_ids(labels)`.

    Raises
    ------
    PeerevalError
        If the analysis has no such figure.
    """
    figure, _ = _one_plan(_plans(labels), name).draw()
    with house_style():
        figure.draw_without_rendering()  # ticks are made when first drawn: now, in the house's fonts
    return figure


def _plans(labels: Labels) -> dict[str, Plan]:
    return {plan.id: plan for plan in plan_figures(labels) if not plan.data().empty}


def _one_plan(plans: dict[str, Plan], name: str) -> Plan:
    if name not in plans:
        raise PeerevalError(one_of("figure", name, plans))
    return plans[name]


def _picture(
    labels: Labels, plan: Plan, figure: Figure, data: pd.DataFrame, number: int, *, vectors: bool = False
) -> Picture:
    """Return a figure with its texts; the caption says where figures are hidden."""
    title, caption, alt = (labels.say(f"figure.{plan.family}{end}") for end in ("", "_caption", "_alt"))
    if any((result.rows["note"] == "hidden").any() for result in labels.analysis.of_kind(plan.kind)):
        note = labels.say("disclosure.table_note", smallest=labels.study.smallest_cell)
        caption = f"{caption} {note}"
    png, lines = figure_png(figure, title=title), figure_vectors(figure, title=title) if vectors else {}
    return Picture(plan.id, number, png, data, title, caption, alt, plan.part, lines)
