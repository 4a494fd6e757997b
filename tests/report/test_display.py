"""What an analysis shows in a notebook and on a terminal: the report's own words, tables and figures."""

import copy
import pickle
import re

import pandas as pd
import pytest

import peereval as pe
from peereval.report.notebook import scoped_style
from peereval.results import row_keys, stack_results
from small_study import QUICK, write_small_study

from .synthetic import make_analysis


@pytest.fixture(scope="module")
def shown():
    """The analysis made by hand, by language."""
    return {language: make_analysis(language) for language in ("en", "fr")}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small study analysed for people outside."""
    asked = QUICK + "audience: external\nsmallest_cell: 5\n"
    return pe.analyze(write_small_study(tmp_path_factory.mktemp("shown"), study=asked))


@pytest.mark.parametrize(("language", "figure"), [("en", "−0.16"), ("fr", "−0,16")])
def test_the_first_screen_is_that_of_the_report(shown, language, figure):
    html = shown[language]._repr_html_()
    assert f'class="peereval" lang="{language}"' in html
    assert figure in html
    assert 'id="figure-forest"' in html
    assert "data-key=" in html
    assert 'class="banner simulated"' in html
    assert "<html" not in html
    assert "<body" not in html


def test_no_style_reaches_the_notebook():
    """Every rule stands inside a block of the class: outside there are only colours of the class, by theme."""
    style = scoped_style()
    outside, depth = "", 0
    for character in re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL):
        depth += (character == "{") - (character == "}")
        outside += character if depth == 0 else ""
    selectors = [text.strip() for text in outside.replace("}", "\n").split("\n") if text.strip()]
    assert len(selectors) == 5
    assert all(".peereval" in part for text in selectors if not text.startswith("@media") for part in text.split(","))
    assert ":root" not in style
    assert not re.search(r"^\s*(html|body)\b", style, flags=re.MULTILINE)


def test_colours_follow_the_system_and_the_theme_of_the_notebook():
    style = scoped_style()
    for theme in ('[data-jp-theme-light="true"]', '[data-jp-theme-light="false"]', "prefers-color-scheme: dark"):
        after = style[style.index(theme) :]
        assert "--paper:" in after[: after.index("}")]


def test_a_table_shows_itself_and_gives_its_unrounded_figures(shown):
    analysis = shown["en"]
    table = analysis.table("change_contrasts")
    assert "−0.16 [" in repr(table)
    assert repr(table).startswith("Table ")
    assert 'id="table-change_contrasts"' in table._repr_html_()
    numbers = {number.value for number in table.table.numbers()}
    figures = table.data.select_dtypes("number").stack().dropna()
    assert set(figures) <= numbers
    result = analysis.result("change_contrasts", "stigma").rows
    assert set(result["std_error"].dropna()) <= set(figures)


def test_a_figure_shows_itself_and_gives_what_is_drawn(shown):
    figure = shown["fr"].figure("forest")
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert "data:image/png;base64," in figure._repr_html_()
    assert repr(figure).startswith("Figure 1. ")
    assert len(figure.data)
    assert figure.data is not figure.data  # a copy: the figure keeps its own


def test_they_are_saved_by_their_ending(shown, tmp_path):
    table, figure = shown["fr"].table("change_contrasts"), shown["fr"].figure("forest")
    page = table.save(tmp_path / "table.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "−0,16" in page
    saved = pd.read_csv(table.save(tmp_path / "table.csv"))
    assert len(saved) == len(table.data)
    assert figure.save(tmp_path / "forest.png").read_bytes() == figure._repr_png_()
    assert len(pd.read_csv(figure.save(tmp_path / "forest.csv"))) == len(figure.data)
    with pytest.raises(pe.DataError, match=r"ends in '\.docx'; it can be saved as \.html or \.csv"):
        table.save(tmp_path / "table.docx")


def test_names_are_listed_and_near_misses_told(shown):
    analysis = shown["en"]
    assert "baseline" in analysis.tables
    assert "forest" in analysis.figures
    with pytest.raises(pe.DataError, match=r"There is no table 'change_contrast'.*Did you mean 'change_contrasts'"):
        analysis.table("change_contrast")
    with pytest.raises(pe.DataError, match=r"There is no figure 'forst'.*Did you mean 'forest'"):
        analysis.figure("forst")


def test_what_is_shown_outside_is_masked(small):
    """The study is for people outside: nothing shows a small number, a first time or again."""
    assert 'class="banner external"' in small._repr_html_()
    assert "residuals" in [result.kind for result in small.results]
    disclosed = pe.disclose(small)
    hidden = {
        key
        for result in disclosed.results
        for key, note in zip(row_keys(result), result.rows["note"], strict=True)
        if note == "hidden"
    }
    assert hidden
    for name in small.tables:
        for number in small.table(name).table.numbers():
            assert number.key not in hidden or number.hidden or number.value != number.value


@pytest.mark.parametrize("again", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301
def test_an_analysis_can_be_kept_and_copied(small, again):
    other = again(small)
    pd.testing.assert_frame_equal(stack_results(other.results), stack_results(small.results))
    assert [(one.kind, dict(one.method), one.notes) for one in other.results] == [
        (one.kind, dict(one.method), one.notes) for one in small.results
    ]
    assert [finding.message("fr") for finding in other.findings] == [one.message("fr") for one in small.findings]
    assert other.study.model_dump() == small.study.model_dump()
    assert (other.study.file, other.study.hashes) == (small.study.file, small.study.hashes)
    assert other.study.line_of("model") == small.study.line_of("model") > 0
    assert other.provenance == small.provenance
    with pytest.raises(TypeError):
        other.results[0].method["variance"] = "changed"
