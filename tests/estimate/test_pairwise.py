"""Pairwise comparisons: the same figures as the contrasts, adjusted within a visit or over the table."""

import numpy as np
import pytest

import peereval as pe
from peereval.estimate.multiplicity import adjust_p_values, max_t_p_values, tukey_p_values
from peereval.estimate.pairwise import pairwise_contrasts
from peereval.results import row_keys

KEYS = ["group", "visit", "reference"]


def split(result, adjust):
    rows = result.rows
    return rows[rows["adjust"] == "none"].set_index(KEYS), rows[rows["adjust"] == adjust].set_index(KEYS)


def test_raw_rows_are_the_contrasts(reml_fits):
    fit = reml_fits["stigma_like"]
    pairs = pairwise_contrasts(fit, group="group").rows.set_index(KEYS)
    for row in pe.level_contrasts(fit, group="group", reference="control").rows.itertuples():
        mine = pairs.loc[(row.group, row.visit, "control")]
        assert mine["estimate"] == pytest.approx(row.estimate, rel=1e-12, nan_ok=True)
        assert mine["p_value"] == pytest.approx(row.p_value, rel=1e-9, nan_ok=True)
    change = pairwise_contrasts(fit, group="group", baseline="T0").rows.set_index(KEYS)
    direct = pe.change_contrasts(fit, group="group", reference="control", baseline="T0").rows.set_index(KEYS)
    name = ("treated", "T12", "control")
    assert change.loc[name, "estimate"] == pytest.approx(direct.loc[name, "estimate"], rel=1e-12)


def test_tukey_counts_the_groups_that_can_be_compared(reml_fits):
    raw, tukey = split(pairwise_contrasts(reml_fits["stigma_like"], group="group", adjust="tukey"), "tukey")
    for visit, n_means in (("T0", 2), ("T12", 3)):  # one group was never seen at T0
        at = raw.index.get_level_values("visit") == visit
        good = raw[at].dropna(subset="p_value")
        wanted = tukey_p_values(good["statistic"], n_means, good["df"])
        np.testing.assert_allclose(tukey.loc[good.index, "p_value"], wanted, rtol=1e-12)
    assert (tukey["conf_low"].dropna() <= raw["conf_low"].dropna() + 1e-9).all()
    assert (tukey.loc[raw["p_value"].isna(), "note"] == "not estimable").all()


def test_dunnett_takes_the_covariance_of_the_estimates(reml_fits):
    fit = reml_fits["stigma_like"]
    result = pairwise_contrasts(fit, group="group", reference="control", adjust="dunnett")
    raw, dunnett = (rows.xs("T12", level="visit") for rows in split(result, "dunnett"))
    T12 = {name: fit.columns.index(f"group[T.{name}]:visit[T.T12]") for name in ("treated", "prefollowed")}
    rows = np.zeros((2, len(fit.columns)))
    for i, (name, _) in enumerate(raw.index):
        rows[i, [T12[name], fit.columns.index(f"group[T.{name}]")]] = 1.0
    V = rows[:, fit.kept] @ fit.small_sample.adjusted @ rows[:, fit.kept].T  # Kenward and Roger, the default
    R = V / np.sqrt(np.outer(np.diag(V), np.diag(V)))
    assert (dunnett["df"] == raw["df"].min()).all()
    np.testing.assert_allclose(dunnett["p_value"], max_t_p_values(raw["statistic"], R, raw["df"].min()), atol=1e-6)
    assert (dunnett["conf_high"] - dunnett["conf_low"] > raw["conf_high"] - raw["conf_low"]).all()


def test_a_family_is_a_visit_or_the_table(reml_fits):
    fit = reml_fits["stigma_like"]
    raw, by_visit = split(pairwise_contrasts(fit, group="group", adjust="holm"), "holm")
    _, over_all = split(pairwise_contrasts(fit, group="group", adjust="holm", family="all"), "holm")
    np.testing.assert_allclose(over_all["p_value"], adjust_p_values(raw["p_value"], "holm"))
    assert (over_all["p_value"].dropna() >= by_visit["p_value"].dropna()).all()
    assert by_visit[["conf_low", "conf_high"]].isna().all(axis=None)


def test_raw_and_adjusted_stand_side_by_side_under_keys_of_their_own(reml_fits):
    result = pairwise_contrasts(reml_fits["small"], group="group", baseline="T0", adjust="bonferroni")
    assert result.rows["adjust"].tolist() == ["none", "bonferroni"] * 2
    assert result.keys == ("group", "visit", "reference", "baseline", "adjust")
    assert len(set(row_keys(result))) == 4
    assert {"adjust_bonferroni"} == {note.code for note in result.notes} - {
        note.code for note in reml_fits["small"].notes
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"adjust": "tuckey"}, "Did you mean 'tukey'"),
        ({"adjust": "dunnett"}, "give reference"),
        ({"adjust": "tukey", "reference": "control"}, "all pairs"),
        ({"family": "table"}, "family="),
        ({"reference": "contrl"}, "Did you mean 'control'"),
    ],
)
def test_what_makes_no_sense_is_refused(reml_fits, options, message):
    with pytest.raises(pe.FitError, match=message):
        pairwise_contrasts(reml_fits["small"], group="group", **options)
