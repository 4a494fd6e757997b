"""Every kind of deviation of a study from its locked plan gives its finding and no other."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peereval as pe
from peereval.plan.canonical import hash_choices
from peereval.plan.choices import SECTIONS, plan_choices
from peereval.plan.deviations import find_deviations
from peereval.plan.lock import lock_plan, read_lock
from peereval.study import read_study
from peereval.terms import has_term
from planned_study import CODEBOOK, STUDY, write_planned_study

AT_T6 = "    - {outcome: score, visit: T6, contrast: treated - control}\n"
OF_RATING = "    - {outcome: rating, visit: T12, contrast: treated - control}\n"
# What is written, what it becomes, and the rules of the findings, in order.
CHANGES = {
    "a visit is moved": ("T12: {month: 12}", "T12: {month: 18}", ["plan-visits"]),
    "a window is widened": ("window_weeks: 4", "window_weeks: 8", ["plan-visits"]),
    "a group enters later": ("  other: {label", "  other: {enters_at: T6, label", ["plan-groups"]),
    "a group is dropped": ("  other: {label: {en: Others, fr: Autres}}\n", "", ["plan-groups"]),
    "an outcome is dropped": ("  work: {column: work, type: binary, event: oui}\n", "", ["plan-outcomes"]),
    "an outcome is added": ("  leaving:", "  added: {column: service_size}\n  leaving:", ["plan-outcomes"]),
    "what matters is made smaller": ("difference: 0.5", "difference: 0.4", ["plan-outcomes"]),
    "an outcome becomes primary": ("{column: rating,", "{column: rating, primary: true,", ["plan-outcomes"]),
    "an outcome is read from elsewhere": ("{column: rating,", "{column: service_size,", ["plan-outcomes"]),
    "an event is turned": ("event: oui", "event: non", ["plan-outcomes"]),
    "an instrument is scored otherwise": ("instrument: ismi29", "instrument: own.yaml", ["plan-outcomes"] * 2),
    "a code counts as no answer": ('items: "I{item}"', 'items: "I{item}", missing: [9]', ["plan-outcomes"]),
    "an event is waited for less long": ("event: leaving}", "event: leaving, until: T6}", ["plan-outcomes"]),
    "the primary contrast is another": (
        "primary: [{outcome: score, visit: T12, contrast: treated - control}]",
        "primary: [{outcome: rating, visit: T6, contrast: treated - control}]",
        ["plan-contrast"],
    ),
    "a covariate is dropped": ("covariates: [age, sex]", "covariates: [age]", ["plan-covariates"]),
    "covariates are exchanged": ("covariates: [age, sex]", "covariates: [age, service_size]", ["plan-covariates"] * 2),
    "the covariance is another": ("[unstructured, toeplitz]", "[toeplitz]", ["plan-model"]),
    "the covariances are tried in another order": (
        "[unstructured, toeplitz]",
        "[toeplitz, unstructured]",
        ["plan-model"],
    ),
    "site effects are left out": (
        "covariates: [age, sex]",
        "covariates: [age, sex], site_effects: none",
        ["plan-model"],
    ),
    "the level is another": ("covariates: [age, sex]", "covariates: [age, sex], level: 0.9", ["plan-model"]),
    "degrees of freedom": ("covariates: [age, sex]", "covariates: [age, sex], df_method: satterthwaite", ["plan-df"]),
    "the adjustment is another": ("families:\n", "families:\n  adjust: none\n", ["plan-families"]),
    "families change places": ("families:\n", "families:\n  order: [primary, third, secondary]\n", ["plan-families"]),
    "a secondary hypothesis is dropped": (
        OF_RATING,
        "",
        ["plan-families"],
    ),
    "an estimand of the weights is dropped": ("[att, overlap]", "[att]", ["plan-sensitivity"]),
    "an assumption is added": ("missing: [delta]", "missing: [delta, copy-increments]", ["plan-sensitivity"]),
    "the delta is smaller": ("{treated: 0.2}", "{treated: 0.1}", ["plan-sensitivity"]),
    "nothing is run": ("sensitivity: {", "sensitivity: {run: false, ", ["plan-sensitivity"]),
    "weights for drop-out are by group": (
        "sensitivity: {",
        "sensitivity: {attendance: {by_group: true}, ",
        ["plan-sensitivity"],
    ),
    "a subgroup is dropped": ("sex: [f, m], ", "", ["plan-subgroups"]),
    "a number is cut elsewhere": ("age: [40]", "age: [50]", ["plan-subgroups"]),
    "people who change site": (
        "covariates: [age, sex]",
        "covariates: [age, sex], site_rule: refuse",
        ["plan-exclusions"],
    ),
    "missing codes": ('["", NA]', '["", NA, 9]', ["plan-exclusions"]),
    "planned people": ("control: 150}", "control: 100}", ["plan-sample-size"]),
    "the seed": ("seed: 1", "seed: 2", ["plan-seed"]),
}
SAME = {
    "title": ("study: Small", "study: Smaller"),
    "language": ("language: en", "language: fr"),
    "audience": ("seed: 1", "seed: 1\naudience: external\nsmallest_cell: 5"),
    "label": ("en: Controls", "en: The controls"),
    "other words of the files": ('also: ["1"]', 'also: ["1", suivi]'),
    "path": ("path: data.csv", "path: data/other.csv, rename: {Age: age}, drop: [nom]"),
    "names of key columns": ("participant: id, visit: visit", "participant: code, visit: visite"),
    "pattern of the items": ('items: "I{item}"', 'items: "ISMI_{item:02d}"'),
    "order of covariates": ("covariates: [age, sex]", "covariates: [sex, age]"),
    "order of estimands": ("[att, overlap]", "[overlap, att]"),
    "order of hypotheses": (
        f"{AT_T6}{OF_RATING}",
        f"{OF_RATING.replace(' - control', '  −  control')}{AT_T6}",
    ),
    "a default written out": ("covariates: [age, sex]", "covariates: [age, sex], level: 0.950, df_method: auto"),
    "words of the protocol": ("Adults followed", "Adults who are followed"),
    "words about the sample size": ("As computed elsewhere.", "As a statistician computed it."),
    "timetable": ("seed: 1", "seed: 1\ntimetable: [{label: {en: A}, planned: [2030-01-01, 2030-02-01]}]"),
    "simulated": ("seed: 1", "seed: 1\nsimulated: true"),
}
OWN_KEY = """\
name: own
source: our own
items: 29
responses: {minimum: 1, maximum: 4}
higher_is: worse
scores: {total: {items: all, rule: mean, minimum_answered: 80%}}
"""


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """The lock of the study as it was planned."""
    return lock_plan(write_planned_study(tmp_path_factory.mktemp("planned")))


def deviations(lock, folder, before, after, codebook=CODEBOOK):
    """Return what deviates when one text of the study file is replaced by another."""
    assert STUDY.count(before) == 1 or codebook != CODEBOOK, before
    (folder / "own.yaml").write_text(OWN_KEY, encoding="utf-8")
    study = read_study(write_planned_study(folder, STUDY.replace(before, after, 1), codebook))
    return find_deviations(lock, study)


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_gives_its_finding_and_no_other(change, locked, tmp_path):
    before, after, rules = CHANGES[change]
    found = deviations(locked, tmp_path, before, after)
    assert [one.rule for one in found] == rules
    for one in found:
        assert one.severity == "warning"
        assert has_term(f"finding.{one.rule}.consequence")
        assert str(one.values["planned"]) != str(one.values["done"])
        assert one.message("en") != one.message("fr")


@pytest.mark.parametrize("change", SAME)
def test_what_is_no_choice_gives_none(change, locked, tmp_path):
    assert deviations(locked, tmp_path, *SAME[change]) == ()


def test_every_section_of_the_choices_has_a_change_above():
    assert {rule for _, _, rules in CHANGES.values() for rule in rules} == {
        f"plan-{name.replace('_', '-')}" for name in SECTIONS
    }


def test_a_covariate_coded_otherwise_is_a_deviation(locked, tmp_path):
    turned = CODEBOOK.replace("age, type: number", "age, type: integer")
    (found,) = deviations(locked, tmp_path, "seed: 1", "seed: 1", turned)
    assert found.message("en") == "Covariates – Age, type. Planned: number. Done: whole number."
    assert found.message("fr") == "Covariables – Âge, type. Prévu\u00a0: nombre. Fait\u00a0: nombre entier."


def test_a_finding_says_what_was_planned_and_done_in_both_languages(locked, tmp_path):
    (found,) = deviations(locked, tmp_path, "difference: 0.5", "difference: 0.45")
    assert found.message("en") == "Outcomes – score, important difference. Planned: 0.5. Done: 0.45."
    french = "Critères de jugement – score, différence importante. Prévu\u00a0: 0,5. Fait\u00a0: 0,45."
    assert found.message("fr") == french


def test_the_default_primary_contrast_does_not_name_the_outcomes(tmp_path):
    """Without families a changed primary outcome is one deviation, that of the outcomes."""
    start, end = STUDY.index("families:"), STUDY.index("sensitivity:")
    plain = STUDY[:start] + STUDY[end:]
    lock = lock_plan(write_planned_study(tmp_path / "a", plain))
    moved = plain.replace("{column: rating,", "{column: rating, primary: true,")
    found = find_deviations(lock, read_study(write_planned_study(tmp_path / "b", moved)))
    assert [one.rule for one in found] == ["plan-outcomes"]


def test_a_key_that_an_older_lock_does_not_know_is_no_deviation_at_its_default(locked, tmp_path):
    study = read_study(write_planned_study(tmp_path))
    older = {name: dict(section) for name, section in locked.choices.items()}
    del older["sensitivity"]["responders"], older["model"]["level"]
    lock = pe.Lock(locked.locked, "0.0.9", "", "", older)
    assert find_deviations(lock, study) == ()


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(example_choices, random):
    def shuffle(value):
        """Return the same content with the keys of every mapping in another order."""
        if isinstance(value, dict):
            items = [(name, shuffle(one)) for name, one in value.items()]
            random.shuffle(items)
            return dict(items)
        return value

    shuffled = json.loads(json.dumps(shuffle(example_choices)))
    assert hash_choices(shuffled) == hash_choices(example_choices)


@pytest.fixture(scope="module")
def example_choices(example_study):
    return plan_choices(read_study(example_study["en"] / "study.yaml"))


def test_the_two_languages_of_the_example_make_the_same_choices(example_study, example_choices):
    assert plan_choices(read_study(example_study["fr"] / "study.yaml")) == example_choices


def test_reordering_the_study_file_changes_no_choice(locked, tmp_path):
    """The blocks of study.yaml in reverse order are the same plan."""
    blocks, block = [], []
    for line in STUDY.splitlines():
        if block and not line.startswith(" "):
            blocks.append("\n".join(block))
            block = []
        block.append(line)
    study = "\n".join(reversed([*blocks, "\n".join(block)])) + "\n"
    file = write_planned_study(tmp_path, study)
    assert find_deviations(locked, read_study(file)) == ()
    assert lock_plan(file).sha256 == locked.sha256
    assert read_lock(file).choices == locked.choices
