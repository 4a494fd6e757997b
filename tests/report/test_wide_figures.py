"""Figures of the widest studies: nothing is cut, lies over something else, or is too small to read."""

import pytest
from matplotlib.text import Text

from peereval.report.figures.families import plan_figures

from .test_long_labels import boxes
from .wide import LongLabels, widen

SMALLEST = 6.0


@pytest.fixture(scope="module")
def figures(frozen_of):
    return {plan.id: plan.draw()[0] for plan in plan_figures(LongLabels(widen(frozen_of("fr").analysis)))}


def lies_over(found):
    """Return the texts that lie over another, from those drawn with their boxes."""
    found, slack, over = sorted(found, key=lambda one: one[1][1]), 0.025, []
    for place, (text, (x0, y0, x1, y1)) in enumerate(found):
        for other, (u0, v0, u1, v1) in found[place + 1 :]:
            if v0 > y1 - slack:
                break
            if min(x1, u1) - max(x0, u0) > slack and min(y1, v1) - max(y0, v0) > slack:
                over.append((text, other))
    return over


def test_no_text_is_cut_or_lies_over_another(figures):
    wrong = {}
    for name, figure in figures.items():
        found = boxes(figure)
        width, height = figure.get_size_inches()
        cut = [
            text for text, (x0, y0, x1, y1) in found if min(x0, y0) < -0.01 or x1 > width + 0.01 or y1 > height + 0.01
        ]
        if cut or lies_over(found):
            wrong[name] = (cut, lies_over(found)[:5])
    assert wrong == {}


def test_what_lies_over_something_is_found():
    found = [("a", (0.0, 0.0, 1.0, 0.2)), ("b", (0.5, 0.1, 1.5, 0.3)), ("c", (0.0, 0.4, 1.0, 0.6))]
    assert lies_over(found) == [("a", "b")]


def test_no_text_is_smaller_than_six_points(figures):
    small = {
        name: {one.get_size() for one in figure.findobj(Text) if one.get_text().strip()}
        for name, figure in figures.items()
    }
    assert {name: min(sizes) for name, sizes in small.items() if min(sizes) < SMALLEST} == {}
