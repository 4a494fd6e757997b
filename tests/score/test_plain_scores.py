"""Every shipped key against loops written from the published rules, over random answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.score.instrument_scores import score_instrument
from peereval.score.keyfile import instrument_names, read_instrument
from peereval.score.rules import score_range

from .plain_scores import PLAIN, SQOL18

# Both sides add at most 29 numbers of one digit and divide once or twice.
LAST_BITS = 1e-12


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Every shipped key, the template completed with the made-up map."""
    folder = tmp_path_factory.mktemp("keys")
    lines = "\n".join(f"  {name}: {{items: {list(items)}}}" for name, items in SQOL18.items())
    (folder / "full.yaml").write_text(f"name: full\nextends: sqol18\nscores:\n{lines}\n", encoding="utf-8")
    found = {name: read_instrument(name) for name in instrument_names()}
    return found | {"sqol18": read_instrument("full.yaml", folder)}


def test_every_shipped_key_has_a_plain_counterpart():
    assert set(PLAIN) == set(instrument_names())


@pytest.mark.parametrize("name", sorted(PLAIN))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_scores_are_those_of_plain_loops(keys, name, data):
    key = keys[name]
    low, high = int(key.responses.minimum), int(key.responses.maximum)
    # Whole patterns of missing items, from none to all, so that every minimum is crossed.
    share = data.draw(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]))
    chance = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    answers = chance.integers(low, high + 1, (5, key.items)).astype(float)
    answers[chance.random(answers.shape) < share] = np.nan
    frame = pd.DataFrame(answers, columns=[f"q{item}" for item in range(1, key.items + 1)], index=list("vwxyz"))
    shuffled = frame[data.draw(st.permutations(list(frame.columns)))]
    scored = score_instrument(shuffled, key, "q{item}", scores=tuple(key.scores))
    for row, given_answers in zip(scored.index, answers, strict=True):
        expected = PLAIN[name]([None if np.isnan(answer) else answer for answer in given_answers])
        assert set(expected) == set(key.scores)
        for score, value in expected.items():
            assert scored.loc[row, score] == pytest.approx(
                np.nan if value is None else value, abs=LAST_BITS, nan_ok=True
            )
            numbers = [item - 1 for item in key.items_of(score)]
            assert scored.loc[row, f"{score}_answered"] == np.isfinite(given_answers[numbers]).sum()


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_the_range_of_a_score_is_reached_and_not_left(keys, name):
    key = keys[name]
    low, high = key.responses.minimum, key.responses.maximum
    turned = [item in key.reversed for item in range(1, key.items + 1)]
    ends = np.array([np.where(turned, high, low), np.where(turned, low, high)])
    scored = score_instrument(pd.DataFrame(ends), key, list(range(key.items)), scores=tuple(key.scores), answered=False)
    for score in key.scores:
        bounds = sorted(scored[score])
        assert bounds == pytest.approx(score_range(key, score), abs=LAST_BITS)


@pytest.mark.parametrize("name", sorted(name for name in PLAIN if not name.startswith("eq5d")))
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_answers_turned_round_turn_every_score_round(keys, name, seed):
    """A mean or a sum mirrors its items, reversed ones too; a value set does not."""
    key = keys[name]
    low, high = key.responses.minimum, key.responses.maximum
    chance = np.random.default_rng(seed)
    answers = pd.DataFrame(chance.integers(int(low), int(high) + 1, (4, key.items)).astype(float))
    answers = answers.mask(chance.random(answers.shape) < 0.1)
    columns, wanted = list(answers.columns), tuple(key.scores)
    one, other = (score_instrument(each, key, columns, scores=wanted, answered=False)
                  for each in (answers, low + high - answers))  # fmt: skip
    for score in wanted:
        ends = sum(score_range(key, score))
        assert other[score].to_numpy() == pytest.approx(ends - one[score].to_numpy(), abs=LAST_BITS, nan_ok=True)
