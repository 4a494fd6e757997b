"""What a study is told of its missed visits: which values are imputed under a strategy, deltas, what is refused."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.model.mixed import fit_mixed
from peereval.sensitivity import run
from peereval.sensitivity.imputation.study_outcomes import SLUG
from peereval.sensitivity.tipping.followup_end import find_events
from peereval.sensitivity.tipping.study import assume_missing
from peereval.sensitivity.tipping.study_strategies import LEVELS
from small_study import HEADER, STUDY, rows, write_small_study

DATED = STUDY.replace("site: service}", "site: service, visit_date: day, exposure_end: end}")
SCALED = DATED.replace("score: {column: score,", "score: {column: score, instrument: gaf,")
ASKED = {"group": "group", "reference": "control", "baseline": "T0"}
MONTH = {"T0": 0, "T6": 183, "T12": 365}


def dated(ends=True, keep=lambda _person, _visit: True):
    """Return rows on the scale of the GAF with days; the follow-up of every other treated person ends at 7 months."""
    made = []
    for person, service, group, visit, age, score in rows(60):
        if not keep(person, visit):
            continue
        first = date(2014, 1, 1) + timedelta(days=int(person[1:]))
        end = first + timedelta(days=210) if ends and group == "1" and int(person[1:]) % 4 == 1 else ""
        day = first + timedelta(days=MONTH[visit])
        value = f"{min(100.0, 1.0 + 10.0 * float(score)):.1f}"
        made.append([person, service, group, visit, age, value, day.isoformat(), end and end.isoformat()])
    return made


BOOK = """\
fields:
  - {name: id, type: string}
  - {name: age, type: number, constraints: {minimum: 18, maximum: 100}}
  - {name: score, type: number, constraints: {minimum: 1, maximum: 101}}
"""


def write(folder, *, study=SCALED, more="", data=None):
    header = [*HEADER, "day", "end"]
    return write_small_study(folder, study=study + more, data=data or dated(), codebook=BOOK, header=header)


def analysed(folder, **written):
    """Return the analysis with the assumptions on missed visits as its only sensitivity analyses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "ANALYSES", (("missing", assume_missing),))
        return pe.analyze(write(folder, **written))


def asked_by(path):
    """Return the question that the analyses of a study are asked."""
    held = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "ANALYSES", (("held", lambda question: (held.append(question), ((), ()))[1]),))
        pe.analyze(path)
    return held[0]


def answers(analysis):
    return pd.concat([one.rows for one in analysis.of_kind("sensitivity")], ignore_index=True)


def slugs(analysis):
    return {name for one in analysis.of_kind("sensitivity") for name in one.rows["analysis"]}


def said(analysis, rule):
    return [finding.message("en") for finding in analysis.findings if finding.rule == rule]


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    more = "sensitivity: {missing: [delta, copy-increments, jump-to-reference, copy-reference, "
    return analysed(tmp_path_factory.mktemp("every"), more=more + "last-mean-carried-forward], imputations: 20}\n")


def test_visits_missed_after_the_end_to_the_last_are_the_event(tmp_path):
    question = asked_by(write(tmp_path))
    events = find_events(question)
    table = question.starters()
    seen = table.dropna(subset=["score"]).groupby("participant")["visit"].agg(lambda visits: set(map(str, visits)))
    for person, event in events.items():
        ended = int(str(person)[1:]) % 4 == 1  # at seven months: T12 is the first visit after it
        assert (event == "T12") == (ended and "T12" not in seen[person])
        assert pd.isna(event) or event == "T12"
    assert 0 < events.notna().sum() < (table["group"] == "treated").sum()


def test_a_visit_missed_before_the_end_and_a_gap_stay_missing_at_random(tmp_path):
    whole = [row[0] for row in dated() if row[3] == "T12" and row[7]]
    never, gap = [one for one in whole if any(row[0] == one and row[3] == "T6" for row in dated())][:2]
    kept = {never: {"T0"}, gap: {"T0", "T12"}}  # T6 was missed while followed, and after the end
    data = dated(keep=lambda person, visit: visit in kept.get(person, MONTH))
    data = [[*row[:7], "2014-05-01" if row[0] == gap else row[7]] for row in data]
    events = find_events(asked_by(write(tmp_path, data=data)))
    assert events[never] == "T12"
    assert pd.isna(events[gap])  # the person came to T12


