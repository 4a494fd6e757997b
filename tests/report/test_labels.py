import pytest

from peereval.report.labels import Labels
from peereval.results import make_result
from peereval.terms import has_term

from .synthetic import frame, make_analysis


def test_every_word_of_the_results_of_a_study_has_a_french_one(example_analysis):
    results = example_analysis["fr"].results
    words = {str(word) for result in results for name in ("quantity", "note") for word in result.rows[name].unique()}
    words |= {str(result.method["status"]) for result in results if result.kind == "fit"}
    words |= {str(word) for result in results if result.kind == "joint_test" for word in result.rows["test"]}
    words -= {"items", "F", ""}  # figures without a column of their own
    assert not [word for word in words if not has_term(f"quantity.{word.replace(' ', '_')}")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Intercept", "Constante"),
        ("age", "Âge (années)"),
        ("C(sex)[T.male]", "Sexe\u00a0: Masculin"),
        ("group[T.prefollowed (T6)]:visit[T.T12]", "Groupe\u00a0: Déjà suivis, entrés à T6 × Visite\u00a0: T12"),
        ("unknown[T.x]", "unknown\u00a0: x"),
    ],
)
def test_model_terms_become_words(name, words):
    assert Labels(make_analysis("fr")).coefficient(name) == words


@pytest.mark.parametrize(
    ("low", "high", "decimals"), [(0, 1, 3), (-0.53, 1, 3), (1, 4, 2), (4, 20, 2), (0, 100, 1), (0, 1000, 0), (0, 0, 2)]
)
def test_decimals_follow_the_range_of_the_scale(low, high, decimals):
    rows = frame([("minimum", float(low)), ("maximum", float(high))], "quantity", "estimate")
    changed = make_result("measure", rows, outcome="stigma", method={"label.en": "S"})
    assert Labels(make_analysis("en", replaced=[changed])).measure("stigma").decimals == decimals


def test_a_measure_without_a_known_range_or_direction_says_so():
    rows = frame([("minimum", float("nan"))], "quantity", "estimate")
    changed = make_result("measure", rows, outcome="stigma", method={"higher_is": "unstated"})
    measure = Labels(make_analysis("en", replaced=[changed])).measure("stigma")
    assert (measure.label, measure.decimals, measure.higher_is) == ("stigma", 2, "unstated")


def test_a_name_without_a_label_is_shown_as_it_is():
    labels = Labels(make_analysis("fr"))
    assert labels.group("elsewhere (T6)") == "elsewhere (T6)"
    assert labels.level("sex", "unheard") == "unheard"
    assert labels.variable("column_x") == "column_x"
