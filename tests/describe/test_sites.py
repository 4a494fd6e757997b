"""Sites counted by hand."""

import pandas as pd
import pytest

from peereval.describe.sites import describe_sites


@pytest.fixture
def figures(few, study):
    places = {"a": "S1", "b": "S2", "c": "S1", "d": "S1", "e": "S3", "f": "S3"}
    (result,) = describe_sites(few.assign(site=few["participant"].map(places)), study)
    return result.rows.set_index(["group", "visit", "quantity"])["estimate"]


def test_sites_and_sizes_of_everybody(figures):
    assert figures["", "", "sites"] == 3
    assert figures["", "", "people"] == 6
    assert (figures["", "", "smallest"], figures["", "", "median size"], figures["", "", "largest"]) == (1, 2, 3)
    # Sizes 3, 1, 2: mean 2, standard deviation 1.
    assert figures["", "", "variation"] == pytest.approx(0.5, rel=1e-12)


def test_by_group_and_visit_only_people_seen_count(figures):
    assert (figures["treated", "", "sites"], figures["treated", "T6", "sites"]) == (2, 1)
    assert figures["control", "", "people"] == 2
    assert ("prefollowed", "T0", "sites") not in figures.index
    assert pd.isna(figures["treated", "T6", "variation"])


def test_without_sites_there_is_nothing(few, study):
    assert describe_sites(few, study) == ()
    assert describe_sites(few.assign(site=None), study) == ()


def test_who_changes_site_counts_in_the_first_one(few, study):
    moved = few.assign(site=["S1", "S2", "S2", *["S1"] * (len(few) - 3)])
    (result,) = describe_sites(moved, study)
    figures = result.rows.set_index(["group", "visit", "quantity"])["estimate"]
    assert figures["", "T6", "sites"] == 1
