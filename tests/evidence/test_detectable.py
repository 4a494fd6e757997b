"""The smallest detectable difference, against the figures worked out by hand and by another program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peereval as pe
from peereval.evidence import detectable_difference

PEOPLE = {"T0": (85, 205), "T6": (64, 157), "T12": (35, 105)}  # analysed, article of 19 November 2023
# By hand: (1.959964 + 0.841621) * sqrt(d1 / n1 + d2 / n2), d = 1 + (n / sites - 1) ICC, 15 and 9 sites.
BY_HAND = {
    ("T0", 0.0): 0.36, ("T6", 0.0): 0.42, ("T12", 0.0): 0.55,
    ("T0", 0.02): 0.39, ("T6", 0.02): 0.44, ("T12", 0.02): 0.57,
    ("T0", 0.05): 0.44, ("T6", 0.05): 0.48, ("T12", 0.05): 0.59,
}  # fmt: skip


@pytest.mark.parametrize("visit", PEOPLE)
@pytest.mark.parametrize("icc", [0.0, 0.02, 0.05])
def test_the_differences_that_stigma_could_show(visit, icc):
    found = detectable_difference(*PEOPLE[visit], sites_treated=15, sites_control=9, icc=icc)
    assert round(found, 2) == BY_HAND[visit, icc]


def test_two_groups_of_sixty_four_show_half_a_standard_deviation():
    # Cohen (1988), table 2.4.1: 64 a group for d = 0.50; the normal approximation is 0.495.
    assert detectable_difference(64, 64) == pytest.approx(0.495, abs=5e-4)


@given(st.integers(2, 500), st.integers(2, 500), st.floats(0.01, 0.5))
def test_more_people_show_less_and_clusters_show_more(one, other, icc):
    alone = detectable_difference(one, other)
    assert detectable_difference(one + 1, other) < alone
    assert alone == pytest.approx(detectable_difference(other, one))
    assert detectable_difference(one, other, sites_treated=1, sites_control=2, icc=icc) > alone
    assert detectable_difference(one, other, sites_treated=one, sites_control=other, icc=icc) == pytest.approx(alone)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"icc": 0.1}, "sites_treated"),
        ({"icc": 1.5}, "icc=1.5"),
        ({"power": 1.0}, "power=1.0"),
        ({"alpha": 0.0}, "alpha=0.0"),
        ({"n_treated": -1}, "numbers of people"),
        ({"icc": 0.1, "sites_treated": 90, "sites_control": 3}, "from 1 to its people"),
    ],
)
def test_numbers_out_of_range_are_refused(change, said):
    with pytest.raises(pe.DataError, match=said):
        detectable_difference(**{"n_treated": 64, "n_control": 157, **change})


def test_nobody_shows_nothing():
    assert detectable_difference(0, 10) != detectable_difference(0, 10)
