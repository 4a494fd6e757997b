"""The house style of figures: fonts, inks, width, quiet axes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK = "#1f2328"
MUTED = "#5c6670"
RULE = "#c9ced4"
DPI = 300
WIDTH = 7.2
_FAMILIES = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans")


def _families() -> list[str]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in _FAMILIES if name in installed]


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style within this context, and leave matplotlib's settings as they were."""
    with mpl.rc_context({
        "font.family": _families(), "font.size": 8.0, "text.color": INK, "text.parse_math": False,
        "axes.edgecolor": MUTED, "axes.linewidth": 0.6, "axes.labelcolor": INK, "axes.labelsize": 8.0,
        "axes.spines.top": False, "axes.spines.right": False, "axes.titlelocation": "left", "axes.titlesize": 8.5,
        "axes.titleweight": "bold", "axes.titlepad": 6.0, "xtick.color": MUTED, "ytick.color": MUTED,
        "xtick.labelcolor": INK, "ytick.labelcolor": INK, "xtick.labelsize": 7.5, "ytick.labelsize": 7.5,
        "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
        "legend.frameon": False, "legend.fontsize": 8.0, "figure.facecolor": "white", "axes.facecolor": "white",
    }):  # fmt: skip
        yield


def new_figure(height: float, *, width: float = WIDTH) -> Figure:
    """Return an empty figure of a size in inches, drawn by Agg and unknown to pyplot."""
    figure = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def tick_decimals(ticks: Sequence[float]) -> int:
    """Return the decimals that tell the ticks of an axis apart, none wasted."""
    for decimals in range(4):
        if all(abs(tick - round(tick, decimals)) < 1e-9 * max(1.0, abs(tick)) for tick in ticks):
            return decimals
    return 4


def quiet_axes(axes: Axes) -> None:
    """Leave faint horizontal rules and the bottom axis only."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
