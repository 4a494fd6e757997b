"""Labels of visits and the patterns of wide files."""

import math

import pytest

from peereval.plan.draft.visit_labels import read_visit_labels
from peereval.plan.draft.wide import find_wide_pattern


@pytest.mark.parametrize(
    ("texts", "months"),
    [
        (["T0", "T6", "T12"], [0, 6, 12]),
        (["m0", "M6", "M 12"], [0, 6, 12]),
        (["0", "6", "12"], [0, 6, 12]),
        (["Inclusion", "6 mois", "12 mois"], [0, 6, 12]),
        (["baseline", "Month 3", "1 year"], [0, 3, 12]),
        (["Suivi à 6 mois", "Visite M12"], [6, 12]),
        (["J0", "J180"], [0, 5.9]),
        (["W0", "W26"], [0, 6.0]),
        (["t0_arm_1", "t6_arm_1"], [0, 6]),
    ],
)
def test_months_are_read_from_labels(texts, months):
    assert [label.month for label in read_visit_labels(texts)] == months


@pytest.mark.parametrize("texts", [["T1", "T2", "T3"], ["1", "2", "3"], ["V1", "V2"], ["Vague 1", "Vague 2"]])
def test_labels_that_count_say_no_month(texts):
    labels = read_visit_labels(texts)
    assert len(labels) == len(texts)
    assert all(math.isnan(label.month) for label in labels)


@pytest.mark.parametrize("texts", [[], ["oui", "non"], ["T0", "perdu"], ["52.5", "61"]])
def test_other_texts_are_no_visits(texts):
    assert read_visit_labels(texts) == ()


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("{column}_{visit}", "{column}_{visit}"),
        ("{visit}_{column}", "{visit}_{column}"),
        ("{column}.{visit}", "{column}.{visit}"),
        ("{column} {visit}", "{column} {visit}"),
        ("{visit}-{column}", "{visit}-{column}"),
        ("{column}{visit}", "{column}{visit}"),
    ],
)
@pytest.mark.parametrize("visits", [("T0", "T6", "T12"), ("M0", "M6", "M12"), ("t0", "t6")])
def test_wide_patterns_are_found(form, pattern, visits):
    columns = ["ISMI01", "ISMI02", "ISMI03", "egf"]
    names = ["id", "age", *(form.format(column=column, visit=visit) for visit in visits for column in columns)]
    found = find_wide_pattern(names)
    assert found.pattern == pattern
    assert set(found.visits) == set(visits)
    assert {base for base, _ in found.parts.values()} == set(columns)


@pytest.mark.parametrize(
    "names",
    [
        ["id", "visite", "egf", "poids"],
        ["id", *(f"QV{item}" for item in range(1, 27))],
        ["id", *(f"ISMI_{item}" for item in range(1, 30))],
        ["id", *(f"S{item}" for item in range(1, 13))],
        ["id", "visite", "WHODAS_T1"],
    ],
)
def test_long_files_have_no_pattern(names):
    assert find_wide_pattern(names) is None
