"""The weighted answers of a study: those of the frame door on its rows, and what small studies get."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import FitError
from peereval.sensitivity import run
from peereval.sensitivity.weighting import study_contrasts
from small_study import HEADER, STUDY, rows, write_small_study

EVERY = "sensitivity: {propensity: [att, overlap, ate], truncate: 0.9}\n"
SLUGS = ["weights-att", "doubly-robust-att", "dr-did"]
FAMILIES = ("balance", "weights")
CODES = {"témoin": "control", "1": "treated"}


@pytest.fixture
def only_weights(monkeypatch):
    """Leave the other analyses out: they take their time."""
    monkeypatch.setattr(run, "ANALYSES", tuple(one for one in run.ANALYSES if one[0] in FAMILIES))


def answers(analysis, outcome="score"):
    """Return the results of this family by slug."""
    named = {str(one.rows["analysis"].iloc[0]): one for one in analysis.of_kind("sensitivity", outcome)}
    return {slug: one for slug, one in named.items() if slug.startswith(("weights", "doubly", "dr"))}


def analysed(folder, **more):
    return pe.analyze(pe.read_study(write_small_study(folder, **{"study": STUDY, **more})))


def within_sites(data):
    """Return rows with people of both groups in each of five sites."""
    return [[row[0], f"S{int(row[0][1:]) % 5}", *row[2:]] for row in data]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_demo_answers_its_question_under_weights(example_analysis, language):
    found = answers(example_analysis[language], "stigma")
    assert set(SLUGS) <= set(found)
    for slug in SLUGS:
        result = found[slug]
        assert result.keys == ("analysis", "group", "visit", "reference", "baseline")
        assert result.rows["visit"].tolist() == ["T6", "T12"]
        assert result.rows["group"].unique().tolist() == ["treated"]
        assert np.isfinite(result.rows["std_error"]).all()
        assert (result.rows["df"] == 24 - 2).all()
        assert result.method["variance"] == "jackknife by site"


@pytest.mark.parametrize("arrange", [list, within_sites])
def test_a_study_gives_what_its_frame_gives(tmp_path, only_weights, arrange):
    data = arrange(rows())
    found = answers(analysed(tmp_path, study=STUDY + EVERY, data=data))
    estimands = ("att", "overlap", "ate")
    assert list(found) == [f"{name}-{e}" for e in estimands for name in ("weights", "doubly-robust")] + ["dr-did"]
    frame = pd.DataFrame(data, columns=HEADER).astype({"age": float, "score": float})
    frame["group"] = frame["group"].map(CODES)
    asked = {"participant": "id", "visit": "visit", "group": "group", "reference": "control", "baseline": "T0"}
    asked["site"] = "service"
    score = {"propensity_covariates": ["score", "age"], "truncate": 0.9, **asked}
    for estimand in estimands:
        compare(found[f"weights-{estimand}"], pe.weighted_contrasts(frame, "score", estimand=estimand, **score))
        robust = pe.doubly_robust_contrasts(frame, "score", estimand=estimand, **score)
        compare(found[f"doubly-robust-{estimand}"], robust)
    compare(found["dr-did"], pe.doubly_robust_did(frame, "score", covariates=["age"], **asked))
    assert (found["weights-att"].rows["df"] == (6 - 2 if arrange is list else 5 - 1)).all()


def compare(ours, theirs):
    """Compare figures; both are found from the same numbers in another order."""
    for figure in ("estimate", "std_error", "df"):
        assert ours.rows[figure].to_numpy() == pytest.approx(theirs.rows[figure].to_numpy(), rel=1e-9)


def test_no_weights_are_made_where_the_study_asks_for_none(tmp_path, only_weights):
    found = analysed(tmp_path, study=STUDY + "sensitivity: {propensity: []}\n")
    assert not answers(found)
    assert not [one for one in found.findings if one.rule == "sensitivity-refused"]


def with_ward(folder, ward):
    """Return the findings on weights of the small study with one more covariate."""
    data = [[*row, ward(row)] for row in rows()]
    study = STUDY.replace("{covariates: [age]}", "{covariates: [age, ward]}")
    path = write_small_study(folder, data=data, study=study, header=[*HEADER, "ward"])
    codebook = folder / "codebook.yaml"
    codebook.write_text(codebook.read_text() + "  - {name: ward, type: string}\n")
    analysis = pe.analyze(pe.read_study(path))
    return analysis, [one for one in analysis.findings if one.rule.startswith(("sensitivity", "weights-sep"))]


def test_separated_groups_have_no_answer_and_one_finding(tmp_path, only_weights):
    analysis, found = with_ward(tmp_path, lambda row: "north" if row[2] == "1" else "south")
    assert not answers(analysis)
    assert [one.rule for one in found] == ["weights-separation-category"]


def test_a_replicate_without_weights_is_one_finding_for_all_answers(tmp_path, only_weights):
    # In the ward "rare" the treated are of one site: without it nobody treated is there.
    rare = {row[0] for row in rows() if row[1] == "S1" or (row[2] != "1" and int(row[0][1:]) % 8 == 0)}
    analysis, found = with_ward(tmp_path, lambda row: "rare" if row[0] in rare else "common")
    assert not answers(analysis)
    assert [one.rule for one in found] == ["sensitivity-refused"]
    assert found[0].values["analysis"] == "weights-att, doubly-robust-att, dr-did"
    assert "In 1 of the 6 replicates" in found[0].message("en")


def test_the_traditional_estimator_stands_in_where_no_weights_balance(monkeypatch, tmp_path, only_weights):
    real, asked = study_contrasts.doubly_robust_did, []

    def refuse_improved(*given, estimator="improved", **more):
        """Refuse the improved estimator."""
        asked.append(estimator)
        if estimator == "improved":
            raise FitError("out of reach")
        return real(*given, estimator=estimator, **more)

    monkeypatch.setattr(study_contrasts, "doubly_robust_did", refuse_improved)
    found = answers(analysed(tmp_path))["dr-did"]
    assert asked == ["improved", "traditional"]
    assert found.method["estimator"].startswith("traditional")
