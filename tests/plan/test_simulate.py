"""The simulated study: exact counts, and true effects against brute force."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.plan.answers import draw_answers, questionnaires
from peereval.plan.latent import draw_traits, trait_means
from peereval.plan.people import draw_people
from peereval.plan.simulate import simulate_study
from peereval.plan.truth import MEASURES, true_effects
from peereval.plan.world import VISITS
from peereval.score.rules import reverse_items, score_items

REPEATS = 40
# Largest distance allowed between brute force and the computed effect, in standard errors.
STANDARD_ERRORS = 4.0
# Sums of all answers to items and of all ratings of the default study.
ITEMS, RATINGS = 116937.0, 43396.0


@pytest.fixture(scope="module")
def simulated():
    return simulate_study(np.random.default_rng(20150630))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_counts_are_exact_whatever_the_seed(seed):
    frame = simulate_study(np.random.default_rng(seed)).frame
    counts = frame.groupby(["group", "visit"]).size()
    assert [counts["treated", visit] for visit in VISITS] == [85, 64, 35]
    assert [counts["control", visit] for visit in VISITS] == [205, 157, 105]
    assert [counts["prefollowed", visit] for visit in VISITS[1:]] == [60, 88]
    seen = frame.assign(seen=True).pivot_table(index="participant", columns="visit", values="seen", aggfunc="any")
    assert (seen["T0"].notna() & seen["T6"].isna() & seen["T12"].notna()).sum() == 15
    assert (frame.groupby("participant")["site"].nunique() == 1).all()
    assert frame.groupby("group")["site"].nunique().to_dict() == {"control": 12, "prefollowed": 12, "treated": 12}
    shared = [set(frame.loc[frame["group"] == group, "site"]) for group in ("treated", "prefollowed", "control")]
    assert shared[0] == shared[1]
    assert not shared[0] & shared[2]


def test_people_lost_had_more_stigma_and_less_functioning(simulated):
    first = simulated.frame[(simulated.frame["visit"] == "T0") & (simulated.frame["egf"] > 0)]
    lost = ~first["participant"].isin(simulated.frame.loc[simulated.frame["visit"] != "T0", "participant"])
    assert first.loc[lost, "egf"].mean() < first.loc[~lost, "egf"].mean()
    assert first.loc[lost, "ISMI01"].mean() > first.loc[~lost, "ISMI01"].mean()


def test_gaps_of_covariates(simulated):
    people = simulated.frame.drop_duplicates("participant")
    assert people["age"].isna().groupby(people["group"]).sum().to_dict() == {
        "control": 2, "prefollowed": 0, "treated": 1}  # fmt: skip
    assert people["diagnosis"].isna().sum() == 6


def observed_change(rng, people):
    """Difference in change of everyone as treated and as control, same chance for both, by score and visit."""
    shared = draw_traits(rng, people) - trait_means(people)
    levels = []
    for group in ("treated", "control"):
        traits = trait_means(people, group) + shared
        answers = draw_answers(np.random.default_rng(7), traits.reshape(-1, traits.shape[-1]))
        columns = {}
        for asked, measures in zip(questionnaires(), MEASURES, strict=True):
            items = answers[list(asked.columns)].set_axis(range(1, asked.instrument.items + 1), axis="columns")
            turned = reverse_items(items, asked.instrument)
            columns |= {name: score_items(turned, asked.instrument, score) for name, score in measures.items()}
        levels.append(pd.DataFrame(columns).groupby(np.tile(np.array(VISITS), len(people)), sort=False).mean())
    difference = levels[0] - levels[1]
    return (difference - difference.loc["T0"]).drop(index="T0").unstack()


def test_true_effects_against_brute_force():
    rng = np.random.default_rng(3)
    people = draw_people(rng)
    people = people[people["group"] != "prefollowed"].reset_index(drop=True)
    drawn = pd.DataFrame([observed_change(rng, people) for _ in range(REPEATS)])
    expected = true_effects(people).set_index(["measure", "visit"])["effect"]
    error = (drawn.std() / np.sqrt(REPEATS)).clip(lower=1e-12)
    distance = (drawn.mean() - expected.reindex(drawn.columns)) / error
    assert expected.abs().max() > 1
    assert distance.abs().max() < STANDARD_ERRORS


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_days_are_plausible_whatever_the_seed(seed):
    study = simulate_study(np.random.default_rng(seed))
    days = study.frame.pivot_table(index=["group", "participant"], columns="visit", values="date", aggfunc="first")
    assert (study.frame["date"].dt.day_of_week < 5).all()
    assert study.frame["date"].between("2013-07-01", "2015-07-31").all()
    for earlier, later in (("T0", "T6"), ("T6", "T12")):
        apart = (days[later] - days[earlier]).dropna().dt.days
        # Six months; one visit at most 79 days late and the other 40 early, each moved by 2 to a weekday.
        assert apart.between(183 - 79 - 40 - 2, 183 + 79 + 40 + 2).all()
    apart = (days["T6"] - days["T0"]).dropna().dt.days
    assert apart.median() == pytest.approx(188, abs=8)
    outside = (apart - 6 * 365.25 / 12).abs() > 42
    assert 0 < outside.mean() < 0.2


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_follow_up_and_reasons_are_plausible_whatever_the_seed(seed):
    study = simulate_study(np.random.default_rng(seed))
    frame = study.frame
    treated = frame[(frame["group"] == "treated") & (frame["visit"] == "T0")]
    assert (treated["exposure_start"] == treated["date"]).all()
    assert not (frame["exposure_end"] < frame["exposure_start"]).any()
    assert (frame["exposure_end"].notna() == frame["exposure_end_reason"].notna()).all()
    assert (frame.loc[frame["group"] == "prefollowed", "exposure_start"] < "2013-07-01").all()
    assert frame.loc[frame["group"] == "control", ["worker", "exposure_start"]].isna().all(axis=None)
    last = frame[(frame["group"] == "treated") & (frame["visit"] == "T12")]
    # about 45 % of some 35 people: five standard errors below
    assert (last["exposure_end"] < last["date"]).mean() > 0.03
    # Whoever died, moved or refused does not come back; nobody is both seen and absent.
    both = study.absences.merge(frame, on=["participant", "visit"])
    assert both.empty
    gone = study.absences[study.absences["reason"].isin(["deceased", "moved", "refused", "institution"])]
    gone = gone[gone["visit"] == "T6"]
    assert not gone["participant"].isin(frame.loc[frame["visit"] == "T12", "participant"]).any()
    assert (~study.absences["participant"].isin(frame["participant"])).sum() == 7


def test_days_and_reasons_leave_the_answers_as_they_are(simulated):
    # From the study as it was before it had days, reasons and a follow-up: sums of all answers.
    items = [name for name in simulated.frame if name.startswith(("ISMI", "QV"))]
    assert simulated.frame[items].sum().sum() == ITEMS
    assert simulated.frame["egf"].sum() == RATINGS
