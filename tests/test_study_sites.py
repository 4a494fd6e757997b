"""Studies with other sites than the example's: none, few, crossed with the groups, without variance."""

import re

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.checks.data import check_data
from small_study import STUDY, rows, write_small_study

REFERENCE = {"group": "group", "reference": "control", "baseline": "T0"}


def analysed(folder, **options):
    return pe.analyze(pe.read_study(write_small_study(folder, **options)))


def with_model(keys):
    return STUDY.replace("{covariates", "{" + keys + ", covariates")


def rules(analysis):
    return {finding.rule: finding for finding in analysis.findings}


def table(folder):
    """Return the data of a small study as a table of one's own."""
    frame = pd.DataFrame(check_data(pe.read_study(folder / "study.yaml")).data.frame)
    first = frame[frame["visit"] == "T0"].set_index("participant")
    carried = {name: frame["participant"].map(first[name]) for name in ("age", "site") if name in frame}
    return frame.assign(**carried)


def compare(here, there, names=("estimate", "std_error", "df")):
    np.testing.assert_allclose(here.rows[list(names)], there.rows[list(names)], rtol=1e-9)


def crossed():
    """Return rows whose sites hold both groups, with sites that differ."""
    made = [[*row[:1], f"S{int(row[0][1:]) // 2 % 12:02d}", *row[2:]] for row in rows(60, seed=3)]
    shift = np.random.default_rng(7).normal(0, 0.5, (12, 3))
    for row in made:
        moved = float(row[5]) + shift[int(row[1][1:]), ("T0", "T6", "T12").index(row[3])]
        row[5] = f"{min(max(moved, 0), 10):.2f}"
    return made


def test_without_a_site_column_kenward_roger_stands_alone(tmp_path):
    analysis = analysed(tmp_path, study=STUDY.replace(", site: service", ""))
    assert not analysis.of_kind("change_contrasts_beside")
    assert not analysis.of_kind("variance_components")
    lead = analysis.result("change_contrasts", "score")
    assert (lead.method["variance"], lead.method["df_method"], lead.method["sites"]) == ("model", "kenward-roger", 0)
    fit = pe.fit_mixed("score ~ group * visit + age * visit", table(tmp_path), participant="participant", visit="visit")
    compare(lead, pe.change_contrasts(fit, **REFERENCE))
    assert "sites-unknown" in rules(analysis)


def test_groups_within_sites_let_kenward_roger_lead(tmp_path):
    analysis = analysed(tmp_path, data=crossed())
    data = table(tmp_path)
    fit = pe.fit_mixed(
        "score ~ group * visit + age * visit", data, participant="participant", visit="visit", site="site"
    )
    compare(analysis.result("change_contrasts", "score"), pe.change_contrasts(fit, **REFERENCE))
    robust = pe.with_variance(fit, "cr2", cluster="site")
    compare(analysis.result("change_contrasts_beside", "score"), pe.change_contrasts(robust, **REFERENCE))
    assert not {"sites-few", "sites-few-by-arm", "sites-confounded"} & set(rules(analysis))


def test_a_site_variance_of_0_gives_the_model_based_row_the_df_of_the_sites(tmp_path):
    analysis = analysed(tmp_path)  # the small study is made without differences between its 6 sites
    finding = rules(analysis)["site-variance-zero-by-site"]
    assert finding.values["outcomes"] == "score"
    beside = analysis.result("change_contrasts_beside", "score")
    assert beside.method["df_method"] == "between-site"
    assert set(beside.rows["df"]) == {4.0}
    assert any(note.code == "between_site_df" for note in beside.notes)
    assert analysis.result("change_contrasts", "score").method["variance"] == "cr2 by site"
    asked = analysed(tmp_path / "asked", study=with_model("df_method: kenward-roger"))
    assert asked.result("change_contrasts_beside", "score").rows["df"].min() > 20


def test_few_sites_are_a_caution_with_its_consequence(tmp_path):
    finding = rules(analysed(tmp_path))["sites-few-by-arm"]
    assert (finding.severity, finding.count) == ("warning", 3)


@pytest.mark.parametrize(("effects", "rule"), [("intercept", "sites-intercept-only"), ("none", "sites-confounded")])
def test_fewer_site_effects_than_the_design_needs_are_a_caution(tmp_path, effects, rule):
    analysis = analysed(tmp_path, study=with_model(f"site_effects: {effects}"))
    assert rules(analysis)[rule].severity == "warning"
    assert analysis.result("change_contrasts", "score").method["variance"] == "cr2 by site"


def test_two_visits_have_no_t0_adjusted_model_and_say_so(tmp_path):
    study = STUDY.replace(", T12: {month: 12}", "")
    analysis = analysed(tmp_path, study=study, data=[row for row in rows() if row[3] != "T12"])
    assert not analysis.of_kind("t0_adjusted")
    finding = rules(analysis)["t0-adjusted-one-visit"]
    assert finding.severity == "note"
    assert "score" in finding.message("fr")
    assert set(analysis.result("effect_size", "score").rows["contrast"]) == {"", "change_contrasts"}


def test_who_changes_site_keeps_the_first_or_is_refused(tmp_path):
    data = rows()
    data[1][1] = "S4"  # the first participant, seen at site S0 before
    assert (data[0][0], data[0][1], data[1][0]) == ("P000", "S0", "P000")
    moved, stayed = analysed(tmp_path / "a", data=data), analysed(tmp_path / "b")
    compare(moved.result("change_contrasts", "score"), stayed.result("change_contrasts", "score"))
    assert rules(moved)["site-changed"].severity == "warning"
    study = pe.read_study(write_small_study(tmp_path / "c", data=data, study=with_model("site_rule: refuse")))
    found = {finding.rule: finding for finding in check_data(study).findings}
    assert found["site-changed-refused"].severity == "error"
    with pytest.raises(pe.DataError, match="more than one site"):
        pe.analyze(study)


def test_information_and_df_method_are_those_of_the_study(tmp_path):
    study = with_model("df_method: satterthwaite, information: expected")
    beside = analysed(tmp_path, study=study, data=crossed()).result("change_contrasts", "score")
    assert (beside.method["df_method"], beside.method["information"]) == ("satterthwaite", "expected")


SHAPES = {
    "no sites": {"study": STUDY.replace(", site: service", "")},
    "sites within groups": {"data": crossed()},
    "two visits": {
        "study": STUDY.replace(", T12: {month: 12}", ""),
        "data": [row for row in rows() if row[3] != "T12"],
    },
    "unstructured sites": {"study": with_model("site_effects: unstructured"), "data": crossed()},
}


@pytest.mark.parametrize(("shape", "language"), [*zip(SHAPES, ["en", "fr", "fr", "en"], strict=True)])
def test_every_shape_of_study_has_a_report(tmp_path, shape, language):
    options = {"study": STUDY, **SHAPES[shape]}
    options["study"] = options["study"].replace("language: en", f"language: {language}")
    page = pe.write_report(analysed(tmp_path / "study", **options), tmp_path / "results")
    html = page.read_text(encoding="utf-8")
    assert bool(re.search("Ding (and|et) Li", html)) == (shape != "two visits")
    assert ("(CR2" in html) == (shape != "no sites")
