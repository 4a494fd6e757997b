"""Drop-out by weights in a study: the answers are those of the frame door; what is said where nothing can be done."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.sensitivity import run
from small_study import HEADER, STUDY, rows, write_small_study

FAMILIES = ("attendance weights", "attendance and selection", "completers")
CODES = {"témoin": "control", "1": "treated"}
NAMES = {"participant": "id", "visit": "visit", "group": "group", "baseline": "T0"}


@pytest.fixture(autouse=True)
def _only_attendance(monkeypatch):
    """Leave the other analyses out: they take their time."""
    monkeypatch.setattr(run, "ANALYSES", tuple(one for one in run.ANALYSES if one[0] in FAMILIES))


def analysed(folder, **more):
    return pe.analyze(pe.read_study(write_small_study(folder, **{"study": STUDY, **more})))


def answer(analysis, slug):
    found = [one for one in analysis.of_kind("sensitivity") if slug in set(one.rows["analysis"])]
    return found[0] if found else None


def as_frame(data):
    frame = pd.DataFrame(data, columns=HEADER).astype({"age": float, "score": float})
    return frame.assign(group=frame["group"].map(CODES))


def rules(analysis):
    return {finding.rule for finding in analysis.findings}


def test_the_answers_are_those_of_the_frame_door(tmp_path):
    found = analysed(tmp_path)
    frame = as_frame(rows())
    asked = {**NAMES, "reference": "control", "attendance_covariates": ["age"], "covariates": ["age"]}
    wanted = pe.attendance_weighted_contrasts(frame, "score", **asked, site="service").rows
    got = answer(found, "attendance-weights").rows
    for figure in ("estimate", "std_error", "df"):
        assert np.allclose(got[figure], wanted[figure], rtol=1e-9)  # the same rows in another order
    some = pe.select_completers(frame, "score", participant="id", visit="visit")
    formula = "score ~ group * visit + age * visit"
    fit = pe.fit_mixed(formula, some, participant="id", visit="visit", site="service")
    fit = pe.with_variance(fit, "cr2", cluster="site")  # the group is assigned by site in this study
    plain = pe.change_contrasts(fit, group="group", reference="control", baseline="T0").rows
    own = answer(found, "completers")
    assert np.allclose(own.rows["std_error"], plain["std_error"], rtol=1e-6)  # two searches of one optimum
    assert own.notes[0].values["participants"] == some["id"].nunique()


def test_the_table_of_weights_is_the_summary(tmp_path):
    found = analysed(tmp_path).result("attendance_weights", "score").rows
    wanted = pe.attendance_weights(as_frame(rows()), "score", **NAMES, covariates=["age"]).summary.rows
    assert np.allclose(found["estimate"], wanted["estimate"], rtol=1e-9)  # as above
    assert set(found["quantity"]) == {"expected", "attended", "effective n", "largest weight", "truncated"}


def test_keys_are_heard(tmp_path):
    keys = "sensitivity: {attendance: {covariates: [], truncate: 1, by_group: true}, completers: false}\n"
    found = analysed(tmp_path, study=STUDY + keys)
    assert answer(found, "completers") is None
    method = answer(found, "attendance-weights").method
    assert (method["by_group"], method["truncate"]) == (True, 1.0)
    none = analysed(tmp_path / "none", study=STUDY + "sensitivity: {attendance: {run: false}}\n")
    assert answer(none, "attendance-weights") is None
    assert answer(none, "completers") is not None


def test_a_predictor_that_changes_counts_by_its_first_value(tmp_path):
    """The age of the small study, moved by a year at each later visit, predicts as the first one does."""
    later = {"T0": 0, "T6": 1, "T12": 2}
    aged = [[*row[:4], str(int(row[4]) + later[row[3]]), row[5]] for row in rows()]
    keys = "sensitivity: {attendance: {covariates: [age]}}\n"
    study = STUDY.replace("model: {covariates: [age]}\n", "model: {covariates: []}\n") + keys
    one, other = (answer(analysed(tmp_path / name, data=data, study=study), "attendance-weights")
                  for name, data in (("plain", rows()), ("aged", aged)))  # fmt: skip
    assert np.allclose(one.rows["estimate"], other.rows["estimate"], rtol=1e-12)


def test_nobody_missed_a_visit(tmp_path):
    made = rows(80)
    visits = pd.Series([row[0] for row in made]).value_counts()
    found = analysed(tmp_path, data=[row for row in made if visits[row[0]] == 3])
    assert "attendance-complete" in rules(found)
    assert not found.of_kind("attendance_weights")
    assert answer(found, "completers") is None


def test_what_cannot_be_done_is_a_finding(tmp_path):
    """Nobody of a group is seen at the last visit: the main model leaves the cell out, and weights cannot."""
    gone = [row for row in rows() if not (row[2] == "1" and row[3] == "T12")]
    found = analysed(tmp_path, data=gone)
    why = [one.values["why"] for one in found.findings if one.rule == "sensitivity-refused"]
    assert any("nobody stands for the group" in one for one in why)


def test_few_people_who_carry_the_weights_are_said(tmp_path):
    """One person in forty of the sick comes back, and stands for the others."""
    rng = np.random.default_rng(3)
    data = []
    for i in range(240):
        level = rng.normal(5, 1)
        for visit in ("T0", "T6", "T12"):
            if visit == "T0" or rng.random() < 1.0 / (1.0 + np.exp(2.6 * (level - 4.4))):
                value = f"{np.clip(level + rng.normal(0, 0.3), 0, 10):.2f}"
                data.append([f"P{i:03d}", f"S{i % 6}", ("témoin", "1")[i % 2], visit, "40", value])
    study = STUDY.replace("model: {covariates: [age]}\n", "model: {covariates: []}\n")
    keys = "sensitivity: {attendance: {truncate: 1}}\n"
    assert "attendance-few-carry" in rules(analysed(tmp_path, data=data, study=study + keys))


@pytest.mark.parametrize(
    ("named", "message"), [("agee", r"line 17: .*Did you mean 'age'"), ("service", "too few people each")]
)
def test_predictors_are_looked_up_with_their_line(tmp_path, named, message):
    study = write_small_study(tmp_path, study=STUDY + f"sensitivity: {{attendance: {{covariates: [{named}]}}}}\n")
    with pytest.raises(pe.StudyFileError, match=message):
        pe.read_study(study)


def test_both_weights_multiply_where_asked(tmp_path):
    """The product of the weights of the frame doors, in one call of the frame door."""
    keys = "sensitivity: {attendance: {combined: true}, completers: false}\n"
    found = answer(analysed(tmp_path, study=STUDY + keys), "attendance-and-att")
    frame = as_frame(rows())
    people = frame[frame["visit"] == "T0"]
    roles = {"participant": "id", "group": "group", "treated": "treated", "reference": "control"}
    made = pe.propensity_weights(people, **roles, covariates=["score", "age"], site="service").rows
    weighed = frame.assign(w=frame["id"].map(made.set_index("participant")["weight"]))
    asked = {**NAMES, "reference": "control", "attendance_covariates": ["age"], "covariates": ["age"]}
    wanted = pe.attendance_weighted_contrasts(weighed, "score", **asked, site="service", weights="w").rows
    for figure in ("estimate", "std_error", "df"):
        assert np.allclose(found.rows[figure], wanted[figure], rtol=1e-9)  # the same rows in another order
    assert answer(analysed(tmp_path / "plain"), "attendance-and-att") is None
