import struct
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from peereval.errors import PeerevalError
from peereval.report.colours import group_looks
from peereval.report.figures.all import draw_figure, draw_figures, figure_ids, plot_figure
from peereval.report.figures.flow import draw_flow
from peereval.report.figures.forest import draw_forest
from peereval.report.figures.gantt import draw_gantt
from peereval.report.figures.leave_one_out import draw_leave_one_out
from peereval.report.figures.residuals import draw_residuals
from peereval.report.figures.style import tick_decimals
from peereval.report.figures.timeline import draw_timeline
from peereval.report.figures.trajectories import draw_trajectories
from peereval.report.labels import Labels
from peereval.results import stack_results


@pytest.fixture(scope="module", params=["en", "fr"])
def labels(request, analysis_of):
    return Labels(analysis_of(request.param))


DRAWN = (
    draw_flow,
    draw_forest,
    draw_trajectories,
    draw_timeline,
    draw_leave_one_out,
    draw_residuals,
    draw_gantt,
)


@pytest.mark.parametrize("draw", DRAWN)
def test_what_is_drawn_is_what_the_results_say(labels, draw):
    figure, data = draw(labels)
    results = stack_results(labels.analysis.results).set_index("key")["estimate"]
    assert isinstance(figure, Figure)
    assert len(data) > 3
    np.testing.assert_array_equal(data["estimate"], results[data["key"]])


def test_drawing_leaves_the_state_of_pyplot_alone():
    code = "import sys, peereval.report.figures.all; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def texts(figure):
    return [text.get_text() for text in figure.findobj(lambda part: hasattr(part, "get_text"))]


def test_the_forest_leaves_out_what_is_not_estimable_and_draws_the_important_difference(labels):
    figure, data = draw_forest(labels)
    assert set(data["group"]) == {"treated"}
    assert np.isfinite(data[["estimate", "conf_low", "conf_high"]]).all(axis=None)
    lines = [line.get_xdata()[0] for line in figure.axes[1].lines]
    assert {-0.3, 0.3} <= set(lines)
    printed = {"en": "−0.16 [−0.29, −0.03]", "fr": "−0,16 [−0,29\u00a0; −0,03]"}[labels.language]
    assert printed in texts(figure)
    lighter = {"en": "−0.14 [−0.27, −0.01]", "fr": "−0,14 [−0,27\u00a0; −0,01]"}[labels.language]
    assert texts(figure).index(lighter) > texts(figure).index(printed)
    assert set(data["series"]) == {"change", "t0_adjusted"}


def test_the_forest_of_sites_leaves_out_what_is_not_estimable(labels):
    figure, data = draw_leave_one_out(labels)
    assert list(data["left_out"]) == ["", "S01", "S02", "S03"]
    assert {"en": "without S02", "fr": "sans S02"}[labels.language] in texts(figure)


def test_a_group_of_several_entries_is_drawn_by_entry(labels):
    _, data = draw_trajectories(labels)
    adjusted = data[(data["series"] == "adjusted") & (data["group"] == "prefollowed")]
    assert set(adjusted["entry"]) == {"T6", "T12"}
    assert set(data["month"]) == {0.0, 6.0, 12.0}


def test_the_flow_shows_who_misses_a_visit_and_comes_back(labels):
    figure, data = draw_flow(labels)
    assert {"missed", "newly lost", "returned", "missing covariate"} <= set(data["quantity"])
    words = {"en": "6 back after an absence", "fr": "6 revenus après une absence"}[labels.language]
    assert words in texts(figure)


def test_no_decimal_point_is_drawn_in_french(analysis_of):
    labels = Labels(analysis_of("fr"))
    for draw in DRAWN:
        figure, _ = draw(labels)
        figure.canvas.draw()
        assert not [text for text in texts(figure) if any(a.isdigit() and b == "." for a, b in pairwise(text))]


def test_pictures_have_300_dots_an_inch(labels):
    for picture in draw_figures(labels):
        at = picture.png.index(b"pHYs") + 4
        per_metre = struct.unpack(">I", picture.png[at : at + 4])[0]
        assert per_metre == pytest.approx(300 / 0.0254, abs=1)


