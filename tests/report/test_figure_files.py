"""Figures as files: the same bytes twice, words as words, and what of them may leave the hospital."""

import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from peereval.report.disclosure.apply import disclose
from peereval.report.disclosure.rules import DROPPED
from peereval.report.figures.all import draw_figures, plot_figure
from peereval.report.figures.distribution import draw_distribution
from peereval.report.figures.files import figure_png, figure_vectors
from peereval.report.labels import Labels
from peereval.report.render import render_files
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
    assert np.abs(drawn - kept).mean() < 0.2


def test_an_internal_report_has_each_figure_in_three_forms(labels):
    for picture in draw_figures(labels):
        assert set(picture.vectors) == {"svg", "pdf"}
        assert picture.vectors["pdf"].startswith(b"%PDF")


@pytest.mark.parametrize("asked", ["study", "provenance"])
def test_an_external_report_has_no_drawing_of_lines(labels, asked):
    analysis = labels.analysis
    if asked == "study":
        analysis = replace(analysis, study=analysis.study.model_copy(update={"audience": "external"}))
    else:
        analysis = replace(analysis, provenance={**analysis.provenance, "audience": "external"})
    assert all(not picture.vectors for picture in draw_figures(Labels(analysis)))


def test_files_of_a_disclosed_report_hold_no_drawing_and_no_bins(labels):
    disclosed = disclose(labels.analysis)
    files = render_files(disclosed)
    figures = {path for path in files if path.startswith("figures/")}
    assert figures
    assert {path.rsplit(".", maxsplit=1)[1] for path in figures} == {"png", "csv"}
    assert "distribution" in DROPPED
    assert not any("distribution" in path for path in figures)
    assert not re.search(rb"^distribution/", files["results.csv"], re.MULTILINE)
    # What is drawn are rows of results.csv, each of which has its rule: a figure holds nothing of its own.
    rows = set(stack_results(disclosed.results)["key"])
    for picture in draw_figures(Labels(disclosed)):
        assert set(picture.data["key"]) <= rows
        assert not (set(picture.data["key"].str.split("/").str[0]) & DROPPED.keys())


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
