"""STIGMA reproduced: what its dossier counts, says and never fills in; and a study in the same templates."""

import pytest
import yaml

import peereval as pe
from peereval.dossiers.blank_published import blank_published
from peereval.evidence import read_published
from peereval.report.dossiers.build import make_document
from peereval.report.dossiers.printed_tables import print_tables
from peereval.report.table_frame import table_text
from peereval.results import stack_results
from small_study import QUICK, rows, write_small_study

LOST = {"en": "lost in the source", "fr": "perdu dans la source"}


@pytest.fixture(scope="module", params=["en", "fr"])
def stigma(request):
    return pe.reproduce_stigma(language=request.param)


@pytest.fixture(scope="module")
def filled(example_study):
    return pe.reproduce_stigma(example_study["en"] / "study.yaml")


def counts(dossier):
    return dossier.result("verdicts").rows.set_index(["published", "quantity"])["estimate"]


def test_every_cell_of_every_file_has_one_verdict(stigma):
    told = counts(stigma)
    for result in stigma.of_kind("comparison"):
        cells = sum(len(table.cells) for table in read_published(result.outcome).tables.values())
        assert told[result.outcome].sum() == cells == len(result.rows) / 4
    assert told[""].sum() == told.sum() / 2


def test_what_is_lost_is_counted_and_shown_in_words(stigma):
    assert counts(stigma)["", "lost in the source"] == 16
    words = LOST[stigma.language]
    shown = [table_text(table, stigma.language) for table in make_document(stigma).tables]
    groups = [text for text in shown if words in text and "102" in text]
    assert len(groups) == 1
    assert groups[0].count(words) == 11


def test_no_cell_of_a_published_table_is_blank(stigma):
    published = {f"{one.outcome}_" for one in stigma.of_kind("comparison")}
    tables = [one for one in make_document(stigma).tables if any(map(one.id.startswith, published))]
    assert len(tables) > 25
    blank = [
        (table.id, row.cells[0].text)
        for table in tables
        if not table.id.endswith("_verdicts")
        for row in table.rows
        for cell in row.cells
        if not (cell.text or cell.numbers)
    ]
    assert blank == []


def test_the_unexplained_the_closure_and_the_inference_are_findings(stigma):
    found = {one.rule: one for one in stigma.findings}
    assert found["published-unexplained"].count == 44
    assert "249" in found["published-unexplained"].message(stigma.language)
    assert {"published-after-closure", "published-inferred"} < found.keys()


def test_tables_that_contradict_themselves_are_named(stigma):
    found = [one for one in stigma.findings if one.rule == "published-differs"]
    assert [one.count for one in found] == [2, 1, 1]
    messages = " ".join(one.message(stigma.language) for one in found)
    assert all(name in messages for name in ("PMC10949125", "PMC10908010"))
    assert {"en": "Posts of peer support", "fr": "Postes de médiateurs"}[stigma.language] in messages
    assert "PROMIS-anger" in stigma._repr_html_()


def test_the_first_screen_says_what_is_inferred(stigma):
    words = {"en": "is an inference", "fr": "est une inférence"}[stigma.language]
    assert words in stigma._repr_html_()


def test_the_timetable_is_drawn_from_its_days(stigma):
    data = stigma.figure("phases").data
    assert len(data) == 8
    revised = data[(data["phase"] == "inclusion") & (data["version"] == "actual")]
    assert revised[["first", "last", "estimate"]].to_numpy().tolist() == [["2013-07-01", "2014-06-30", 365.0]]


def test_the_keys_of_all_rows_are_unique(filled):
    keys = stack_results(filled.results)["key"]
    assert keys.is_unique


def test_a_terminal_reads_every_table(stigma):
    text = "\n".join(print_tables(stigma))
    assert all(table.title in text for table in make_document(stigma).tables)
    assert LOST[stigma.language] in text


def test_a_study_fills_the_templates_beside_the_published_figures(filled):
    rows = filled.result("comparison", "data_stigma_participants").rows
    told = rows[(rows["table"] == "participants") & (rows["quantity"] == "published")]
    # The example is simulated with the published counts.
    assert told["note"].tolist() == ["reproduced"] * 6
    assert [one.id for one in make_document(filled).tables if one.id.startswith("observed_")]
    assert filled.provenance["simulated"] is True


def test_groups_of_other_names_take_the_places_of_the_templates(tmp_path):
    study = write_small_study(tmp_path, study=QUICK.replace("treated:", "followed:"))
    rows = pe.reproduce_stigma(study).result("comparison", "data_stigma_participants").rows
    computed = rows[(rows["table"] == "participants") & (rows["quantity"] == "computed")]
    assert computed["estimate"].notna().all()


def test_published_figures_stay_themselves_beside_a_study(filled, stigma):
    told = filled.result("comparison", "stigma_participants").rows
    assert told.equals(stigma.result("comparison", "stigma_participants").rows)


def test_an_external_study_shows_no_small_count(tmp_path):
    study = write_small_study(tmp_path / "study", study=QUICK + "audience: external\n", data=rows(26))
    dossier = pe.reproduce_stigma(study)
    assert dossier.provenance["audience"] == "external"
    counts_shown = []
    for result in (*dossier.of_kind("observed"), dossier.result("flow")):
        held = result.rows
        counts_shown += held.loc[held["quantity"].isin(["count", "seen", "missing"]), "estimate"].dropna().tolist()
    assert counts_shown
    assert not [count for count in counts_shown if 0 < count < 11]
    verdicts = dossier.result("comparison", "data_stigma_participants").rows["note"]
    assert "hidden" in set(verdicts)
    file = pe.write_dossier(dossier, tmp_path / "out")
    assert not list(file.parent.glob("figures/*.svg"))


def test_the_file_to_fill_in_is_readable_and_has_every_key_empty(filled, example_study):
    text = blank_published(filled, pe.read_study(example_study["en"] / "study.yaml"))
    loaded = yaml.safe_load(text)
    cells = [cell for table in loaded["tables"].values() for cell in table["cells"]]
    assert len(cells) > 500
    assert {cell["value"] for cell in cells if "status" not in cell} == {None}
    keys = {cell["key"] for cell in cells if "status" not in cell}
    held = set(stack_results(filled.results)["key"])
    assert {key for key in keys if not key.startswith("change_contrasts/")} <= held


def test_a_language_that_is_not_one_is_refused():
    with pytest.raises(pe.StudyFileError, match="language='de'"):
        pe.reproduce_stigma(language="de")
