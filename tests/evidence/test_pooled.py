"""Random-effects meta-analysis against metafor, statsmodels and the published table of the peer support trials."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.errors import DataError
from peereval.evidence.asymmetry import funnel_asymmetry
from peereval.evidence.leave_out import leave_one_trial_out
from peereval.evidence.pooled import pool_effects

ROOT = Path(__file__).parents[2]
METAFOR = json.loads((ROOT / "tests" / "reference" / "reference_trials.json").read_text(encoding="utf-8"))
TRIALS = pd.read_csv(ROOT / "src" / "peereval" / "evidence" / "trials" / "peer_support_trials.csv")
DOMAINS = ("Clinical recovery", "Personal recovery", "Functional recovery")
NAMES = {"reml": "REML", "dersimonian-laird": "DL", "knapp-hartung": "knha", "wald": "z"}
# metafor stops its Fisher scoring at a step of 1e-14; both are the same optimum up to rounding
CLOSE = {"rtol": 2e-8, "atol": 1e-9}


def numbers_of(result, subgroup=""):
    rows = result.rows
    chosen = rows[(rows["trial"] == "") & (rows["subgroup"] == subgroup)]
    return chosen.set_index("quantity")


def of_domain(domain):
    part = TRIALS[TRIALS["domain"] == domain]
    return part["g"].to_numpy(), part["se_g"].to_numpy()


@pytest.mark.parametrize("method", ["reml", "dersimonian-laird"])
@pytest.mark.parametrize("interval", ["knapp-hartung", "wald"])
@pytest.mark.parametrize("name", [*DOMAINS, "bcg"])
def test_poolings_are_those_of_metafor(name, method, interval):
    y, se = of_domain(name) if name in DOMAINS else (METAFOR["bcg/yi"], METAFOR["bcg/sei"])
    found = numbers_of(pool_effects(y, se, method=method, interval=interval))
    mean, q, reach = found.loc["pooled effect"], found.loc["Q"], found.loc["prediction interval"]
    tau2, bounds = found.loc["tau2", "estimate"], reach[["conf_low", "conf_high"]]
    figures = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
    ours = [*mean[figures], tau2, q["statistic"], q["p_value"], *bounds]
    np.testing.assert_allclose(np.array(ours, float), METAFOR[f"{name}/{NAMES[method]}/{NAMES[interval]}"], **CLOSE)


# Smit et al., Psychological Medicine 53(11): g [95 % CI], I2 [95 % CI] as printed, rows and studies
PUBLISHED = {
    "Clinical recovery": ((0.19, 0.11, 0.27), (10, 0, 44), 22, 21),
    "Personal recovery": ((0.15, 0.04, 0.27), (43, 1, 67), 19, 18),
    "Functional recovery": ((0.08, -0.02, 0.18), (36, 0, 61), 25, 24),
}


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_published_rows_are_reproduced_to_the_printed_digit(domain):
    effect, i2, rows, studies = PUBLISHED[domain]
    part = TRIALS[TRIALS["domain"] == domain]
    found = numbers_of(pool_effects(part["g"], part["se_g"]))
    figures = ["estimate", "conf_low", "conf_high"]
    assert tuple(found.loc["pooled effect", figures].astype(float).round(2)) == effect
    assert tuple(found.loc["I2", figures].astype(float).round(0).abs()) == i2
    assert (len(part), part["study"].nunique()) == (rows, studies)


# The same rows as recomputed by REML + Knapp-Hartung, with tau2, Q and I2 from Q
RECOMPUTED = {
    "Clinical recovery": (0.1895, 0.1108, 0.2681, 0.0, 23.33, 10.0),
    "Personal recovery": (0.1543, 0.0413, 0.2673, 0.01965, 31.32, 42.5),
    "Functional recovery": (0.0798, -0.0196, 0.1791, 0.01114, 37.69, 36.3),
}


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_recomputed_rows(domain):
    y, se = of_domain(domain)
    found = numbers_of(pool_effects(y, se))
    mean = found.loc["pooled effect"]
    ours = (*(round(mean[name], 4) for name in ("estimate", "conf_low", "conf_high")),
            round(found.loc["tau2", "estimate"], 5), round(found.loc["Q", "statistic"], 2),
            round(found.loc["I2", "estimate"], 1))  # fmt: skip
    assert ours == RECOMPUTED[domain]


def test_wald_does_not_reproduce_the_personal_row():
    found = numbers_of(pool_effects(*of_domain("Personal recovery"), interval="wald")).loc["pooled effect"]
    assert (round(found["conf_low"], 3), round(found["conf_high"], 3)) == (0.054, 0.255)
    assert (round(found["conf_low"], 2), round(found["conf_high"], 2)) != PUBLISHED["Personal recovery"][0][1:]


def test_moments_are_those_of_statsmodels():
    from statsmodels.stats.meta_analysis import combine_effects

    y, se = of_domain("Personal recovery")
    theirs = combine_effects(y, se**2, method_re="chi2", use_t=True)
    ours = numbers_of(pool_effects(y, se, method="dersimonian-laird"))
    assert ours.loc["tau2", "estimate"] == pytest.approx(theirs.tau2, rel=1e-12)
    assert ours.loc["pooled effect", "estimate"] == pytest.approx(theirs.mean_effect_re, rel=1e-12)
    assert ours.loc["pooled effect", "std_error"] == pytest.approx(theirs.sd_eff_w_re_hksj, rel=1e-12)
    assert ours.loc["Q", "statistic"] == pytest.approx(theirs.q, rel=1e-12)


@pytest.mark.parametrize("domain", DOMAINS)
def test_weights_and_leaving_out_are_those_of_metafor(domain):
    y, se = of_domain(domain)
    rows = pool_effects(y, se).rows
    np.testing.assert_allclose(
        rows.loc[rows["quantity"] == "weight", "estimate"], METAFOR[f"{domain}/weights"], **CLOSE
    )
    rows = leave_one_trial_out(y, se, interval="wald").rows
    without = rows[rows["left_out"] != ""]
    mean, tau2 = (without[without["quantity"] == name] for name in ("pooled effect", "tau2"))
    np.testing.assert_allclose(mean["estimate"], METAFOR[f"{domain}/leave1out/estimate"], **CLOSE)
    np.testing.assert_allclose(tau2["estimate"], METAFOR[f"{domain}/leave1out/tau2"], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("domain", DOMAINS)
def test_subgroups_are_pooled_alone_and_compared(domain):
    part = TRIALS[TRIALS["domain"] == domain]
    groups = np.where(part["months"] <= 4, "early", "late")
    result = pool_effects(part["g"], part["se_g"], subgroups=groups)
    early, late = (numbers_of(result, name) for name in ("early", "late"))
    between = numbers_of(result).loc["Q between"]
    alone = [one.loc[name, "estimate"] for name in ("pooled effect", "tau2") for one in (early, late)]
    ours = [*alone, between["statistic"], between["p_value"]]
    np.testing.assert_allclose(np.array(ours, float), METAFOR[f"{domain}/subgroups"], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("domain", DOMAINS)
def test_asymmetry_is_that_of_metafor(domain):
    found = funnel_asymmetry(*of_domain(domain)).rows.iloc[0]
    np.testing.assert_allclose(
        found[["statistic", "df", "p_value"]].astype(float), METAFOR[f"{domain}/egger"], rtol=1e-9
    )


def test_under_ten_trials_asymmetry_is_not_tested():
    found = funnel_asymmetry(np.linspace(0, 1, 9), np.linspace(0.1, 0.4, 9))
    assert np.isnan(found.rows["p_value"].iloc[0])
    assert found.rows["note"].iloc[0] == "few trials"
    assert "9 trials" in found.notes[0]


EFFECTS = st.lists(
    st.tuples(st.floats(-2, 2), st.floats(0.05, 1.0)), min_size=3, max_size=12, unique_by=lambda one: round(one[0], 3)
)


def main_figures(y, se, **asked):
    found = numbers_of(pool_effects(y, se, **asked))
    bounds = found.loc[["pooled effect", "prediction interval"], ["estimate", "conf_low", "conf_high"]]
    return bounds.to_numpy(float).ravel(), found.loc["tau2", "estimate"], found.loc["I2", "estimate"]


@given(EFFECTS, st.floats(-5, 5), st.floats(1e-3, 1e3))
def test_shifting_and_scaling_move_what_they_should(pairs, shift, scale):
    y, se = np.array(pairs).T
    figures, tau2, i2 = main_figures(y, se)
    moved, moved_tau2, moved_i2 = main_figures(scale * y + shift, scale * se)
    # the optimum is found to 1e-10 of itself; a flat likelihood lets the rounding of the shift move it further
    np.testing.assert_allclose(moved, scale * figures + shift, rtol=1e-6, atol=1e-6 * (scale + abs(shift)))
    assert moved_tau2 == pytest.approx(scale**2 * tau2, rel=1e-4, abs=1e-8 * scale**2)
    assert moved_i2 == pytest.approx(i2, abs=1e-4)


@given(EFFECTS, st.randoms())
def test_the_order_of_trials_does_not_matter(pairs, random):
    mixed = list(pairs)
    random.shuffle(mixed)
    for first, second in zip(main_figures(*np.array(pairs).T), main_figures(*np.array(mixed).T), strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-7, atol=1e-8)  # sums in another order


@given(EFFECTS)
def test_trials_entered_twice_double_q_and_keep_a_mean_without_spread(pairs):
    y, se = np.array(pairs).T
    once = numbers_of(pool_effects(y, se, interval="wald"))
    twice = numbers_of(pool_effects(np.tile(y, 2), np.tile(se, 2), interval="wald"))
    assert twice.loc["Q", "statistic"] == pytest.approx(2 * once.loc["Q", "statistic"], rel=1e-9)
    if once.loc["tau2", "note"] == twice.loc["tau2", "note"] == "boundary":
        ours, theirs = once.loc["pooled effect"], twice.loc["pooled effect"]
        assert theirs["estimate"] == pytest.approx(ours["estimate"], rel=1e-9, abs=1e-12)
        assert theirs["std_error"] == pytest.approx(ours["std_error"] / np.sqrt(2), rel=1e-9)


@given(EFFECTS)
def test_no_variance_between_trials_has_a_higher_likelihood(pairs):
    y, se = np.array(pairs).T
    best = numbers_of(pool_effects(y, se)).loc["tau2", "estimate"]

    def height(tau2):
        w = 1 / (se**2 + tau2)
        mean = (w * y).sum() / w.sum()
        return -0.5 * (np.log(se**2 + tau2).sum() + np.log(w.sum()) + (w * (y - mean) ** 2).sum())

    others = [height(one) for one in (0.0, *np.geomspace(1e-8, 100, 300))]
    assert height(best) >= max(others) - 1e-9


@pytest.mark.parametrize("scale", [1e-120, 1e120])
def test_huge_and_tiny_units_change_nothing_else(scale):
    y, se = of_domain("Personal recovery")
    plain, found = numbers_of(pool_effects(y, se)), numbers_of(pool_effects(scale * y, scale * se))
    for name, power in (("pooled effect", 1), ("I2", 0), ("tau2", 2)):
        wanted = plain.loc[name, "estimate"]
        # sums in another unit round otherwise
        assert found.loc[name, "estimate"] / scale**power == pytest.approx(wanted, rel=1e-9)


def test_one_trial_has_its_effect_and_nothing_else():
    result = pool_effects([0.4], [0.2])
    found = numbers_of(result)
    assert found.loc["pooled effect", "estimate"] == pytest.approx(0.4)
    gone = ["pooled effect", "tau2", "Q", "I2", "H", "prediction interval"]
    assert found.loc[gone, "conf_low"].isna().all()
    assert found.loc[gone, "note"].tolist() == ["one trial"] * 6
    assert [note.code for note in result.notes] == ["pooled_one_trial"]
    wald = numbers_of(pool_effects([0.4], [0.2], interval="wald")).loc["pooled effect"]
    assert wald["conf_low"] == pytest.approx(0.4 - 1.959964 * 0.2, abs=1e-6)


def test_two_trials_have_no_prediction_interval():
    result = pool_effects([0.4, 0.1], [0.2, 0.1])
    found = numbers_of(result)
    assert found.loc["pooled effect", "df"] == 1
    assert found.loc[["I2", "H", "prediction interval"], "note"].tolist() == ["two trials"] * 3
    assert np.isnan(found.loc["prediction interval", "conf_low"])
    assert "pooled_few_trials" in [note.code for note in result.notes]


def test_effects_that_do_not_differ_have_no_knapp_hartung_interval():
    result = pool_effects([0.3, 0.3, 0.3], [0.1, 0.2, 0.3])
    found = numbers_of(result)
    assert (found.loc["tau2", "estimate"], found.loc["tau2", "note"]) == (0.0, "boundary")
    assert np.isnan(found.loc["pooled effect", "conf_low"])
    assert found.loc["pooled effect", "note"] == "no spread"
    assert found.loc["I2", "estimate"] == 0.0
    assert "pooled_no_spread" in [note.code for note in result.notes]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"std_errors": [0.1, 0.0, 0.2]}, "place 2"),
        ({"std_errors": [0.1, -0.1, 0.2]}, "place 2"),
        ({"effects": [0.1, float("nan"), 0.2]}, "effects is missing or not finite in place 2"),
        ({"effects": [0.1, 0.2]}, "2 effects and 3 standard errors"),
        ({"effects": ["a", "b", "c"]}, "must be numbers"),
        ({"effects": [], "std_errors": []}, "at least one"),
        ({"method": "remll"}, "Did you mean 'reml'"),
        ({"interval": "hksj"}, "use one of 'knapp-hartung', 'wald'"),
        ({"level": 95}, "between 0 and 1"),
        ({"labels": ["a", "a", "b"]}, "'a' more than once"),
        ({"labels": ["a"]}, "1 labels for 3 effects"),
        ({"subgroups": ["x", "", "y"]}, "empty text"),
        ({"subgroups": ["x"]}, "1 subgroups for 3 effects"),
    ],
)
def test_what_cannot_be_pooled_is_refused(change, said):
    with pytest.raises(DataError, match=said.replace("(", r"\(")):
        pool_effects(**({"effects": [0.1, 0.2, 0.3], "std_errors": [0.1, 0.1, 0.2]} | change))


def test_one_trial_cannot_be_left_out():
    with pytest.raises(DataError, match="nothing is left"):
        leave_one_trial_out([0.3], [0.1])


# Two maxima side by side: Fisher scoring alone creeps, and 100 steps were not enough. The maximum is from a grid
# of the restricted log-likelihood.
CREEPING = (
    ([0.791, 0.316, 0.312, 0.854, 0.202, 0.863, -0.054], [0.277, 0.658, 0.160, 0.626, 0.498, 1.108, 0.0273]),
    ([-0.719, -11.195, 36.025, -43.905], [0.797, 61.700, 347.809, 2997.780]),
    ([-0.0595, -0.2816, 7.8818, -0.986, 0.0552, -0.0923], [1.972, 0.188, 1094.6, 0.1655, 0.000909, 0.000701]),
)


@pytest.mark.parametrize(("y", "v"), CREEPING)
def test_a_likelihood_on_which_scoring_creeps_is_climbed_to_its_top(y, v):
    result = pool_effects(y, np.sqrt(v))
    found = float(numbers_of(result).loc["tau2", "estimate"])
    near = np.linspace(0.5 * found, 2 * found, 200_001)
    weights = 1.0 / (np.array(v)[:, None] + near)
    mean = (weights * np.array(y)[:, None]).sum(axis=0) / weights.sum(axis=0)
    squares = (weights * (np.array(y)[:, None] - mean) ** 2).sum(axis=0)
    height = np.log(weights).sum(axis=0) - np.log(weights.sum(axis=0)) - squares
    # the step of the grid, 1.5 tau2 / 200 000, is 7.5e-6 of tau2
    assert found == pytest.approx(near[height.argmax()], rel=1e-5)
    assert not [note for note in result.notes if note.code == "pooled_not_converged"]


BETWEEN = json.loads((ROOT / "tests" / "reference" / "reference_between.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", BETWEEN)
def test_the_variance_between_trials_has_the_interval_of_metafor(name):
    given = BETWEEN[name]
    found = numbers_of(pool_effects(given["yi"], np.sqrt(given["vi"])))
    bounds = ["estimate", "conf_low", "conf_high"]
    # metafor's root search stops at a tolerance of 1e-13 on variances of 1e-5 and more
    np.testing.assert_allclose(found.loc["tau2", bounds].astype(float), given["tau2"], rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(found.loc["tau", bounds].astype(float), np.sqrt(given["tau2"]), rtol=1e-7, atol=1e-6)
    figures = ["estimate", "std_error", "conf_low", "conf_high"]
    np.testing.assert_allclose(found.loc["pooled effect", figures].astype(float), given["mean"], **CLOSE)


def test_trials_that_differ_less_than_chance_have_no_room_for_a_variance():
    found = numbers_of(pool_effects([0.3, 0.301, 0.299, 0.3, 0.3], [0.1] * 5)).loc["tau2"]
    assert (found["estimate"], found["conf_low"], found["conf_high"]) == (0.0, 0.0, 0.0)


def test_one_trial_has_no_interval_of_the_variance():
    assert numbers_of(pool_effects([0.3], [0.1])).loc["tau2", ["conf_low", "conf_high"]].isna().all()