def test_a_delta_is_that_of_the_frame_door_in_the_worse_direction(tmp_path):
    more = "sensitivity: {missing: delta, imputations: 20}\n"
    found = analysed(tmp_path, more=more)
    question = asked_by(write(tmp_path, more=more))
    data = question.starters()
    roles = {"participant": "participant", "visit": "visit"}
    plain = fit_mixed("score ~ group * visit + (age) * visit", data, **roles)
    drawn = fit_mixed("score ~ group * visit + (age) * visit", data, site="site", **roles)
    for slug, groups in (("delta-treated", ["treated"]), ("delta-both", ["treated", "control"])):
        delta = {group: {"T6": -0.5, "T12": -0.5} for group in groups}  # a higher GAF is better
        rubin = pe.multiply_imputed_contrasts(
            drawn, data, rng=question.rng(SLUG), delta=delta, site="site", imputations=20, draws="bayesian", **ASKED
        ).rows
        rubin = rubin[rubin["quantity"] == "difference in change"]
        ours = answers(found).query("analysis == @slug")
        assert ours["estimate"].to_numpy() == pytest.approx(rubin["estimate"].to_numpy(), rel=1e-9)
        assert ours["df"].to_numpy() == pytest.approx(rubin["df"].to_numpy(), rel=1e-9)
        jackknife = pe.reference_based_contrasts(plain, data, delta=delta, site="site", **ASKED).rows
        table = found.result("missing_assumptions", "score").rows
        beside = table[(table["assumption"] == slug) & (table["inference"] == "frequentist")]
        assert beside["std_error"].to_numpy() == pytest.approx(jackknife["std_error"].to_numpy(), rel=1e-9)


def test_assumptions_differ_by_what_they_assume_not_by_chance(every):
    table = every.result("missing_assumptions", "score").rows
    table = table[(table["quantity"] == "difference in change") & (table["visit"] == "T12")]
    moved = table.set_index(["assumption", "inference"])["estimate"]
    for inference in ("frequentist", "information-anchored"):
        plain = moved["missing-at-random", inference]
        # A delta moves every completed data set by the same amount, whatever was drawn.
        assert moved["delta-treated", inference] - plain == pytest.approx(
            moved["delta-treated", "frequentist"] - moved["missing-at-random", "frequentist"], rel=1e-9
        )


def test_strategies_stand_in_the_forest_with_both_variances(every):
    found = answers(every).set_index("analysis")
    for name in ("copy-increments", "jump-to-reference", "copy-reference", "last-mean-carried-forward"):
        wanted = "difference" if name in LEVELS else "difference in change"
        for slug in (name, f"{name}-frequentist"):
            assert set(found.loc[[slug], "quantity"]) == {wanted}
            assert set(found.loc[[slug], "visit"]) == {"T6", "T12"}
    assert not said(every, "sensitivity-refused")
    shares = every.result("missing_assumptions", "score").rows
    shares = shares[shares["quantity"] == "fraction of missing information"]["estimate"]
    assert ((shares > 0) & (shares < 1)).all()


def test_the_t0_adjusted_model_holds_those_measured_at_first_who_never_came_again(every, tmp_path):
    question = asked_by(write(tmp_path))
    table = question.starters()
    first = table[(table["visit"] == "T0") & table["score"].notna()]["participant"]
    seen = table[(table["visit"] != "T0") & table["score"].notna()]
    missed = 2 * first.nunique() - len(seen[seen["participant"].isin(first)])
    result = next(one for one in every.of_kind("sensitivity") if one.rows["analysis"].iloc[0] == "jump-to-reference")
    assert next(note.values["values"] for note in result.notes if note.code == "imputed_values") == missed


def test_the_tipping_point_turns_in_the_worse_direction(every):
    result = every.result("tipping_point", "score")
    assert result.method["positive_delta"] == "worse"
    grid = result.rows[result.rows["quantity"] == "difference in change"]
    treated = grid[grid["delta_reference"] == 0.0].sort_values("delta")["estimate"]
    assert (np.diff(treated) < 0).all()  # worse treated people lower the difference: a higher GAF is better


def test_without_imputations_the_jackknife_answers(tmp_path):
    found = slugs(analysed(tmp_path, more="sensitivity: {imputations: 0}\n"))
    assert {"delta-treated", "delta-both", "copy-increments-frequentist"} <= found
    assert "copy-increments" not in found


