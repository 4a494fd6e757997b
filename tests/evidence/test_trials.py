"""The trials of peer support as figures: every effect recomputed, the known faults, and a user's own table."""

import numpy as np
import pandas as pd
import pytest

from peereval.errors import DataError
from peereval.evidence.pooled import pool_effects
from peereval.evidence.trials.doubtful import narrow_spreads, recompute_effects, review_findings
from peereval.evidence.trials.lengths import compare_lengths
from peereval.evidence.trials.read import read_trials
from peereval.evidence.trials.reviewed import review_domain


@pytest.fixture(scope="module")
def trials():
    return read_trials()


def test_the_rows_and_studies_are_those_of_the_review(trials):
    rows = trials.rows
    counts = {name: (len(part), part["study"].nunique()) for name, part in rows.groupby("domain")}
    # Smit et al., Psychological Medicine 53(11), data doi 10.5281/zenodo.7687898
    assert counts == {"clinical": (22, 21), "personal": (19, 18), "functional": (25, 24)}
    assert trials.domains == ("clinical", "personal", "functional")
    assert not rows.duplicated(["domain", "label"]).any()
    assert "ODC-By 1.0" in trials.sources[0].text
    assert "10.5281/zenodo.7687898" in trials.sources[0].text


def test_48_of_the_50_effects_with_means_agree(trials):
    rows = recompute_effects(trials).rows.pivot(
        index=["domain", "trial", "note"], columns="quantity", values="estimate"
    )
    rows = rows.reset_index("note")
    off = np.maximum(
        (rows["effect given"] - rows["effect from means"]).abs(), (rows["SE given"] - rows["SE from means"]).abs()
    )
    assert len(rows) == 50
    assert (off < 0.0005).sum() == 48
    assert list(rows.index[rows["note"] == "differs"]) == [
        ("clinical", "Boevink, 2016"),
        ("functional", "Solomon, 1995"),
    ]
    # Boevink's is printed with two decimals; Solomon's standard error is that of 48 and 48, not of 45 and 45
    assert rows.loc[("clinical", "Boevink, 2016"), "effect given"] == -0.05
    assert rows.loc[("functional", "Solomon, 1995"), "SE given"] == pytest.approx(
        (1 - 3 / (4 * 94 - 1)) * np.sqrt(96 / 48**2 + (0.14 / 0.695) ** 2 / 192), abs=2e-4
    )


def runs_of(trials, domain):
    found = review_domain(trials, domain, method="reml", interval="knapp-hartung")
    rows = next(one for one in found if one.kind == "trials_sensitivity").rows
    effects = rows[rows["quantity"] == "pooled effect"].set_index(["run", "study"])
    return effects[["estimate", "conf_low", "conf_high"]].round(3).T.to_dict("list")


# The known faults of the table, each with what it changes (REML, Knapp-Hartung)
@pytest.mark.parametrize(
    ("domain", "run", "figures"),
    [
        ("clinical", ("flip", "Davidson, 2004"), [0.155, 0.051, 0.259]),
        ("functional", ("flip", "Davidson, 2004"), [0.040, -0.068, 0.148]),
        ("personal", ("leave out", "Salzer, 2016"), [0.134, 0.054, 0.214]),
        ("functional", ("leave out", "Salzer, 2016"), [0.061, -0.012, 0.135]),
    ],
)
def test_the_known_faults_as_sensitivity_runs(trials, domain, run, figures):
    assert runs_of(trials, domain)[run] == figures


def test_runs_that_do_not_apply_are_not_made(trials):
    assert list(runs_of(trials, "personal")) == [
        ("main", ""), ("leave out", "Salzer, 2016"), ("from means", ""), ("one row a study", ""), ("wald", ""),
        ("dersimonian-laird", ""), ("dersimonian-laird, wald", ""),
    ]  # fmt: skip
    assert ("all suspects", "") in runs_of(trials, "functional")


def test_standard_deviations_that_look_like_errors_are_found_without_being_told(trials):
    assert narrow_spreads(trials) == ["Salzer, 2016"]
    healed = trials.rows
    here = healed["study"] == "Salzer, 2016"
    for arm in ("1", "2"):
        healed.loc[here, f"sd_{arm}"] *= np.sqrt(healed.loc[here, f"n_{arm}"])
    assert narrow_spreads(type(trials)("healed", healed)) == []


