"""Visits that did not take place, and key columns that some files do not have."""

import pytest

MORE = ", visit_date: jour, worker: msp, absence_reason: sexe"


def test_rows_with_a_reason_are_absences_and_not_visits(load):
    text = "id;visite;groupe;jour;msp;sexe;score\na;T0;1;01/07/2013;m;;2\na;T6;1;;m;femme;\n"
    data = load({"data.csv": text}, more=MORE)
    assert data.frame["visit"].astype(str).tolist() == ["T0"]
    assert data.absences[["participant", "visit", "absence_reason"]].astype(str).to_numpy().tolist() == [
        ["a", "T6", "F"]
    ]


def test_a_file_without_workers_is_read_and_says_so_once(load):
    files = {"data.csv": "id;visite;groupe;jour;msp;sexe\na;T0;1;01/07/2013;m;\n",
             "other.csv": "id;visite;groupe;jour\nb;T0;2;01/07/2013\n"}  # fmt: skip
    data = load(files, "  - {path: data.csv}\n  - {path: other.csv}", more=MORE)
    assert [one.rule for one in data.findings if one.severity == "error"] == []
    (found,) = [one for one in data.findings if one.rule == "keys-not-here"]
    assert (found.severity, found.file, found.values["columns"]) == ("note", "other.csv", "msp, sexe")
    assert data.frame["worker"].isna().tolist() == [False, True]


def test_a_column_that_no_file_has_is_an_error(load):
    data = load({"data.csv": "id;visite;groupe;jour\na;T0;1;01/07/2013\n"}, more=MORE)
    found = {one.values["key"]: one.fix for one in data.findings if one.rule == "key-nowhere"}
    assert found == {"worker": "columns: {worker: COLUMN}", "absence_reason": "columns: {absence_reason: COLUMN}"}


def test_a_column_almost_of_that_name_is_an_error(load):
    data = load({"data.csv": "id;visite;groupe;jour;sexes;msp\na;T0;1;01/07/2013;;m\n"}, more=MORE)
    found = next(one for one in data.findings if one.rule == "key-absent-near")
    assert (found.severity, found.fix) == ("error", "columns: {absence_reason: sexes}")


@pytest.mark.parametrize("pattern", ["{column}_{visit}", "{visit}_{column}"])
def test_keys_by_visit_in_a_wide_file_are_the_keys_of_the_study(load, pattern):
    names = [pattern.replace("{column}", name).replace("{visit}", visit)
             for visit in ("T0", "T6") for name in ("jour", "sexe", "score")]  # fmt: skip
    text = ";".join(["id", "msp", *names]) + "\na;m;01/07/2013;;2;;femme;\n"
    data = load({"data.csv": text}, f'  - {{path: data.csv, group: treated, wide: "{pattern}"}}', more=MORE)
    assert [one.rule for one in data.findings if one.severity == "error"] == []
    assert data.frame["visit_date"].astype(str).tolist() == ["2013-07-01"]
    assert data.absences["absence_reason"].astype(str).tolist() == ["F"]