@pytest.mark.parametrize("lacking", ["exposure_end: end", "visit_date: day"])
def test_strategies_wait_for_the_end_of_the_follow_up(tmp_path, lacking):
    study = SCALED.replace(f", {lacking}", "")
    found = analysed(tmp_path, study=study, more="sensitivity: {imputations: 0}\n")
    assert "(copy-increments) was not done for" in said(found, "strategies-no-followup-end")[0]
    assert not {"copy-increments", "copy-increments-frequentist"} & slugs(found)


def test_nobody_missed_a_visit_after_the_end(tmp_path):
    late = [[*row[:7], "2016-01-01" if row[7] else ""] for row in dated()]
    found = analysed(tmp_path, data=late, more="sensitivity: {imputations: 0}\n")
    assert "nobody missed a visit after" in said(found, "strategies-nobody")[0]


def test_an_unstated_direction_moves_nothing_by_itself(tmp_path):
    found = analysed(tmp_path, study=DATED, more="sensitivity: {imputations: 0}\n")
    assert "whether a higher value is better" in said(found, "delta-direction")[0]
    assert found.result("tipping_point", "score").method["positive_delta"] == "higher"


def test_a_stated_delta_is_the_one_used(tmp_path):
    more = "sensitivity: {delta: {treated: {T12: 4}, control: 1}, imputations: 0, missing: delta}\n"
    found = analysed(tmp_path, more=more)
    result = next(one for one in found.of_kind("sensitivity") if one.rows["analysis"].iloc[0] == "delta-stated")
    assert result.method["delta"] == {"treated": {"T12": -4.0}, "control": {"T6": -1.0, "T12": -1.0}}
    assert "treated, T12 (4); control, T6 (1)" in " ".join(result.notes)
    assert not {"delta-treated", "delta-both"} & slugs(found)


@pytest.mark.parametrize(
    ("delta", "sentence"),
    [
        ("{trated: 0.2}", r"line 17: 'trated' is not a group of this study. Did you mean 'treated'"),
        ("{treated: {T9: 0.2}}", r"line 17: 'T9' is not a visit of this study"),
        ("{treated: much}", "line 17: 'treated'"),
        ("{treated: 0.2}, missing: copy-increments", "'missing' does not ask for it"),
    ],
)
def test_a_delta_of_what_is_not_in_the_study_is_refused_with_its_line(tmp_path, delta, sentence):
    path = write(tmp_path, more=f"sensitivity: {{delta: {delta}}}\n")
    with pytest.raises(pe.StudyFileError, match=sentence):
        pe.read_study(path)


def test_a_delta_for_a_group_that_enters_later_is_refused(tmp_path):
    study = SCALED.replace("sources:", "  late: {enters_at: T6}\nsources:")
    with pytest.raises(pe.StudyFileError, match="'late' enters later than the reference"):
        pe.read_study(write(tmp_path, study=study, more="sensitivity: {delta: {late: 1}}\n"))


def test_a_delta_on_a_visit_nobody_missed_is_a_finding(tmp_path):
    found = analysed(tmp_path, more="sensitivity: {delta: {treated: {T0: 2}}, missing: delta, imputations: 0}\n")
    assert "a visit that nobody of that group missed" in said(found, "sensitivity-refused")[0]
    assert "delta-stated" not in slugs(found)


def test_the_reference_level_waits_for_the_t0_adjusted_model(tmp_path):
    two = SCALED.replace(" T6: {month: 6},", "")
    kept = [row for row in dated() if row[3] != "T6"]
    more = "sensitivity: {missing: [jump-to-reference, copy-increments], imputations: 0}\n"
    found = analysed(tmp_path, study=two, data=kept, more=more)
    assert "needs two of them" in said(found, "sensitivity-refused")[0]
    assert "(Jump to reference)" in said(found, "sensitivity-refused")[0]
    assert "copy-increments-frequentist" in slugs(found)


def test_everyone_came_so_nothing_is_asked(tmp_path):
    kept = {row[0] for row in dated() if row[3] == "T12"} & {row[0] for row in dated() if row[3] == "T6"}
    found = analysed(tmp_path, data=[row for row in dated() if row[0] in kept])
    assert not found.of_kind("tipping_point")
    assert not found.of_kind("missing_assumptions")


def test_the_example_says_where_its_conclusion_turns(example_analysis):
    found = example_analysis["en"].result("tipping_point", "stigma").rows
    turning = found[(found["quantity"] == "turning delta above 0") & found["delta"].isna()]
    assert turning["estimate"].notna().all()
    wanted = {"delta-treated", "delta-both", "copy-increments", "copy-increments-frequentist"}
    assert wanted <= slugs(example_analysis["en"])
