"""The neighbours' tables recomputed from their own figures: every inconsistency is found, and nothing else is."""

import pytest

from peereval.evidence import compare_published, published_names, read_published, recompute_published

# All there are: the t and p of PROMIS-anger, an eta squared within an arm, and parts that sum to 31 of 29.
INCONSISTENT = {
    ("pmc10949125", "table_3", "promis_anger", "t"): 1.10,
    ("pmc10949125", "table_3", "promis_anger", "p"): 0.28,
    ("pmc10908010", "table_3", "within_arm", "eta2"): 0.63,
    ("psw_posts", "what_became", "total", "workers"): 31,
}
# How many cells follow from others; the figures themselves stand in test_neighbours.
AGREEING = {
    "smit_2023": 24 + 18,
    "lloyd_evans_2014": 7 + 5 + 5,
    "west_2011": 9,
    "cochrane_cd010880": 9,
    "hop_c": 2,
    "pmc10949125": 2 + 3 + 5,
    "pmc10908010": 4,
    "gem_2014": 6,
    "south_east_2022": 1,
    "psw_posts": 0,
}


@pytest.fixture(scope="module")
def compared():
    found = {}
    for name in published_names():
        published = read_published(name)
        rows = compare_published(recompute_published(published), published).rows
        found[name] = rows[rows["quantity"] == "computed"].set_index(["table", "row", "column"])
    return found


def test_every_inconsistency_is_found_and_no_other(compared):
    differing = {
        (name, *place): rows.loc[place, "estimate"]
        for name, rows in compared.items()
        for place in rows.index[rows["note"] == "differs"]
    }
    assert differing.keys() == INCONSISTENT.keys()
    for place, figure in INCONSISTENT.items():
        assert differing[place] == pytest.approx(figure, abs=0.005)  # to the two decimals the source gives


@pytest.mark.parametrize("name", AGREEING)
def test_every_cell_that_follows_from_others_agrees(compared, name):
    assert compared[name]["note"].isin(["reproduced", "recomputed"]).sum() == AGREEING[name]


def test_no_cell_is_left_with_a_key_that_is_not_there(compared):
    for rows in compared.values():
        assert not rows["note"].isin(["not found", "not estimable", "not filled in"]).any()


def test_wald_intervals_do_not_reproduce_the_row_of_personal_recovery():
    # Smit et al. 2023: [0.04, 0.27]; Wald gives [.054, .255].
    from peereval.evidence import pool_effects, read_trials

    rows = read_trials().of_domain("personal")
    found = pool_effects(rows["effect"], rows["std_error"], interval="wald").rows
    whole = found[(found["quantity"] == "pooled effect") & (found["trial"] == "")].iloc[0]
    assert (round(whole["conf_low"], 3), round(whole["conf_high"], 3)) == (0.054, 0.255)
