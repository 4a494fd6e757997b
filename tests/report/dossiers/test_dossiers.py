"""A dossier becomes HTML, workbook, results.csv and manifest; what it shows keeps its keys."""

import json
from dataclasses import replace
from io import BytesIO

import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest

import peereval as pe
from peereval.report.document import Paragraph, Section
from peereval.report.dossiers.pictures import make_picture
from peereval.report.rows import index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.results import Finding, make_result


def figures_section(words):
    figure = index_rows(words.dossier.result("retention"), "group")[("treated", "count")]
    row = Row((Cell(words.label("treated")), figure.cell(style="count", decimals=0)))
    table = Table("people", "People", (Column("group", "Group"), Column("n", "n", "number")), (row,))
    return Section("people", "People", (table, make_picture(words, "forest", lambda: drawn(words))))


def empty_section(words):
    return Section("nothing", "Nothing", ())


def drawn(words):
    figure, axes = plt.subplots(figsize=(3, 2))
    axes.plot([0, 1], [0, 1])
    plt.close(figure)
    return figure, pd.DataFrame({"group": ["=treated"], "estimate": [85.0]})


@pytest.fixture
def dossier(monkeypatch):
    monkeypatch.setattr("peereval.report.dossiers.build.TOPICS", {"trials": (figures_section, empty_section)})
    rows = pd.DataFrame({"group": ["treated"], "quantity": ["count"], "estimate": [85.0]})
    return pe.Dossier(
        "trials", "Published <people>", "en", (make_result("retention", rows),), {"treated": "Followed"},
        (Finding("note", "disclosure-sites"),), (pe.Source("article", "An article, 2023."),), {"peereval": "0.1.0"},
    )  # fmt: skip


def test_every_file_is_written_and_named_in_the_manifest(dossier, tmp_path):
    page = pe.write_dossier(dossier, tmp_path / "out", beside={"more.yaml": b"a: 1\n"})
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    found = {path.relative_to(page.parent).as_posix() for path in page.parent.rglob("*") if path.is_file()}
    assert found == {one["path"] for one in told["written"]} | {"manifest.json"}
    assert {"trials.html", "trials.xlsx", "results.csv", "figures/forest.svg", "more.yaml"} < found
    html = page.read_text(encoding="utf-8")
    assert "Published &lt;people&gt;" in html
    assert 'data-key="retention/treated/count"' in html
    assert "An article, 2023." in html
    assert "Nothing" not in html
    assert "'=treated" in (page.parent / "figures" / "forest.csv").read_text(encoding="utf-8")


def test_a_dossier_replaces_a_dossier_and_nothing_else(dossier, tmp_path):
    pe.write_dossier(dossier, tmp_path / "out")
    pe.write_dossier(dossier, tmp_path / "out")
    assert (tmp_path / "out.previous" / "trials.html").is_file()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"x")
    with pytest.raises(pe.PeerevalError, match="not a report of peereval"):
        pe.write_dossier(dossier, tmp_path / "mine")


def test_the_workbook_holds_the_figures_and_their_keys(dossier, tmp_path):
    pe.write_dossier(dossier, tmp_path / "out")
    book = openpyxl.load_workbook(BytesIO((tmp_path / "out" / "trials.xlsx").read_bytes()))
    keys = [[cell.value for cell in row] for row in book["keys"].iter_rows(min_row=2)]
    (sheet, place, key, column) = keys[0]
    assert (key, column) == ("retention/treated/count", "estimate")
    assert book[sheet][place].value == 85


def test_a_notebook_sees_the_first_section_its_tables_and_figures(dossier):
    assert "Followed" in dossier._repr_html_()
    assert dossier.tables == ("people",)
    assert dossier.table("people").data.iloc[0, 1] == 85
    assert dossier.figure("forest").plot().axes
    with pytest.raises(pe.DataError, match="Did you mean 'people'"):
        dossier.table("peeple")


def test_a_screen_draws_what_it_shows_and_no_files_of_lines(dossier, monkeypatch):
    monkeypatch.setattr("peereval.report.dossiers.pictures.figure_vectors", None)  # calling it would fail
    assert "image/png" in dossier._repr_html_()
    assert dossier.figure("forest")._repr_png_().startswith(b"\x89PNG")
    monkeypatch.setattr("peereval.report.dossiers.pictures.figure_png", None)
    assert dossier.table("people").data.iloc[0, 1] == 85
    assert dossier.figures == ("forest",)
    makers = (empty_section, lambda _: Section("text", "Text", (Paragraph("Read me."),)), None)
    monkeypatch.setattr("peereval.report.dossiers.build.TOPICS", {"trials": makers})
    assert "Read me." in dossier._repr_html_()  # the sections after the first are not made


@pytest.mark.parametrize(("audience", "kept"), [("internal", True), ("external", False)])
def test_lines_of_a_figure_are_for_the_inside_only(dossier, tmp_path, audience, kept):
    figure = replace(dossier, provenance={"audience": audience}).figure("forest")
    if kept:
        assert figure.save(tmp_path / "forest.svg").stat().st_size > 0
    else:
        with pytest.raises(pe.DataError, match="it can be saved as"):
            figure.save(tmp_path / "forest.svg")
