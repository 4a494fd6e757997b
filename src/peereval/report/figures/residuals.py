"""The residuals of each model: quantiles against the normal ones, bands by fitted value."""

from math import isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.figures.style import INK, MUTED, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("measure", "plot", "place", "quantity", "estimate", "key")
_MARK, _BAND = "#0072B2", "#9db4c8"
_ROW, _TOP, _BOTTOM = 1.75, 0.1, 0.42
_LINES = {"median": (_MARK, 1.4), "q1": (_MARK, 0.6), "q3": (_MARK, 0.6)}


def residual_data(labels: Labels) -> pd.DataFrame:
    """Return what the figure draws: quantiles and bands of the scaled residuals of each measure."""
    rows = []
    for measure, result in results_by_measure(labels, "residuals"):
        for key, figure in index_rows(result, "plot", "place").items():
            if key[0] in ("normal", "fitted") and not isnan(figure.estimate):
                rows.append((measure.name, *key, figure.estimate, figure.key))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_residuals(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw two panels for each measure, side by side: normal quantiles, and fitted values.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"residuals"`.
    """
    data = residual_data(labels)
    names = list(dict.fromkeys(data["measure"]))
    down = (len(names) + 1) // 2
    with house_style():
        titles = [wrap_label(labels.measure(name).label, 0.46 * WIDTH, 8.5, weight="bold") for name in names]
        more = 0.14 * (max(map(line_count, titles), default=1) - 1)
        height = _TOP + _BOTTOM + (_ROW + more) * max(1, down)
        figure = new_figure(height)
        grid = figure.add_gridspec(max(1, down), 4, left=0.06, right=0.985, top=1 - (_TOP + 0.18 + more) / height,
                                   bottom=_BOTTOM / height, hspace=0.62 + more, wspace=0.36)  # fmt: skip
        for place, name in enumerate(names):
            own = data[data["measure"] == name]
            row, column = divmod(place, 2)
            panels = [figure.add_subplot(grid[row, 2 * column + step]) for step in range(2)]
            _normal(panels[0], labels, own[own["plot"] == "normal"])
            _fitted(panels[1], labels, own[own["plot"] == "fitted"])
            panels[0].set_title(titles[place])
    return figure, data


def _wide(part: pd.DataFrame) -> pd.DataFrame:
    wide = part.pivot_table(index="place", columns="quantity", values="estimate")
    return wide.loc[sorted(wide.index, key=lambda place: int(str(place)))]


def _normal(axes: Axes, labels: Labels, part: pd.DataFrame) -> None:
    if part.empty:
        axes.axis("off")
        return
    wide = _wide(part)
    expected, found = wide["normal quantile"], wide["scaled residual"]
    reach = 1.08 * max(expected.abs().max(), found.abs().max())
    axes.plot([-reach, reach], [-reach, reach], color=INK, linewidth=0.8, zorder=1)
    axes.plot(expected, found, linestyle="none", marker="o", markersize=2.2, color=_MARK, markeredgewidth=0, zorder=2)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    _quiet(axes, labels, labels.quantity("normal quantile"))


def _fitted(axes: Axes, labels: Labels, part: pd.DataFrame) -> None:
    wide = _wide(part)
    along = wide["fitted value"]
    for level in (-1.645, 0.0, 1.645):
        axes.axhline(level, color=INK if level == 0 else MUTED, linewidth=0.7,
                     dashes=(4, 2.5) if level else (None, None), zorder=1)  # fmt: skip
    if {"lower tail", "upper tail"} <= set(wide):
        axes.fill_between(along, wide["lower tail"], wide["upper tail"], color=_BAND, alpha=0.35, linewidth=0)
    for name, (colour, width) in ((name, look) for name, look in _LINES.items() if name in wide):
        axes.plot(along, wide[name], color=colour, linewidth=width, zorder=2)
    axes.set_ylim(-3.2, 3.2)
    _quiet(axes, labels, labels.quantity("fitted value"))


def _quiet(axes: Axes, labels: Labels, title: str) -> None:
    """Label the axes and print ticks in the language."""
    axes.set_xlabel(title, size=7.0, color=MUTED, labelpad=1.5)
    axes.set_ylabel(labels.quantity("scaled residual"), size=7.0, color=MUTED, labelpad=1.0)
    for axis, ticks in ((axes.xaxis, axes.get_xticks), (axes.yaxis, axes.get_yticks)):
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(_formatter(labels, tick_decimals(list(ticks()))))
    axes.tick_params(labelsize=6.5, pad=1.5)


def _formatter(labels: Labels, decimals: int) -> FuncFormatter:
    return FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language))