def test_the_findings_name_the_faults(trials):
    found = {one.rule: one for one in review_findings(trials, recompute_effects(trials))}
    assert list(found) == ["trials-inverted", "trials-sd-like-se", "trials-recomputed-differ", "trials-repeated"]
    said = found["trials-recomputed-differ"].message()
    assert "Of 50 effects" in said
    assert "Boevink, 2016 (CAPE); Solomon, 1995 (Lehman's Quality of Life - subjective QoL)" in said
    assert "Rogers, 2016" in found["trials-repeated"].message()


METAPSY = """study;condition_arm1;condition_arm2;multi_arm1;outcome_type;outcome_domain;instrument;time;time_weeks;\
mean_arm1;sd_arm1;n_arm1;mean_arm2;sd_arm2;n_arm2;sign_flipped;.g;.g_se
Évrard, 2019;psi;cau;NA;msd;Personal recovery;RAS;post;26;92,9;14,2;222;90,0;13,7;231;0;NA;NA
Müller, 2020;psi;cau;f2f;msd;Personal recovery;RAS;post;13;NA;NA;NA;NA;NA;NA;NA;0,25;0,12
Müller, 2020;psi;cau;web;msd;Personal recovery;RAS;post;13;NA;NA;NA;NA;NA;NA;NA;0,05;0,11
Smith, 2021;psi;cau;NA;msd;Work;IPS;post;26;NA;NA;NA;NA;NA;NA;NA;0,1;0,2
Empty, 2022;psi;cau;NA;msd;Work;IPS;post;26;NA;NA;NA;NA;NA;NA;NA;NA;NA
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_french_metapsy_table_is_read(tmp_path, encoding):
    (tmp_path / "essais.csv").write_bytes(METAPSY.encode(encoding))
    found = read_trials(tmp_path / "essais.csv")
    rows = found.rows.set_index("label")
    assert list(rows.index) == ["Évrard, 2019", "Müller, 2020 (f2f)", "Müller, 2020 (web)", "Smith, 2021"]
    assert found.domains == ("personal", "Work")
    assert rows.loc["Évrard, 2019", "effect"] == pytest.approx(0.207580312230314, rel=1e-12)  # Cook 2012a of the review
    assert rows.loc["Évrard, 2019", "std_error"] == pytest.approx(0.0940834603045108, rel=1e-12)
    assert rows.loc["Müller, 2020 (f2f)", ["effect", "year"]].tolist() == [0.25, 2020.0]
    assert rows.loc["Évrard, 2019", "months"] == pytest.approx(5.98, abs=0.01)  # 26 weeks
    assert [(one.rule, one.rows) for one in found.findings] == [("trials-unusable", (6,))]


def test_a_workbook_and_points_are_read_as_well(tmp_path):
    frame = pd.DataFrame({"study": ["A, 2001", "B, 2002"], "precalc_g": [0.1, 0.2], "precalc_g_se": [0.1, 0.15]})
    frame.to_excel(tmp_path / "trials.xlsx", index=False)
    frame.to_csv(tmp_path / "trials.csv", index=False)
    for name in ("trials.xlsx", "trials.csv"):
        found = read_trials(tmp_path / name)
        assert found.rows["effect"].tolist() == [0.1, 0.2]
        assert found.domains == ("",)


def test_several_rows_of_one_study_that_nothing_tells_apart_keep_their_row_number(tmp_path):
    (tmp_path / "t.csv").write_text("study,.g,.g_se\nA,0.1,0.1\nA,0.2,0.1\n")
    assert read_trials(tmp_path / "t.csv").rows["label"].tolist() == ["A (2)", "A (3)"]


WORD = "confidential"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,.g,.g_se\nA,0.1,0.1\n", "no column 'study'"),
        ("stduy,.g,.g_se\nA,0.1,0.1\n", "Did you mean 'stduy'"),
        ("study,.g\nA,0.1\n", "'.g' and '.g_se'"),
        ("study,mean_arm1,sd_arm1,n_arm1,mean_arm2,sd_arm2,n_arm2\nA,1,1,9,2,1,9\n", "Missing here: sign_flipped"),
        ("study,.g,.g_se\n", "mine.csv: The file has no data"),
        (f"study,.g,.g_se\nA,{WORD},0.1\n", r"column '\.g': row 2 holds text"),
        ("study,.g,.g_se\nA,0.1,0\n", "row 2 has a standard error that is not above 0"),
        ("study,.g,.g_se\n,0.1,0.1\n", "row 2 has no study"),
        ("study,.g,.g_se\nA,NA,NA\n", "no row has an effect"),
        ("study,.g,.g_se,sign_flipped\nA,0.1,0.1,2\n", "other than 0 and 1"),
    ],
)
def test_tables_that_cannot_be_used_are_refused_without_their_values(tmp_path, text, said):
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(DataError, match=said) as error:
        read_trials(tmp_path / "mine.csv")
    assert WORD not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_trials(tmp_path / "nothing.csv")


def test_a_row_whose_direction_is_unknown_is_not_computed(tmp_path):
    text = METAPSY.replace(";0;NA;NA\n", ";NA;NA;NA\n", 1)
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    found = read_trials(tmp_path / "t.csv")
    assert "Évrard, 2019" not in set(found.rows["label"])
    assert found.findings[0].rows == (2, 6)


def test_lengths_of_follow_up_are_compared_as_subgroups(trials):
    rows = trials.of_domain("clinical")
    found = compare_lengths(rows, method="reml", interval="knapp-hartung", level=0.95).rows.set_index(
        ["subgroup", "quantity"]
    )
    by_hand = pool_effects(rows["effect"], rows["std_error"], subgroups=[str(one) for one in rows["months"] > 6]).rows
    theirs = by_hand[by_hand["trial"] == ""].set_index(["subgroup", "quantity"])
    assert found.loc[("short", "trials"), "estimate"] + found.loc[("long", "trials"), "estimate"] == 22
    assert found.loc[("long", "pooled effect"), "estimate"] == theirs.loc[("True", "pooled effect"), "estimate"]
    assert found.loc[("", "Q between"), "p_value"] == theirs.loc[("", "Q between"), "p_value"]


def test_one_long_trial_is_not_compared(trials):
    rows = trials.of_domain("personal")
    few = pd.concat([rows[rows["months"] <= 6], rows[rows["months"] > 6].head(1)])
    assert compare_lengths(few, method="reml", interval="wald", level=0.95) is None


OWN = """study;domaine;mean_arm1;sd_arm1;n_arm1;mean_arm2;sd_arm2;n_arm2;sign_flipped;.g;.g_se
A, 2014;personnel;72,4;11,2;60;68,1;12,0;58;0;0,37;0,185
B, 2016;clinique;34,2;9,1;70;36,8;9,9;72;1;0,27;0,168
C, 2017;clinique;30,1;9,1;70;29,4;9,9;72;1;−0,07;0,167
"""


def test_a_printed_table_is_no_fault_of_its_rounding(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(OWN, encoding="utf-8")
    mine = read_trials(file)
    assert mine.domains == ("clinical", "personal")
    assert mine.rows["effect"].tolist() == [0.37, 0.27, -0.07]
    assert review_findings(mine, recompute_effects(mine)) == ()
    file.write_text(OWN.replace("0,37;", "0,41;"), encoding="utf-8")
    wrong = read_trials(file)
    (found,) = review_findings(wrong, recompute_effects(wrong))
    assert found.rule == "trials-recomputed-differ-rounded"
    assert "1 of 3 (A, 2014)" in found.message()


def test_a_row_that_was_copied_is_said_so(tmp_path):
    (tmp_path / "mine.csv").write_text(OWN + OWN.splitlines()[1] + "\n", encoding="utf-8")
    mine = read_trials(tmp_path / "mine.csv")
    rules = {one.rule: one for one in review_findings(mine, recompute_effects(mine))}
    assert set(rules) == {"trials-copied", "trials-repeated"}
    assert "A, 2014" in rules["trials-copied"].message()
