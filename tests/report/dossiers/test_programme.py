"""The monitoring of a programme as a document: its tables, what stands beside the effects, what may not leave."""

import re
import shutil
import sys
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

import peereval as pe
from peereval.__main__ import main
from peereval.errors import StudyFileError
from peereval.load.programme import EXAMPLES
from peereval.report.disclosure.mask_monitoring import mask_programme
from peereval.report.disclosure.words import keep_sum
from reference_models import REFERENCE

YAML = """programme: 1
title: {en: Peer workers, fr: Médiateurs}
groups:
  - {name: north, label: {en: North}, members: 120, regular: 45, volunteers: 6, employees: 2.5, funding: 110000}
  - {name: south, label: {en: South}, members: 80, regular: 30, volunteers: 20, employees: 1.5, funding: 82000}
  - {name: east, year: 2014, members: 40, regular: 4, volunteers: 30, funding: 20000}
  - {name: west, year: 2014, members: 40, regular: 14, volunteers: 30, funding: 20000}
  - {name: east, year: 2016, members: 60, regular: 14, volunteers: 30, funding: 20000}
  - {name: west, year: 2016, members: 60, regular: 14, volunteers: 30, funding: 20000}
staff:
  posts: {table: posts.csv, until: 2015-06-30, administrative: [study ended]}
  people: 42
  settings: {a: 4, b: 28, c: 10}
  moments:
    - {at: "2012", counts: {planned: 30, left: {count: 28, of: 30}}}
parts:
  few: {total: 20, parts: {one: 3, other: 16}}
  many: {total: 40, parts: {one: 20, other: 25}}
"""


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programme")
    shutil.copy(REFERENCE / "posts.csv", folder)
    (folder / "programme.yaml").write_text(YAML, encoding="utf-8")
    return pe.read_programme(folder / "programme.yaml")


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("example", [*EXAMPLES, "own"])
def test_every_figure_of_a_page_stands_in_the_results(example, language, programme, tmp_path):
    read = programme if example == "own" else pe.read_programme(example=example)
    page = pe.write_dossier(pe.monitor_programme(read, language=language), tmp_path / "out")
    html = page.read_text(encoding="utf-8")
    keys = set(pd.read_csv(page.with_name("results.csv"))["key"])
    shown = set(re.findall(r'data-key="([^"]+)"', html))
    assert shown
    assert shown <= keys
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert not re.search(r"\b(programme|quantity|table|figure)\.(?!yaml|csv|png)[a-z]", words)
    if language == "fr" and example != "own":
        assert not re.search(r"\b(the|published|members|groups)\b", words.split("Provenance")[-2])


def test_the_published_digits_stand_on_the_page(tmp_path):
    page = pe.write_dossier(pe.monitor_programme(pe.read_programme(), language="en"), tmp_path / "gem")
    html = plain(page.read_text(encoding="utf-8"))
    for said in ("27,001", "1,119", "4,412", "403 × 75,000 = 30,225,000", "about 27,000", "more than 80"):
        assert said in html


def test_the_total_that_does_not_add_up_is_a_finding_of_the_page(tmp_path):
    page = pe.write_dossier(pe.monitor_programme(pe.read_programme(example="psw_posts")), tmp_path / "posts")
    html = plain(page.read_text(encoding="utf-8"))
    assert "16 + 6 + 3 + 2 + 4 = 31, where 29 is printed" in html
    assert "does not add up" in html


def test_figures_are_drawn_where_there_is_something_to_draw(programme):
    own, gem = pe.monitor_programme(programme), pe.monitor_programme(pe.read_programme())
    assert own.figures == ("staff_settings", "posts_held")
    assert gem.figures == ()
    drawn = own.figure("posts_held").data
    steps = drawn[(drawn["curve"] == "all") & (drawn["quantity"] == "posts held")]
    told = own.result("programme_posts").rows.query("curve == 'all' and quantity == 'posts held'")
    assert steps["estimate"].tolist() == told["estimate"].tolist()
    bars = pe.monitor_programme(pe.read_programme(example="south_east")).figure("staff_settings").data
    assert bars["count"].tolist() == [28, 7, 4, 3]


def test_costs_stand_beside_every_effect_and_no_ratio_is_made(analysis_of, programme):
    analysis = analysis_of("en")
    result = pe.costs_beside_effects(programme, analysis)
    rows = result.rows
    costs = rows[rows["group"] == ""].set_index("quantity")["estimate"]
    assert costs.to_dict() == {
        "cost per regular participant": 40_000 / 28,  # both groups of the last year
        "cost per participant-month": 40_000 / 28 / 12,
        "cost over the follow-up": pytest.approx(40_000 / 28),  # T0 to T12: twelve months of the cost of one
    }
    effects = rows[rows["group"] != ""]
    for name in effects["name"]:
        told = analysis.result("change_contrasts", name).rows
        told = told[(told["visit"] == "T12") & (told["note"] == "")].reset_index(drop=True)
        own = effects[effects["name"] == name].reset_index(drop=True)
        for column in ("group", "estimate", "conf_low", "conf_high", "p_value"):
            assert own[column].tolist() == told[column].tolist()
    assert set(effects["name"]) == {one.outcome for one in analysis.of_kind("change_contrasts")}
    assert set(effects["quantity"]) == {"difference in change"}
    (note,) = result.notes
    assert "10.1136/bmj-2021-067975" in note
    assert "no ratio" in note


