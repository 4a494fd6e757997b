"""The analysis of one completed data set by site against clubSandwich, and Rubin's rules against mice."""

import json

import numpy as np
import pandas as pd
import pytest

from peereval.errors import FitError
from peereval.sensitivity.imputation.ancova import ancova_columns
from peereval.sensitivity.imputation.compared import Compared
from peereval.sensitivity.imputation.completed_analysis import Independent, LeastSquares, by_site
from peereval.sensitivity.imputation.pooling import pool_rubin
from reference_models import REFERENCE

PEERS = json.loads((REFERENCE / "reference_pooling.json").read_text())
VISITS = ("T0", "T6", "T12")


@pytest.mark.parametrize("name", PEERS["pooled"])
def test_pooling_is_that_of_mice_to_its_last_digit(name):
    peer = PEERS["pooled"][name]
    Q, U = (np.array(peer[part])[:, None] for part in "QU")
    found = pool_rubin(Q, U, np.array([float(peer["df_complete"])]))
    assert found.estimate == pytest.approx(peer["estimate"], rel=1e-13)  # 15 digits are written
    assert found.std_error**2 == pytest.approx(peer["variance"], rel=1e-13)
    assert found.df == pytest.approx(peer["df"], rel=1e-12)
    assert found.missing_information == pytest.approx(peer["missing"], rel=1e-12)
    assert found.share / (1.0 - found.share) == pytest.approx(peer["ratio"], rel=1e-12)


def test_with_endless_complete_data_the_degrees_of_freedom_are_those_of_rubin_1987():
    Q, U = np.array([1.2, 0.7, 1.9, 1.4])[:, None], np.full((4, 1), 0.3)
    found = pool_rubin(Q, U, 1e9)
    ratio = 1.25 * Q.var(ddof=1) / 0.3  # (3.1.6) and (3.1.9) there
    assert found.df == pytest.approx(3.0 * (1.0 + 1.0 / ratio) ** 2, rel=1e-6)  # 1e9 is not endless


@pytest.fixture(scope="module")
def complete():
    data = pd.read_csv(REFERENCE / "complete.csv")
    people = data.drop_duplicates("participant").reset_index(drop=True)
    wide = data.pivot(index="participant", columns="visit", values="y").loc[people["participant"], list(VISITS)]
    group = (people["group"] == "treated").to_numpy(dtype=np.intp)
    return people, wide.to_numpy()[None], ancova_columns(people, group, 2, ["age", "sex"])


def compared(start):
    visits = np.array([t for t in range(3) if t != start])
    return Compared(pd.DataFrame(), np.ones(visits.size, dtype=np.intp), visits, 0, start)


def test_a_completed_data_set_is_analysed_by_site_as_club_sandwich_does(complete):
    people, y, ancova = complete
    site = pd.factorize(people["site"])[0]
    for start, names in ((0, {1: "change_T6", 2: "change_T12"}), (None, {2: "level_T12"})):
        asked = compared(start)
        analysis = LeastSquares.of(ancova, asked)
        how = by_site(analysis, site)
        coefficients, rest = analysis.fit(y)
        estimate = asked.differences(ancova.in_group.mean(axis=0) @ coefficients)[0]
        error = np.sqrt(how.variances(rest, asked)[0])
        for t, name in names.items():
            j = asked.visit.tolist().index(t)
            peer = PEERS["by_site"][name]
            assert estimate[j] == pytest.approx(peer["estimate"], rel=1e-11)  # 15 digits written, ages not centred
            assert error[j] == pytest.approx(peer["std_error"], rel=1e-10)
            assert how.df()[j] == pytest.approx(peer["df"], rel=1e-10)


def test_independent_people_are_analysed_by_least_squares(complete):
    _, y, ancova = complete
    asked = compared(0)
    analysis = LeastSquares.of(ancova, asked)
    how, (_, rest) = Independent(analysis), analysis.fit(y)
    change = y[0] - y[0][:, [0]]
    X = ancova.columns
    b, squares = np.linalg.lstsq(X, change[:, 1:], rcond=None)[:2]
    assert how.df() == pytest.approx(len(X) - X.shape[1])
    expected = squares / (len(X) - X.shape[1]) * np.linalg.inv(X.T @ X)[1 - 2, 1 - 2]
    assert how.variances(rest, asked)[0] == pytest.approx(expected, rel=1e-10)
    assert b.shape == (X.shape[1], 2)


def test_many_completed_data_sets_are_analysed_as_each_alone(complete):
    people, y, ancova = complete
    asked = compared(0)
    analysis = LeastSquares.of(ancova, asked)
    how = by_site(analysis, pd.factorize(people["site"])[0])
    many = y + np.random.default_rng(3).normal(size=(5, *y.shape[1:]))
    together = how.variances(analysis.fit(many)[1], asked)
    for m in range(5):
        alone = how.variances(analysis.fit(many[[m]])[1], asked)
        assert together[m] == pytest.approx(alone[0], rel=1e-12)


def test_two_sites_are_too_few(complete):
    people, _, ancova = complete
    site = (people["group"] == "treated").to_numpy(dtype=np.intp)
    with pytest.raises(FitError, match="There are 2 sites"):
        by_site(LeastSquares.of(ancova, compared(0)), site)
