"""Figures as files: the same bytes twice, words as words, and what of them may leave the hospital."""

import re
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from peereval.report import render
from peereval.report.colours import COLOURS
from peereval.report.disclosure.rules import DROPPED
from peereval.report.document import Picture
from peereval.report.figures import all as all_figures
from peereval.report.figures.all import draw_figures, plot_figure
from peereval.report.figures.distribution import draw_distribution
from peereval.report.figures.families import plan_figures
from peereval.report.figures.files import figure_png, figure_vectors
from peereval.report.figures.style import INK, MUTED
from peereval.report.labels import Labels
from peereval.results import stack_results


@pytest.fixture(scope="module")
def labels(frozen_of):
    return frozen_of("en")


@pytest.fixture(scope="module")
def forest(labels):
    return plot_figure(labels, "forest")


def test_the_same_figure_gives_the_same_bytes(labels, forest):
    again = plot_figure(labels, "forest")
    assert figure_png(forest, title="x") == figure_png(again, title="x")
    assert figure_vectors(forest, title="x") == figure_vectors(again, title="x")


def test_no_file_says_when_it_was_made(forest):
    made = figure_vectors(forest, title="Forest")
    assert b"dc:date" not in made["svg"]
    assert b"CreationDate" not in made["pdf"]
    assert b"tIME" not in figure_png(forest)
    assert b"(Forest)" in made["pdf"]


def test_words_of_an_svg_are_text_in_fonts_of_one_width(forest):
    text = figure_vectors(forest)["svg"].decode()
    assert "Internalised stigma" in re.findall(r">([^<]+)</text>", text)
    assert "Arial, Helvetica, 'Liberation Sans'" in text


def test_the_colours_of_a_png_are_those_drawn(forest):
    raw = BytesIO()
    forest.savefig(raw, format="png", dpi=100)
    drawn, kept = (np.asarray(Image.open(BytesIO(png)).convert("RGB"), dtype=int)
                   for png in (raw.getvalue(), figure_png(forest, dpi=100)))  # fmt: skip
    # 256 colours: a shade of an edge may be the next one, by less than the eye tells (16 of 255).
    assert np.abs(drawn - kept).max() <= 16
    # Paper stays white, lines and words of the house have their colours to the last digit.
    for colour in ("#ffffff", INK, MUTED, COLOURS[1]):
        solid = (drawn == [int(colour[at : at + 2], 16) for at in (1, 3, 5)]).all(axis=2)
        assert solid.sum() > 50
        assert (drawn[solid] == kept[solid]).all()


def test_a_shade_is_not_taken_for_paper(forest):
    raw = BytesIO()
    forest.savefig(raw, format="png", dpi=100)
    drawn, kept = (
        (np.asarray(Image.open(BytesIO(png)).convert("RGB")) == 255).all(axis=2).sum()
        for png in (raw.getvalue(), figure_png(forest, dpi=100))
    )
    # The edges of words that are nearly paper may become paper; the area of unimportant differences is a tenth of all.
    assert kept < 1.05 * drawn


@pytest.fixture
def few(monkeypatch):
    """Let a report have two figures, for time."""
    monkeypatch.setattr(all_figures, "plan_figures", lambda labels: [
        plan for plan in plan_figures(labels) if plan.id in {"gantt", "survival"}])  # fmt: skip


@pytest.mark.usefixtures("few")
def test_an_internal_report_has_each_figure_in_three_forms(labels):
    pictures = draw_figures(labels)
    assert len(pictures) == 2
    for picture in pictures:
        assert set(picture.vectors) == {"svg", "pdf"}
        assert picture.vectors["pdf"].startswith(b"%PDF")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("asked", ["study", "provenance"])
def test_an_external_report_has_no_drawing_of_lines(labels, asked):
    analysis = labels.analysis
    if asked == "study":
        analysis = replace(analysis, study=analysis.study.model_copy(update={"audience": "external"}))
    else:
        analysis = replace(analysis, provenance={**analysis.provenance, "audience": "external"})
    pictures = draw_figures(Labels(analysis))
    assert len(pictures) == 2
    assert all(not picture.vectors for picture in pictures)


def test_figures_of_a_disclosed_report_hold_rows_that_may_leave_and_no_bins(example_disclosed):
    labels = Labels(example_disclosed("en"))
    rows = set(stack_results(labels.analysis.results)["key"])
    pictures = draw_figures(labels)
    assert "distribution" in DROPPED
    assert {"flow", "forest"} <= {picture.id for picture in pictures}
    assert "distribution" not in {picture.id for picture in pictures}
    for picture in pictures:
        assert not picture.vectors
        # What is drawn are rows of results.csv, each of which has its rule: a figure holds nothing of its own.
        assert set(picture.data["key"]) <= rows
        assert not set(picture.data["key"].str.split("/").str[0]) & DROPPED.keys()


def test_every_file_of_a_figure_is_written(labels, monkeypatch):
    made = Picture("one", 1, b"png", pd.DataFrame({"key": ["a"]}), "", "", "", vectors={"svg": b"s", "pdf": b"p"})
    for name in ("render_html", "render_word", "render_excel", "_supplement"):
        monkeypatch.setattr(render, name, lambda *_values: "")
    files = render._documents(labels.analysis, SimpleNamespace(pictures=[made], document=None))
    assert {path for path in files if path.startswith("figures/")} == {
        "figures/one.png", "figures/one.svg", "figures/one.pdf", "figures/one.csv"}  # fmt: skip


def test_a_violin_has_the_shares_of_its_rows(labels):
    figure, data = draw_distribution(labels)
    results = stack_results(labels.analysis.results).set_index("key")["estimate"]
    np.testing.assert_array_equal(data["estimate"], results[data["key"]])
    first = data[(data["measure"] == "stigma") & (data["quantity"] == "percent")]
    bars = [bar for bar in figure.axes[0].patches if bar.get_width() > 0]
    np.testing.assert_allclose(
        sorted(bar.get_width() for bar in bars), sorted(0.78 * first["estimate"] / first["estimate"].max()), rtol=1e-12
    )  # the same product of doubles, in another order
    middles = sorted(bar.get_y() + bar.get_height() / 2 for bar in bars)
    np.testing.assert_allclose(middles, sorted(first["lower"] + 0.47 * (first["upper"] - first["lower"])), rtol=1e-12)
