from itertools import combinations

import pytest
from matplotlib.text import Text

from peereval.report.figures.flow import draw_flow
from peereval.report.figures.forest import draw_forest
from peereval.report.figures.gantt import draw_gantt
from peereval.report.figures.leave_one_out import draw_leave_one_out
from peereval.report.figures.residuals import draw_residuals
from peereval.report.figures.timeline import draw_timeline
from peereval.report.figures.trajectories import draw_trajectories
from peereval.report.figures.wrap import ELIDED, text_inches, wrap_label
from peereval.report.labels import Labels

DRAWN = (
    draw_flow,
    draw_forest,
    draw_trajectories,
    draw_timeline,
    draw_leave_one_out,
    draw_residuals,
    draw_gantt,
)
VISITS = {"T0": "Inclusion", "T6": "Suivi à six mois après l'inclusion", "T12": "Suivi à douze mois après l'inclusion"}
GROUP = "Personnes suivies par un médiateur de santé-pair du dispositif"
MEASURE = "Stigmatisation intériorisée mesurée par l'échelle ISMI en 29 items"


class LongLabels(Labels):
    def visit(self, name):
        return VISITS[name]

    def group(self, name):
        return f"{GROUP} {name}"

    def measure(self, name):
        found = super().measure(name)
        return type(found)(found.name, f"{MEASURE}, {name}", found.method, found.figures)


@pytest.fixture(scope="module", params=[Labels, LongLabels], ids=["short", "long"])
def labels(request, analysis_of):
    return request.param(analysis_of("fr"))


def beyond(figure):
    """Return the labels of ticks outside the axes, which are never drawn."""
    ticks = [(axis, tick) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
             for tick in axis.get_major_ticks()]  # fmt: skip
    limits = [(sorted(axis.get_view_interval()), tick) for axis, tick in ticks]
    return {tick.label1 for (low, high), tick in limits if not low <= tick.get_loc() <= high}


def boxes(figure):
    """Return each text drawn with its box in inches."""
    figure.canvas.draw()
    drawn = [text for text in figure.findobj(Text) if text.get_text().strip() and text not in beyond(figure)]
    made = []
    for text in drawn:
        box = text.get_window_extent()
        if box.width > 0:
            made.append((text.get_text(), [value / figure.dpi for value in (box.x0, box.y0, box.x1, box.y1)]))
    return made


@pytest.mark.parametrize("draw", DRAWN)
def test_no_text_is_cut_or_lies_over_another(labels, draw):
    figure, _ = draw(labels)
    found = boxes(figure)
    width, height = figure.get_size_inches()
    cut = [text for text, (x0, y0, x1, y1) in found if min(x0, y0) < -0.01 or x1 > width + 0.01 or y1 > height + 0.01]
    assert cut == []
    slack = 0.025
    over = [(a, b) for (a, one), (b, other) in combinations(found, 2)
            if min(one[2], other[2]) - max(one[0], other[0]) > slack
            and min(one[3], other[3]) - max(one[1], other[1]) > slack]  # fmt: skip
    assert over == []


@pytest.mark.parametrize("draw", DRAWN)
def test_long_labels_have_the_sizes_of_short_ones(analysis_of, draw):
    drawn = [draw(made(analysis_of("fr")))[0] for made in (Labels, LongLabels)]
    short, long = ({text.get_size() for text in figure.findobj(Text) if text.get_text()} for figure in drawn)
    assert long <= short


def test_a_label_is_broken_at_spaces_and_elided_at_its_last_line():
    assert wrap_label("one two", 5.0, 8.0) == "one two"
    lines = wrap_label(" ".join(["seven"] * 20), 1.0, 8.0).split("\n")
    assert len(lines) == 2
    assert lines[-1].endswith(ELIDED)
    assert all(text_inches(line, 8.0) <= 1.0 for line in lines)
    assert wrap_label("x" * 60, 1.0, 8.0, lines=9).replace("\n", "") == "x" * 60