def test_groups_keep_their_colour_and_differ_in_grey():
    names = ["a", "b", "c"]
    looks = group_looks(names, "b")
    assert [looks[name].colour for name in "bac"] == ["#262626", "#0072B2", "#E69F00"]
    rgb = [[int(look.colour[i : i + 2], 16) for i in (1, 3, 5)] for look in looks.values()]
    grey = sorted(0.299 * r + 0.587 * g + 0.114 * b for r, g, b in rgb)
    assert min(np.diff(grey)) > 40


@pytest.mark.parametrize(("ticks", "decimals"), [([0, 5, 10], 0), ([-0.2, 0, 0.2], 1), ([0.25, 0.5], 2)])
def test_ticks_have_the_decimals_they_need(ticks, decimals):
    assert tick_decimals(ticks) == decimals


def test_the_flow_shows_who_was_eligible_and_why_people_were_lost(labels):
    figure, data = draw_flow(labels)
    found = texts(figure)
    assert {"en": "140 eligible in theory", "fr": "140 éligibles en théorie"}[labels.language] in found
    assert {"en": "18 missed appointments", "fr": "18 rendez-vous manqués"}[labels.language] in found
    assert {"en": "3 included, never seen", "fr": "3 inclus, jamais vus"}[labels.language] in found
    assert {"en": "Unreachable: 25", "fr": "Injoignable\u00a0: 25"}[labels.language] in found
    assert {"en": "No reason recorded: 2", "fr": "Aucun motif relevé\u00a0: 2"}[labels.language] in found
    assert {"newly absent", "newly not recorded", "eligible"} <= set(data["quantity"])


def test_people_followed_before_are_eligible_where_they_enter(labels):
    figure, _ = draw_flow(labels)
    found = texts(figure)
    words = {"en": ("98 eligible in theory", "117 entered at this visit"),
             "fr": ("98 éligibles en théorie", "117 entrés à cette visite")}[labels.language]  # fmt: skip
    assert set(words) <= set(found)


def test_visit_windows_are_drawn_from_summaries_on_the_clock_of_each_group(labels):
    figure, data = draw_timeline(labels)
    clocks = data.groupby("group")["clock"].unique().map(list).to_dict()
    assert clocks == {"control": ["first visit"], "treated": ["first visit"], "prefollowed": ["exposure"]}
    # Nothing that is one person's: no smallest, no largest.
    assert set(data["quantity"]) == {"dated", "planned", "median", "q1", "q3", "p10", "p90", "inside percent"}
    assert {"en": "n = 50, 92% in the window", "fr": "n = 50, 92\u00a0% dans la fenêtre"}[labels.language] in texts(
        figure
    )


def test_the_timetable_has_a_bar_for_each_version_of_each_phase(labels):
    figure, data = draw_gantt(labels)
    versions = [("1", "planned"), ("1", "actual"), ("2", "planned"), ("3", "planned"), ("3", "actual")]
    assert list(zip(data["phase"], data["version"], strict=True)) == versions
    bars = [patch for patch in figure.axes[0].patches if patch.get_height() > 0]
    assert [bar.get_width() for bar in bars] == data["estimate"].tolist()
    assert "2014" in texts(figure)


def test_one_figure_is_drawn_alone_as_it_stands_in_the_report(labels):
    pictures = draw_figures(labels)
    assert figure_ids(labels) == tuple(one.id for one in pictures)
    last = pictures[-1]
    alone = draw_figure(labels, last.id)
    assert (alone.png, alone.number, alone.caption) == (last.png, last.number, last.caption)


def test_a_figure_can_be_had_from_matplotlib_and_changed(labels):
    figure = plot_figure(labels, "forest")
    figure.set_size_inches(4.0, 3.0)
    figure.suptitle("x")
    fonts = {text.get_fontname() for text in figure.axes[1].get_xticklabels()}
    assert "DejaVu Sans" not in fonts or fonts == {text.get_fontname() for text in figure.texts}


def test_a_figure_that_the_analysis_lacks_is_named_with_those_it_has(labels):
    with pytest.raises(PeerevalError, match=r"figure='forrest' is not an option.*Did you mean 'forest'"):
        draw_figure(labels, "forrest")
