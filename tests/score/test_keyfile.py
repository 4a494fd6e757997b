"""Keys that users write: what they may say, and what is refused in words of our own."""

import pytest

from peereval.errors import ScoringError
from peereval.score.keyfile import read_instrument

KEY = """name: mine
source: my form
items: 3
responses: {minimum: 0, maximum: 3}
reversed: [2]
higher_is: better
scores: {total: {items: all, rule: sum, rescale: {minimum: 0, maximum: 100}}}
"""


def key(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return read_instrument("mine.yaml", tmp_path)


def test_a_key_of_ones_own(tmp_path):
    mine = key(tmp_path, KEY)
    assert mine.items_of("total") == (1, 2, 3)
    assert mine.needed("total") == 3
    assert not mine.verified


def test_a_key_may_change_another(tmp_path):
    mine = key(tmp_path, "name: mine\nextends: ismi29\nscores: {total: {minimum_answered: 50%}}\n")
    assert mine.needed("total") == 15
    assert mine.based_on == "ismi29"
    assert mine.chosen() == ("total",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (KEY.replace("higher_is", "higher"), "unknown key 'higher'. Did you mean 'higher_is'?"),
        (KEY.replace("rule: sum", "rule: median"), "use one of: mean, sum"),
        (KEY.replace("reversed: [2]", "reversed: [4]"), "above the number of items, 3"),
        (KEY.replace("items: 3", "items: three"), "must be a whole number"),
        (KEY + "items: 3\n", "given twice"),
        (KEY.replace("items: 3", "items: !!python/name:os.system"), "a tag"),
        (KEY.replace("rule: sum", "minimum_answered: many"), "neither a number of items such as 5 nor a share"),
        ("extends: mine.yaml\n", "extends itself"),
        ("", "the file is empty"),
    ],
)
def test_mistakes_are_named(tmp_path, text, found):
    with pytest.raises(ScoringError) as refused:
        key(tmp_path, text)
    assert "mine.yaml" in str(refused.value)
    assert found in str(refused.value)


def test_unknown_names_get_the_nearest():
    with pytest.raises(ScoringError, match=r"there is no instrument 'ismi'.*Did you mean 'ismi29'"):
        read_instrument("ismi")
    with pytest.raises(ScoringError, match=r"whoqol_bref has no score 'physic'.*Did you mean 'physical'"):
        read_instrument("whoqol_bref").chosen(("physic",))
