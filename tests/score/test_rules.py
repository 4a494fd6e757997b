"""Scores against the published test vectors of each instrument."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.score.keyfile import instrument_names, read_instrument
from peereval.score.rules import reverse_items, score_items, score_range

# Published vectors are printed with two decimals; ours are exact fractions.
PRINTED = 0.005
DOMAINS = ("physical", "psychological", "social", "environment")
VECTORS = {
    "physical": ([2, 1, 4, 4, 3, 4, 4], 53.57),
    "psychological": ([4, 3, 4, 5, 5, 2], 70.83),
    "social": ([4, 3, 5], 75.0),
    "environment": ([5, 3, 3, 4, 3, 4, 3, 4], 65.625),
}


def answers(name, values):
    """One row of items, by number; those not given are not answered."""
    numbers = range(1, read_instrument(name).items + 1)
    return pd.DataFrame([[float(values.get(number, np.nan)) for number in numbers]], columns=numbers)


def score(name, which, values, *, reverse=True):
    key = read_instrument(name)
    items = answers(name, values)
    return float(score_items(reverse_items(items, key) if reverse else items, key, which).iloc[0])


def full(name, value=3):
    return dict.fromkeys(range(1, read_instrument(name).items + 1), value)


@pytest.mark.parametrize("domain", DOMAINS)
def test_whoqol_published_vectors(domain):
    given_items, expected = VECTORS[domain]
    numbers = read_instrument("whoqol_bref").items_of(domain)
    values = full("whoqol_bref") | dict(zip(numbers, given_items, strict=True))
    assert score("whoqol_bref", domain, values, reverse=False) == pytest.approx(expected, abs=PRINTED)


@pytest.mark.parametrize(("answer", "expected"), [(3, 50.0), (5, 100.0), (1, 0.0)])
@pytest.mark.parametrize("domain", DOMAINS)
def test_whoqol_same_answer_everywhere(domain, answer, expected):
    assert score("whoqol_bref", domain, full("whoqol_bref", answer), reverse=False) == expected


def test_whoqol_reverses_pain_treatment_and_negative_feelings():
    worst = full("whoqol_bref", 1) | {3: 5, 4: 5, 26: 5}
    assert [score("whoqol_bref", domain, worst) for domain in DOMAINS] == [0.0] * 4


@pytest.mark.parametrize(("name", "needed"), [("whoqol_bref", (5, 4, 2, 6)), ("whoqol_bref_spss", (6, 5, 2, 6))])
def test_whoqol_two_published_missing_rules(name, needed):
    key = read_instrument(name)
    assert tuple(key.needed(domain) for domain in DOMAINS) == needed
    for domain, minimum in zip(DOMAINS, needed, strict=True):
        numbers = key.items_of(domain)
        missing = numbers[: len(numbers) - minimum]
        enough = {number: value for number, value in full(name).items() if number not in missing}
        assert score(name, domain, enough) == 50.0
        assert math.isnan(score(name, domain, {n: v for n, v in enough.items() if n != numbers[-1]}))


def test_whoqol_drops_a_case_with_more_than_a_fifth_missing():
    outside_social = [8, 9, 12, 13, 14, 23]
    five = {n: v for n, v in full("whoqol_bref").items() if n not in outside_social[:5]}
    six = {n: v for n, v in full("whoqol_bref").items() if n not in outside_social}
    assert score("whoqol_bref", "social", five) == 50.0
    assert math.isnan(score("whoqol_bref", "social", six))


def test_ismi_total_is_the_mean_after_reversing_stigma_resistance():
    values = full("ismi29", 4) | dict.fromkeys((7, 14, 24, 26, 27), 1)
    assert score("ismi29", "total", values) == 4.0
    # 24 items at 4, and 5 resistance items answered 4, which count as 1: (96 + 5) / 29.
    assert score("ismi29", "total", full("ismi29", 4)) == pytest.approx(101 / 29, rel=1e-15)
    assert score("ismi29", "total_without_resistance", full("ismi29", 4)) == 4.0


def test_ismi_subscales_partition_the_items():
    key = read_instrument("ismi29")
    scales = [name for name in key.scores if not name.startswith("total")]
    assert sorted(item for name in scales for item in key.items_of(name)) == list(range(1, 30))
    assert key.items_of("stigma_resistance") == key.reversed


@pytest.mark.parametrize(("which", "answered", "scored"), [("total", 24, True), ("total", 23, False),
                                                          ("alienation", 3, True), ("alienation", 2, False),
                                                          ("stereotype_endorsement", 4, True),
                                                          ("stereotype_endorsement", 3, False)])  # fmt: skip
def test_ismi_minimum_answered(which, answered, scored):
    numbers = read_instrument("ismi29").items_of(which)[:answered]
    assert math.isfinite(score("ismi29", which, dict.fromkeys(numbers, 2))) is scored


def test_sum_replaces_an_unanswered_item_by_the_mean_of_the_others(tmp_path):
    (tmp_path / "who.yaml").write_text(
        "name: who\nsource: test\nitems: 12\nresponses: {minimum: 0, maximum: 4}\nhigher_is: worse\n"
        "scores: {total: {items: all, rule: sum, minimum_answered: 6}}\n"
    )
    key = read_instrument("who.yaml", tmp_path)
    items = pd.DataFrame([[2.0] * 12, [2.0] * 6 + [np.nan] * 6, [2.0] * 5 + [np.nan] * 7], columns=range(1, 13))
    assert score_items(items, key, "total").tolist()[:2] == [24.0, 24.0]
    assert math.isnan(score_items(items, key, "total").iloc[2])
    assert score_range(key, "total") == (0.0, 48.0)


@given(st.lists(st.integers(1, 4), min_size=29, max_size=29), st.permutations(range(5)))
def test_row_order_does_not_matter_and_reversal_mirrors_the_total(values, order):
    key = read_instrument("ismi29")
    items = pd.DataFrame([np.roll(values, shift) for shift in range(5)], columns=range(1, 30)).astype(float)
    total = score_items(reverse_items(items, key), key, "total")
    assert score_items(reverse_items(items.iloc[list(order)], key), key, "total").sort_index().equals(total)
    mirrored = score_items(reverse_items(5 - items, key), key, "total")
    assert mirrored.to_numpy() == pytest.approx(5 - total.to_numpy(), rel=1e-14)


EQ5D = {
    "eq5d_3l_fr": {"11111": 1.0, "21111": 0.845, "11112": 0.910, "22222": 0.275, "33333": -0.530},
    "eq5d_5l_fr": {"11111": 1.0, "22222": 0.8503, "33333": 0.7678, "44444": 0.0276, "55555": -0.5255},
}
# Published health states are printed with three decimals (3L) and four (5L).
PRINTED_EQ5D = {"eq5d_3l_fr": 0.0005, "eq5d_5l_fr": 0.00005}


@pytest.mark.parametrize(("name", "state"), [(name, state) for name, states in EQ5D.items() for state in states])
def test_eq5d_published_states(name, state):
    values = dict(enumerate(map(int, state), start=1))
    assert score(name, "utility", values) == pytest.approx(EQ5D[name][state], abs=PRINTED_EQ5D[name])
    assert math.isnan(score(name, "utility", {item: values[item] for item in (1, 2, 3, 4)}))


def test_eq5d_3l_takes_the_third_level_off_once():
    one, two = (score("eq5d_3l_fr", "utility", dict(enumerate(state, start=1))) for state in
                ((3, 1, 1, 1, 1), (3, 3, 1, 1, 1)))  # fmt: skip
    assert one == pytest.approx(1 - 0.372 - 0.174, rel=1e-14)
    assert one - two == pytest.approx(0.326, rel=1e-12)


def test_two_rosenberg_keys_differ_by_the_items_they_reverse():
    one, other = "rosenberg_reversed_2_5_6_8_9", "rosenberg_reversed_3_5_8_9_10"
    values = dict.fromkeys(range(1, 11), 1) | {2: 3, 6: 3, 3: 0, 10: 0}
    # One turns 2 and 6 (3 to 0), the other 3 and 10 (0 to 3); both turn 5, 8 and 9 (1 to 2).
    assert score(one, "total", values) == 0 + 0 + 0 + 0 + 3 * 2 + 3
    assert score(other, "total", values) == 3 + 3 + 3 + 3 + 3 * 2 + 3
    assert math.isnan(score(one, "total", dict.fromkeys(range(1, 10), 1)))


def test_every_built_in_key_says_where_it_comes_from():
    keys = [read_instrument(name) for name in instrument_names()]
    assert [key.name for key in keys if not key.verified] == ["ismi29", "sqol18"]
    assert all(key.source and key.version and key.domain != "other" for key in keys)
    assert [key.name for key in keys if "doi:" not in key.source] == ["gaf"]
