"""The weights of a study: which columns the score is made of, what is told, what is warned of."""

import pytest

import peereval as pe
from peereval.checks.data import check_data
from peereval.errors import StudyFileError
from peereval.estimate.main_model import fit_main_model
from peereval.estimate.model_table import model_table
from peereval.sensitivity.question import Question
from peereval.sensitivity.weighting.study_levels import level_groups
from peereval.sensitivity.weighting.study_scores import first_people, propensity_of, score_covariates
from peereval.sensitivity.weighting.study_weights import describe_weights
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

KINDS = ["propensity", "weights", "balance", "positivity", "score_distribution"]


def ask(path):
    study = pe.read_study(path)
    checked = check_data(study)
    frame, by_site = model_table(checked.scored.frame, study)
    measure = next(one for one in checked.scored.measures if one.primary)
    fit = fit_main_model(frame, study, measure.name)
    return Question(study, measure, frame, checked.scored.frame, by_site, fit)


def small(folder, keys="", **changed):
    return ask(write_small_study(folder, study=f"{STUDY}{keys}", **changed))


@pytest.fixture(scope="module")
def demo(example_study):
    return ask(example_study["en"] / "study.yaml")


@pytest.fixture(scope="module")
def described(demo):
    return describe_weights(demo)


def test_the_score_is_made_of_measures_at_t0_covariates_and_the_region(demo):
    domains = [f"quality_{name}" for name in ("physical", "psychological", "social", "environment")]
    assert score_covariates(demo) == ["stigma", *domains, "functioning", "work", "age", "sex", "diagnosis", "region"]


def test_measures_are_those_of_t0_and_covariates_those_of_the_first_visit(demo):
    people = first_people(demo).set_index("participant")
    start = demo.scored[demo.scored["visit"].astype(str) == "T0"].set_index("participant")
    shared = people.index.intersection(start.index)
    assert people.loc[shared, "functioning"].equals(start.loc[shared, "functioning"])
    assert people.index.is_unique
    assert set(people["group"]) == {"treated", "control"}


def test_a_study_tells_all_of_its_weights(described):
    results, findings = described
    assert [one.kind for one in results] == KINDS
    assert {one.outcome for one in results} == {"stigma"}
    assert {one.rule for one in findings} == {"weights-left-out", "weights-by-site", "weights-positivity"}
    lacking = [one.values["people"] for one in findings if one.rule == "weights-left-out"]
    weights = results[1].rows
    assert lacking == weights.loc[weights["quantity"] == "left out", "estimate"].tolist()


def test_the_weights_are_those_of_the_frame_door(demo, described):
    people = first_people(demo).rename(columns=str)
    own = pe.propensity_weights(
        people, participant="participant", group="group", treated="treated", reference="control", site="site",
        covariates=score_covariates(demo),
    )  # fmt: skip
    for result in described[0]:
        assert result.rows.equals(own.result(result.kind).rows), result.kind


def test_nothing_is_asked_nothing_is_told(tmp_path):
    assert describe_weights(small(tmp_path, "sensitivity: {propensity: []}\n")) == ((), ())


def test_estimands_and_truncation_are_those_of_the_study(tmp_path):
    question = small(tmp_path, "sensitivity: {propensity: [att, ate], truncate: 1}\n")
    results, _ = describe_weights(question)
    told = {one.kind: one.rows for one in results}
    assert told["weights"]["estimand"].unique().tolist() == ["att", "ate"]
    assert (told["weights"].query("quantity == 'truncated'")["estimate"] == 0).all()
    assert "estimand" not in told["propensity"]


def test_named_covariates_take_the_place_of_the_usual_ones(tmp_path):
    keys = "sensitivity: {{propensity_covariates: [{}]}}\n"
    for name in ("age", "score"):
        assert score_covariates(small(tmp_path / name, keys.format(name))) == [name]


@pytest.fixture(scope="module")
def sized(tmp_path_factory):
    """A study with the size of each service, a column of the codebook that is no covariate of the model."""
    data = [[*row, str(10 + int(row[1][1]))] for row in rows()]
    book = f"{CODEBOOK}  - {{name: size, type: number}}\n"
    keys = "sensitivity: {propensity_covariates: [usual, size]}\n"
    return small(tmp_path_factory.mktemp("sized"), keys, data=data, codebook=book, header=[*HEADER, "size"])


