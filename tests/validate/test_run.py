"""Each check of the whole table finds its fault, with file, rows and remedy, and nothing else."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.validate.run import check_frame


def change_site(frame):
    frame.loc[1, "site"] = "S9"


def change_group(frame):
    frame.loc[1, "group"] = "treated"


def repeat_visit(frame):
    frame.loc[1, "visit"] = "T0"


def young(frame):
    frame.loc[[3, 5], "age"] = 2.0


def old(frame):
    frame.loc[3, "age"] = 1e6


def half(frame):
    frame.loc[3, "age"] = 40.5


def no_sex(frame):
    frame.loc[4, "sex"] = np.nan


def same_letter(frame):
    frame.loc[4, "letter"] = frame.loc[5, "letter"]


def too_early(frame):
    frame.loc[frame.index[-2], "visit"] = "T0"


def late_entry(frame):
    frame.loc[frame.index[-2], ["participant", "visit"]] = ["other", "T12"]


def no_first(frame):
    frame.loc[0, ["participant", "visit"]] = ["other", "T6"]


def alike(frame):
    frame["participant"] = frame["participant"].where(frame.index > 2, "007").mask(frame.index.isin([3, 4, 5]), "7")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (change_site, ("warning", "site-changed", (2, 3, 4))),
        (change_group, ("error", "participant-in-groups", (2, 3, 4))),
        (repeat_visit, ("error", "visit-repeated", (2, 3))),
        (young, ("error", "below-minimum", (5, 7))),
        (old, ("error", "above-maximum", (5,))),
        (half, ("error", "not-whole", (5,))),
        (no_sex, ("error", "value-required", (6,))),
        (same_letter, ("error", "value-repeated", (6, 7))),
        (too_early, ("error", "visit-before-entry", (16,))),
        (late_entry, ("warning", "entry-unplanned", (16, 17))),
        (no_first, ("warning", "first-visit-absent", (2, 3, 4))),
        (alike, ("warning", "participants-alike", (2, 3, 4, 5, 6, 7))),
    ],
)
def test_a_fault_is_found_where_it_is(study, frame, fault, expected):
    fault(frame)
    before = frame.copy()
    findings = [f for f in check_frame(frame, study) if f.rule != "site-changed" or fault is change_site]
    assert [(f.severity, f.rule, f.rows) for f in findings] == [expected]
    assert findings[0].file == "data.csv"
    for text in (findings[0].message("en"), findings[0].message("fr"), findings[0].fix, str(findings[0].values)):
        assert "Canary" not in text
        assert not any(value in text for value in ("2.0", "40.5", "1000000", "1e6", "pandera"))
    assert frame.equals(before)


def test_sound_data_have_no_finding(study, frame):
    assert check_frame(frame, study) == ()
    assert check_frame(frame.iloc[:0], study) == ()


def test_one_visit_and_groups_without_data(study, frame):
    rules = {f.rule: f for f in check_frame(frame[frame["visit"] == "T0"], study)}
    assert rules["one-visit"].severity == "error"
    assert rules["group-without-data"].values == {"group": "prefollowed"}
    assert rules["visit-without-data"].severity == "warning"


def test_absent_columns_are_named_with_the_nearest(study, frame):
    findings = check_frame(frame.rename(columns={"egf": "egfs"}).drop(columns=["age", "sex"]), study)
    found = {f.rule: f for f in findings}
    assert found["outcome-absent-near"].values == {"column": "egf", "nearest": "egfs"}
    assert found["outcome-absent-near"].fix == "outcomes: {functioning: {column: egfs}}"
    assert {rule.removesuffix("-near") for rule in found} == {"outcome-absent", "covariate-absent", "required-absent"}


def test_a_covariate_written_with_a_typo_is_corrected_in_covariates(study, frame):
    found = {f.rule: f for f in check_frame(frame.rename(columns={"age": "âge"}), study)}
    assert found["covariate-absent-near"].fix == "model: {covariates: [âge]}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(order=st.permutations(range(16)))
def test_the_order_of_rows_changes_no_finding(study, frame, order):
    data = frame.copy()
    for fault in (change_site, young, no_sex, too_early):
        fault(data)
    expected = sorted((f.rule, f.rows) for f in check_frame(data, study))
    assert len(expected) == 4
    assert sorted((f.rule, f.rows) for f in check_frame(data.iloc[list(order)], study)) == expected


def test_reading_and_checking_import_nothing_slow(study):
    (study.folder / "data.csv").write_text("id;service;visit;group;age;sex;egf\n1;A;T0;control;2;F;50\n")
    code = (
        "import sys\n"
        "from peereval.study import read_study\n"
        "from peereval.load.read import read_data\n"
        "from peereval.validate.run import check_frame\n"
        "study = read_study(sys.argv[1])\n"
        "findings = check_frame(read_data(study).frame, study)\n"
        "slow = [m for m in ('statsmodels', 'pingouin', 'matplotlib') if m in sys.modules]\n"
        "print(slow, 'below-minimum' in [finding.rule for finding in findings])"
    )
    run = [sys.executable, "-c", code, str(study.file)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == "[] True"