def test_a_dossier_beside_a_study_names_its_measures_and_their_direction(analysis_of, programme):
    dossier = pe.monitor_programme(programme, analysis=analysis_of("fr"), language="fr")
    shown = plain(repr(dossier.table("programme_costs_beside")))
    assert "Stigmatisation intériorisée (plus bas, mieux)" in shown
    assert "CHEERS 2022" in shown
    assert dossier.provenance["audience"] == "internal"


def test_without_money_or_people_there_is_nothing_to_put_beside_effects(analysis_of):
    with pytest.raises(StudyFileError, match="No cost of a participant is known"):
        pe.costs_beside_effects(pe.read_programme(example="south_east"), analysis_of("en"))


def test_an_unknown_language_is_refused(programme):
    with pytest.raises(StudyFileError, match="Did you mean 'fr'"):
        pe.monitor_programme(programme, language="fre")


def external(analysis):
    """Return an analysis as `disclose` leaves one: its own figures are the concern of other tests."""
    study = SimpleNamespace(**{**vars(analysis.study), "audience": "external", "smallest_cell": 11})
    return replace(analysis, study=study, provenance={**analysis.provenance, "audience": "external"})


def test_small_counts_of_staff_do_not_leave(analysis_of, programme, tmp_path):
    dossier = pe.monitor_programme(programme, analysis=external(analysis_of("en")))
    assert dossier.of_kind("programme_posts") == ()  # a step of the curve is one person
    assert dossier.of_kind("programme_leaving") == ()  # reasons of 1 and 2 people
    staffing = dossier.result("programme_staffing").rows
    hidden = staffing["note"] == "hidden"
    assert hidden[staffing["basis"] == "setting"].all()  # 4 of 42
    assert hidden[staffing["basis"] == "moment"].all()  # 28 of 30 left: 2 did not
    assert not hidden[staffing["basis"] == "posts"].any()  # 18 posts
    reach = dossier.result("programme_reach").rows
    hidden = set(reach.loc[reach["note"] == "hidden", ["name", "quantity"]].itertuples(index=False, name=None))
    # 6 volunteers of the north, 4 people of the east who take part, and the sums of all that would tell them
    assert {("north", "volunteers"), ("east", "members"), ("east", "regular participants")} <= hidden
    assert {("east", "share regular"), ("east", "ratio"), ("east", "yearly growth")} <= hidden
    assert {quantity for name, quantity in hidden if name == "all"} >= {"members", "volunteers"}
    assert {name for name, _ in hidden} == {"north", "east", "all"}
    assert ("north", "members") not in hidden
    costs = dossier.result("programme_costs").rows
    assert set(costs.loc[costs["note"] == "hidden", "name"]) == {"east", "all"}
    text = (pe.write_dossier(dossier, tmp_path / "out").with_name("results.csv")).read_text(encoding="utf-8")
    assert ",6.0," not in text


def test_what_adds_up_to_many_may_leave_and_sums_of_few_may_not(programme):
    dossier = pe.monitor_programme(programme)
    masked = {result.kind: result for result in mask_programme(dossier.results, 11)}
    sums = masked["programme_sums"].rows
    assert (sums["note"] == "hidden")[sums["name"] == "few"].all()
    assert not (sums["note"] == "hidden")[sums["name"] == "many"].any()
    said = " ".join(masked["programme_sums"].notes)
    assert "20 + 25 = 45" in plain(said)
    assert "3 + 16" not in plain(said)
    kept = [finding for finding in dossier.findings if keep_sum(finding, 11)]
    assert [str(finding.values["formula"].numbers) for finding in kept] == ["(20.0, 25.0)"]


def run(capsys, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["peereval", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    return end.value.code or 0, plain(out), err


def test_the_command_prints_the_tables_and_writes_the_folder(capsys, monkeypatch, tmp_path):
    code, out, err = run(capsys, monkeypatch, "programme", "--example", "psw_posts", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert "16 + 6 + 3 + 2 + 4 = 31" in out
    assert "does not add up" in out
    assert str(tmp_path / "out" / "programme.html") in out
    assert (tmp_path / "out" / "programme.xlsx").is_file()


@pytest.mark.parametrize("arguments", [(), ("own.yaml", "--example", "gem")])
def test_the_command_wants_a_file_or_an_example(capsys, monkeypatch, tmp_path, arguments):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, monkeypatch, "programme", *arguments)
    assert (code, out) == (1, "")
    assert "--example gem, south_east or psw_posts" in err
    assert list(tmp_path.iterdir()) == []
