"""Words and axes of the figure of a tipping point."""

from math import isfinite

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, tick_decimals
from peereval.report.figures.tipping_data import Plane
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import MINUS, format_figure, format_interval
from peereval.report.rows import Figure
from peereval.report.turning import turning_sentences

SIDE, LEFT, TEXT = 2.75, 0.8, 4.05  # inches: a panel's side, where it starts, where the words beside it start
# Light, middle and dark, the last hatched: the regions hold on paper without colour.
BELOW, HOLDS, ABOVE = "#DCE9F5", "#A9A9A9", "#E69F00"


def frame_panel(axes: Axes, labels: Labels, plane: Plane) -> None:
    """Name the axes: whose missed values move across and upwards, and above in standard deviations."""
    one, language = plane.turning, labels.language
    way = labels.say("figure.tipping_worse" if one.signed else "figure.tipping_higher")
    for axis, group, setter in (
        (axes.xaxis, one.group, axes.set_xlabel),
        (axes.yaxis, one.reference, axes.set_ylabel),
    ):
        said = labels.say("figure.tipping_axis", group=labels.group(group), visit=labels.visit(one.visit), way=way)
        setter(wrap_label(said, 1.1 * SIDE, 6.5, lines=2), size=6.5)
        axis.set_major_locator(MaxNLocator(5, symmetric=True, steps=[1, 2, 2.5, 5, 10]))
        ticks = axis.get_major_locator().tick_values(*axis.get_view_interval())
        decimals = tick_decimals(list(ticks))
        axis.set_major_formatter(
            FuncFormatter(lambda value, _, places=decimals: format_figure(value, places, language))
        )
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(RULE)
    if isfinite(plane.deviation):
        top = axes.twiny()
        low, high = axes.get_xlim()
        top.set_xlim(low / plane.deviation, high / plane.deviation)
        top.xaxis.set_major_locator(MaxNLocator(5, symmetric=True, steps=[1, 2, 5, 10]))
        top.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, 1, language)))
        top.tick_params(labelsize=6.5, color=RULE, labelcolor=MUTED, pad=1.5)
        top.set_xlabel(labels.say("figure.tipping_sd"), size=6.5, color=MUTED, labelpad=3)
        for spine in top.spines.values():
            spine.set_visible(False)


def write_beside(axes: Axes, labels: Labels, plane: Plane) -> None:
    """Write the title, the legend and where the conclusion turns at the right of the panel."""
    one, measure = plane.turning, plane.measure
    names = {"group": labels.group(one.group), "reference": labels.group(one.reference), "minus": MINUS}
    change = "\u00a0→\u00a0".join(labels.visit(name) for name in (one.baseline, one.visit) if name)
    width, left = WIDTH - TEXT - 0.1, (TEXT - LEFT) / SIDE
    heading = wrap_label(measure.label, width, 8.5, lines=2, weight="bold")
    about = wrap_label(f"{labels.say('table.contrast', **names)}, {change}", width, 7.5, lines=4)
    sentences = [wrap_label(text, width, 7.5, lines=7) for text in turning_sentences(labels, one, measure)]
    top = 1.0
    for text, size, weight in (
        (heading, 8.5, "bold"),
        (about, 7.5, "normal"),
        *((one, 7.5, "normal") for one in sentences),
    ):
        axes.text(left, top, text, transform=axes.transAxes, va="top", ha="left", size=size, weight=weight)
        top -= (line_count(text) * size * 1.32 / 72 + 0.09) / SIDE
    handles, texts = _legend(labels, plane)
    axes.legend(handles, texts, loc="upper left", bbox_to_anchor=(left, top), borderaxespad=0.0, borderpad=0.0,
                fontsize=7.0, handlelength=1.6, labelspacing=0.45)  # fmt: skip


def _legend(labels: Labels, plane: Plane) -> tuple[list[Patch | Line2D], list[str]]:
    one = plane.turning
    handles: list[Patch | Line2D] = []
    texts: list[str] = []
    for name, colour, hatch, there in (
        ("below", BELOW, "", (plane.high < 0.0).any()),
        ("holds", HOLDS, "", ((plane.low <= 0.0) & (plane.high >= 0.0)).any()),
        ("above", ABOVE, "////", (plane.low > 0.0).any()),
    ):
        if there:
            handles.append(Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.5))
            texts.append(labels.say(f"figure.tipping_{name}"))
    handles.append(Line2D([], [], marker="o", color=INK, linestyle="none", markersize=5))
    shown = "" if one.plain is None else _printed(labels, one.plain, plane.measure.decimals + 1)
    texts.append(labels.say("figure.tipping_random", interval=shown))
    handles.append(Line2D([], [], marker="D", color="white", markeredgecolor=INK, linestyle="none", markersize=4.5))
    texts.append(labels.say("figure.tipping_turns"))
    handles.append(Line2D([], [], color=MUTED, linewidth=0.5))
    texts.append(labels.say("figure.tipping_lines"))
    if isfinite(plane.important):
        handles.append(Line2D([], [], color=INK, linewidth=0.8, dashes=(4, 2.5)))
        texts.append(labels.quantity("important difference"))
    return handles, texts


def _printed(labels: Labels, figure: Figure, decimals: int) -> str:
    interval = format_interval(figure.conf_low, figure.conf_high, decimals, labels.language)
    return f"{format_figure(figure.estimate, decimals, labels.language)} {interval}"
