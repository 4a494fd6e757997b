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


def banded(bands):
    return KEY.replace("100}}}", f"100}}, bands: {{mine: {{{bands}}}}}}}}}")


def written(folder, name, text):
    own = text if "name:" in text else f"name: {name}\n{text}"
    (folder / f"{name}.yaml").write_text(own, encoding="utf-8")
    return folder


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
    assert not read_instrument("whoqol.yaml", written(tmp_path, "whoqol", "extends: whoqol_bref\n")).verified
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
        ("extends: ismi29\n", "the key 'name' is missing"),
        ("extends: ismi29\nname: ismi29\n", "'ismi29' is the name of a built-in key"),
        (KEY.replace("items: all", "items: [1, 4]"), "above the number of items, 3"),
        (KEY.replace("items: all", "items: [0, 1]"), "by their numbers, from 1 on"),
        (KEY.replace("items: all", "items: [1, Q2]"), "by their numbers, from 1 on"),
        (KEY.replace("reversed: [2]", "reversed: all"), "must be a list"),
        (KEY.replace("items: all", "items: [1, 2, 1]"), "lists item 1 twice"),
        (KEY.replace("items: all, ", ""), "no items are listed for total"),
        (KEY.replace("items: all", "items: all, minimum_answered: 4"), "has 3 items and asks for 4 answers"),
        (KEY.replace("rule: sum", "rule: strict_sum, minimum_answered: 2"), "'strict_sum' needs every item answered"),
        (KEY.replace("rule: sum", "reflect: true"), "Say with 'higher_is'"),
        (KEY.replace("rule: sum", "rule: value_set"), "go together"),
        (KEY.replace("items: all", "scores: [part]"), "is made of 'part', which is not in 'scores'"),
        (KEY.replace("items: all", "items: all, scores: [part]"), "of 'items' or of 'scores', not of both"),
        (KEY + "domain: stigmas\n", "Did you mean 'stigma'?"),
        (KEY + "partition: [totale]\n", "'partition' names 'totale'"),
        (
            "extends: sqol18\nname: mine\nscores: {family: {items: [1]}}\n",
            "no items are listed for psychological_wellbeing",
        ),
        (
            "extends: ismi29\nname: mine\nscores: {alienation: {items: [1, 2, 5, 8, 16, 17]}}\n",
            "discrimination_experience, social_withdrawal, stigma_resistance; in more than one: 2.",
        ),
        (banded("names: [low, high], cuts: [50, 60]"), "2 names and 2 bounds"),
        (banded("names: [low, mid, high], cuts: [60, 50]"), "from the lowest to the highest"),
        (banded("names: [low, low], cuts: [50]"), "lists a band twice"),
        (banded("names: [low, high], cuts: [120]"), "a bound outside its range, 0 to 100"),
        (banded("names: [low, high], cuts: [50], labels: {hig: {en: high}}"), "names 'hig'"),
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


def test_a_name_of_several_keys_is_refused_with_all_of_them():
    with pytest.raises(ScoringError, match="none is the default") as refused:
        read_instrument("rosenberg")
    for order in ("2, 5, 6, 8, 9", "3, 5, 8, 9, 10"):
        assert f"rosenberg_reversed_{order.replace(', ', '_')}" in str(refused.value)
        assert f"items {order} reversed" in str(refused.value)


def test_a_template_is_refused_with_the_file_that_completes_it(tmp_path):
    template = read_instrument("sqol18")
    with pytest.raises(ScoringError, match="sqol18 is a template") as refused:
        template.chosen()
    told = str(refused.value).rpartition("study.yaml:\n")[2]
    assert told.count("[...]") == 8
    for first in range(1, 9):
        items = f"[{first}]" if first < 8 else "[8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]"
        told = told.replace("[...]", items, 1)
    completed = key(tmp_path, told.replace("my_sqol18", "mine"))
    assert completed.chosen() == ("index",)
    assert completed.items_of("index") == tuple(range(1, 19))
    assert not completed.incomplete


def test_a_key_that_was_corrected_is_read_again(tmp_path):
    assert key(tmp_path, KEY).needed("total") == 3
    assert key(tmp_path, KEY.replace("rule: sum", "rule: sum, minimum_answered: 2")).needed("total") == 2


def test_scores_made_of_scores_run_one_way(tmp_path):
    scores = "scores: {a: {items: [1]}, b: {items: [2], higher_is: worse}, whole: {scores: [a, b]}}"
    text = KEY.partition("scores:")[0]
    with pytest.raises(ScoringError, match="'whole' is made of 'b', whose higher_is is the other one"):
        key(tmp_path, text + scores)
    turned = key(tmp_path, text + scores.replace("worse", "better, reflect: true"))
    assert turned.needed("whole") == 2
    nested = scores.replace(", higher_is: worse", "").replace("}}", "}, above: {scores: [whole]}}")
    with pytest.raises(ScoringError, match="'above' is made of 'whole', itself made of scores"):
        key(tmp_path, text + nested)


VALUES = """name: mine
source: my value set
items: 2
responses: {minimum: 1, maximum: 3}
higher_is: better
scores: {utility: {items: all, rule: value_set, value_set: {by_level: {1: [0, -0.1, -0.2], 2: [0, -0.3, -0.5]}}}}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (VALUES.replace(", 2: [0, -0.3, -0.5]", ""), "must list each of its items once"),
        (VALUES.replace("-0.3, -0.5", "-0.3"), "must give 3 numbers for each item"),
        (VALUES.replace("-0.5]}", "-0.5]}, any_at: {level: 4, add: -1}"), "a level that is no response"),
        (VALUES.replace("maximum: 3}", "maximum: 3, whole: false}"), "needs items with whole responses"),
    ],
)
def test_value_sets_fit_their_items(tmp_path, text, found):
    assert key(tmp_path, VALUES).needed("utility") == 2
    with pytest.raises(ScoringError, match=found):
        key(tmp_path, text)
