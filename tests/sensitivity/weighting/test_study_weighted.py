"""The weighted answers of a study: those of the frame door on its rows, and what small studies get."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import FitError
from peereval.sensitivity.weighting import study_contrasts
from small_study import STUDY, write_small_study

EVERY = "sensitivity: {propensity: [att, overlap, ate], missing: []}\n"
SLUGS = ["weights-att", "doubly-robust-att", "dr-did"]


def answers(analysis, outcome):
    """Return the results of this family by slug."""
    found = analysis.of_kind("sensitivity", outcome)
    return {
        one.rows["analysis"].iloc[0]: one for one in found if one.rows["analysis"].iloc[0].startswith(("weights", "d"))
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return pe.analyze(pe.read_study(write_small_study(tmp_path_factory.mktemp("small"), study=STUDY + EVERY)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_demo_answers_its_question_under_weights(example_analysis, language):
    found = answers(example_analysis[language], "stigma")
    assert set(SLUGS) <= set(found)
    for slug in SLUGS:
        rows = found[slug].rows
        assert found[slug].keys == ("analysis", "group", "visit", "reference", "baseline")
        assert rows["visit"].tolist() == ["T6", "T12"]
        assert rows["group"].unique().tolist() == ["treated"]
        assert np.isfinite(rows["std_error"]).all()
        assert (rows["df"] == 22).all()
        assert found[slug].method["variance"] == "jackknife by site"


def test_a_study_gives_what_its_frame_gives(small):
    found = answers(small, "score")
    assert list(found) == [
        f"{name}-{e}" for name in ("weights", "doubly-robust") for e in ("att", "overlap", "ate")
    ] + ["dr-did"]
    data = frame_of(small)
    asked = {"participant": "id", "visit": "visit", "group": "group", "reference": "control", "baseline": "T0"}
    score = {"propensity_covariates": ["score", "age"], "site": "service"}
    for estimand in ("att", "overlap", "ate"):
        same = pe.weighted_contrasts(data, "score", estimand=estimand, **score, **asked).rows
        compare(found[f"weights-{estimand}"].rows, same)
        same = pe.doubly_robust_contrasts(data, "score", estimand=estimand, **score, **asked).rows
        compare(found[f"doubly-robust-{estimand}"].rows, same)
    compare(found["dr-did"].rows, pe.doubly_robust_did(data, "score", covariates=["age"], site="service", **asked).rows)


def frame_of(analysis):
    """Return the rows of the small study under their names."""
    data = pd.read_csv(analysis.study.path.parent / "data.csv", sep=";", decimal=",", encoding="cp1252")
    group = data["group"].astype(str).map({"témoin": "control", "1": "treated"})
    return data.assign(group=group)


def compare(ours, theirs):
    """Compare figures; both are found from the same numbers in another order."""
    for figure in ("estimate", "std_error", "df"):
        assert ours[figure].to_numpy() == pytest.approx(theirs[figure].to_numpy(), rel=1e-9)


def test_groups_within_sites_leave_sites_minus_one_degrees_of_freedom(small):
    assert (answers(small, "score")["weights-att"].rows["df"] == 6 - 1).all()


def test_no_weights_are_made_where_the_study_asks_for_none(tmp_path):
    study = pe.read_study(write_small_study(tmp_path, study=STUDY + "sensitivity: {propensity: []}\n"))
    assert not set(SLUGS) & set(answers(pe.analyze(study), "score"))


def test_a_refusal_is_a_finding(tmp_path):
    study = STUDY.replace("{covariates: [age]}", "{covariates: [age, ward]}")
    from small_study import HEADER, rows

    data = [[*row, "north" if row[2] == "1" else "south"] for row in rows()]
    header = [*HEADER, "ward"]
    path = write_small_study(tmp_path, data=data, study=study, header=header)
    (tmp_path / "codebook.yaml").open("a").write("  - {name: ward, type: string}\n")
    refused = [one for one in pe.analyze(pe.read_study(path)).findings if one.rule == "sensitivity-refused"]
    assert {one.values["analysis"] for one in refused} >= {"weights", "doubly robust", "difference in differences"}
    assert "'ward'" in refused[0].message("en")


def test_the_traditional_estimator_stands_in_where_no_weights_balance(monkeypatch, tmp_path):
    real, asked = study_contrasts.doubly_robust_did, []

    def refuse_improved(*given, estimator="improved", **more):
        """Refuse the improved estimator."""
        asked.append(estimator)
        if estimator == "improved":
            raise FitError("out of reach")
        return real(*given, estimator=estimator, **more)

    monkeypatch.setattr(study_contrasts, "doubly_robust_did", refuse_improved)
    found = answers(pe.analyze(pe.read_study(write_small_study(tmp_path))), "score")["dr-did"]
    assert asked == ["improved", "traditional"]
    assert found.method["estimator"].startswith("traditional")
