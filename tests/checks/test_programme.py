"""A study that names its programme: the file is checked, its figures stand in the report, few people are hidden."""

import re
import shutil
from dataclasses import replace

import pytest

import peereval as pe
from peereval.report.figures.all import draw_figure, figure_ids
from peereval.report.labels import Labels
from peereval.report.tables.build import build_tables
from peereval.results import row_keys
from reference_models import REFERENCE
from small_study import QUICK, write_small_study

BESIDE = ("measure", "flow", "analysed", "change_contrasts")
STUDY = f"{QUICK}programme: programme.yaml\n"
PROGRAMME = """programme: 1
title: {en: Peer workers}
sources: {review: Annual review}
groups:
  - {name: north, label: {en: The North}, members: 120, regular: 45, funding: 108000, source: review}
staff:
  posts: {table: posts.csv, until: 2015-06-30}
  people: 42
  settings: {a: 4, b: 28, c: 10}
parts:
  few: {total: 29, parts: {one: 27, other: 4}}
  many: {total: 40, label: {en: The many}, parts: {one: 20, other: 25}}
"""


def written(folder, programme=PROGRAMME, study=STUDY):
    path = write_small_study(folder, study=study)
    shutil.copy(REFERENCE / "posts.csv", folder)
    if programme is not None:
        (folder / "programme.yaml").write_text(programme, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """Return the analysis of the small study, with the results that a programme stands beside."""
    whole = pe.analyze(written(tmp_path_factory.mktemp("named")))
    kept = tuple(one for one in whole.results if one.kind.startswith("programme") or one.kind in BESIDE)
    return replace(whole, results=kept)


def rules(checked):
    return {finding.rule: finding for finding in checked.findings if finding.rule.startswith("programme")}


def test_what_does_not_add_up_is_found_by_the_check(tmp_path):
    checked = pe.check_data(written(tmp_path))
    assert checked.usable
    assert "27\u00a0+\u00a04\u00a0=\u00a031, where 29 is printed" in repr(checked)


@pytest.mark.parametrize(
    ("programme", "rule", "said"),
    [
        (None, "programme-unread", "does not exist"),
        (PROGRAMME.replace("groups:", "groupes:"), "programme-unread", "line 4: unknown key 'groupes'"),
        (PROGRAMME.replace("posts.csv", "absent.csv"), "programme-table-missing", "does not exist"),
    ],
)
def test_a_programme_that_cannot_be_used_stops_the_analysis(tmp_path, programme, rule, said):
    path = written(tmp_path, programme)
    checked = pe.check_data(path)
    assert not checked.usable
    assert said in rules(checked)[rule].message()
    with pytest.raises(pe.DataError, match=re.escape(said)):
        pe.analyze(path)


def test_a_programme_outside_the_folder_of_the_study_is_not_read(tmp_path):
    path = written(tmp_path / "study", study=STUDY.replace("programme.yaml", "../programme.yaml"))
    (tmp_path / "programme.yaml").write_text(PROGRAMME, encoding="utf-8")
    checked = pe.check_data(path)
    assert "outside the study folder" in rules(checked)["programme-unread"].message()


def test_its_figures_stand_in_the_report_and_its_files_in_the_manifest(analysis):
    tables = {table.id: table for table in build_tables(Labels(analysis)) if table.id.startswith("programme")}
    names = ("reach", "staffing", "posts", "leaving", "costs", "costs_beside", "sums")
    assert list(tables) == [f"programme_{name}" for name in names]
    texts = " ".join(cell.text for table in tables.values() for row in table.rows for cell in row.cells)
    assert "108,000 / 120 = 900" in texts.replace("\u00a0", " ")
    assert "The North" in texts
    assert "[1] Annual review" in tables["programme_reach"].notes
    shown = {number.key for table in tables.values() for number in table.numbers()}
    assert "programme_costs/north/computed/cost per member" in shown
    assert shown <= {key for result in analysis.results for key in row_keys(result)}
    assert [one["role"] for one in analysis.provenance["inputs"]] == ["study", "codebook", "programme", "posts"]


def test_the_posts_held_are_drawn_and_not_for_people_outside(analysis):
    assert "posts_held" in figure_ids(Labels(analysis))
    assert "posts_held" not in figure_ids(Labels(pe.disclose(analysis)))
    drawn = draw_figure(Labels(analysis), "posts_held")
    assert set(drawn.data["curve"]) == {"all", "community", "sector", "social"}
    assert drawn.title == "Posts still held by whoever took them up"


def test_its_costs_stand_beside_the_effects_of_the_analysis(analysis):
    rows = analysis.result("programme_costs_beside").rows
    effect = rows[rows["quantity"] == "difference in change"].iloc[0]
    told = analysis.result("change_contrasts", "score").rows
    told = told[told["visit"] == "T12"].iloc[0]
    assert effect[["name", "group"]].tolist() == ["score", "treated"]
    assert (
        effect[["estimate", "conf_low", "conf_high"]].tolist() == told[["estimate", "conf_low", "conf_high"]].tolist()
    )


def test_few_people_of_it_do_not_leave(analysis):
    masked = pe.disclose(analysis)
    assert {one.kind for one in masked.results if one.kind.startswith("programme")} == {
        "programme_reach", "programme_staffing", "programme_costs", "programme_costs_beside", "programme_sums",
    }  # fmt: skip
    staffing = masked.result("programme_staffing").rows
    assert staffing.loc[staffing["basis"] == "setting", "estimate"].isna().all()
    assert staffing.loc[(staffing["basis"] == "posts") & (staffing["quantity"] == "posts"), "estimate"].item() == 18
    said = [finding.message() for finding in masked.findings if finding.rule == "programme-total"]
    assert len(said) == 1
    assert said[0].startswith("The many")
    unknown = [finding for finding in masked.findings if finding.rule == "disclosure-kind-unknown"]
    assert unknown == []


def test_an_effect_that_the_report_hides_is_hidden_beside_the_costs(analysis):
    study = analysis.study.model_copy(update={"smallest_cell": 18})  # 20 people a group at T0, fewer at T12
    masked = pe.disclose(replace(analysis, study=study))
    contrast = masked.result("change_contrasts", "score").rows
    beside = masked.result("programme_costs_beside").rows
    assert contrast.loc[contrast["visit"] == "T12", "note"].item() == "hidden"
    assert beside.loc[beside["quantity"] == "difference in change", "note"].item() == "hidden"
    assert beside.loc[beside["quantity"] == "difference in change", "estimate"].isna().all()


def test_a_study_without_one_has_none_of_it(tmp_path):
    assert rules(pe.check_data(written(tmp_path, None, QUICK))) == {}