def test_a_characteristic_of_the_sites_can_be_added(sized):
    assert propensity_of(sized, "treated").terms == ("Intercept", "score", "age", "size")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("service", "line 17: 'service' cannot be a covariate of the propensity score"),
        ("group", "is what the score predicts"),
        ("agee", "neither in the codebook nor a measure. Did you mean 'age'"),
    ],
)
def test_what_cannot_be_in_the_score_is_refused_with_its_line(tmp_path, named, said):
    with pytest.raises(StudyFileError, match=said):
        small(tmp_path, f"sensitivity: {{propensity_covariates: [{named}]}}\n")


@pytest.mark.parametrize("truncate", ["0.4", "1.2"])
def test_a_quantile_of_no_use_is_refused(tmp_path, truncate):
    with pytest.raises(StudyFileError, match="truncate"):
        small(tmp_path, f"sensitivity: {{truncate: {truncate}}}\n")


def test_separated_groups_are_counted_and_said(tmp_path):
    """All treated above the controls at T0."""
    apart = [[*row[:5], f"{min(float(row[5]) / 2 + (5 if row[2] == '1' else 0), 10):.2f}"] for row in rows()]
    results, findings = describe_weights(small(tmp_path, data=apart))
    assert [one.kind for one in results] == ["positivity"]
    assert {"weights-separation-number"} == {one.rule for one in findings if one.severity == "warning"}
    assert set(results[0].rows["quantity"]) == {"count"}


def test_few_effective_people_and_differences_that_remain_are_said(tmp_path):
    """Nearly separated: a few controls stand for all of the treated."""
    near = [[*row[:5], f"{min(float(row[5]) * 0.8 + (2.2 if row[2] == '1' else 0), 10):.2f}"] for row in rows()]
    _, findings = describe_weights(small(tmp_path, data=near))
    found = {one.rule: one for one in findings}
    assert found["weights-effective-small"].values["groups"] == "control"
    assert {"weights-imbalance", "weights-positivity"} <= set(found)
    for one in findings:
        for language in ("en", "fr"):
            assert "{" not in one.message(language)


def test_levels_of_all_groups_are_given_where_one_enters_later(demo):
    (result,), findings = level_groups(demo)
    rows = result.rows.set_index(["group", "visit", "quantity"])["estimate"]
    assert result.kind == "weighted_levels"
    assert result.method["target"] == "treated"
    assert result.method["covariates"] == "age, sex, diagnosis"  # no outcome among them
    assert findings == ()
    assert {key[0] for key in rows.index} == {"control", "treated", "prefollowed"}
    assert {key[1] for key in rows.index} == {"T6", "T12", ""}
    observed = demo.scored.dropna(subset=["age", "sex", "diagnosis", "stigma"])
    assert rows["treated", "T12", "weighted mean"] == pytest.approx(rows["treated", "T12", "mean"])
    assert rows["control", "T12", "mean"] == pytest.approx(
        observed.loc[(observed["group"] == "control") & (observed["visit"] == "T12"), "stigma"].mean(), abs=0.02
    )  # carried covariates keep a few people more than those recorded at the visit itself


def test_no_levels_where_all_groups_enter_together(tmp_path):
    assert level_groups(small(tmp_path)) == ((), ())


def test_a_measure_that_few_have_at_the_first_visit_is_no_covariate_unless_it_is_named(tmp_path):
    study = STUDY.replace("outcomes:\n", "outcomes:\n  rare: {column: rare}\n")
    book = f"{CODEBOOK}  - {{name: rare, type: number}}\n"
    data = [[*row, row[5] if row[0].endswith("1") or row[3] != "T0" else ""] for row in rows()]
    changed = {"data": data, "codebook": book, "header": [*HEADER, "rare"]}
    usual = ask(write_small_study(tmp_path / "usual", study=study, **changed))
    assert score_covariates(usual) == ["score", "age"]
    said = next(one for one in describe_weights(usual)[1] if one.rule == "weights-measures-left-out")
    assert said.values["variables"] == "rare"
    keys = "sensitivity: {propensity_covariates: [usual, rare]}\n"
    named = ask(write_small_study(tmp_path / "named", study=f"{study}{keys}", **changed))
    assert score_covariates(named) == ["score", "age", "rare"]
