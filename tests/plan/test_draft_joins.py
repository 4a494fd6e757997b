"""Several files: a questionnaire each, a visit each or a group each."""

import pytest

from drafted import decided, draft_of, long_table, with_items, write_csv
from peereval.checks.data import check_data

TABLE = long_table()
VISITS = TABLE[["person", "visit", "group", "site", "day"]]
KEYS = TABLE[["person", "visit", "age", "sex"]]  # an age and a sex in every file, as exports have them


def questionnaire(pattern, items, high):
    return with_items(KEYS, pattern, items, 1, high)


def test_a_file_for_each_questionnaire_is_joined_by_visit_whatever_the_order(tmp_path):
    files = [
        write_csv(tmp_path / "ismi.csv", questionnaire("ISMI{item}", 29, 4)),
        write_csv(tmp_path / "visites.csv", VISITS),
        write_csv(tmp_path / "whoqol.csv", questionnaire("WHOQOL{item}", 26, 5)),
    ]
    draft_of(tmp_path / "etude", *files)
    study = decided(tmp_path / "etude")
    assert [source.join for source in study.sources] == ["visit", None, "visit"]
    assert list(study.groups) == ["control", "treated"]
    assert (study.columns.site, study.columns.visit_date) == ("site", "day")
    checked = check_data(study)
    assert checked.usable, checked.findings
    assert len(checked.data.frame) == len(TABLE)
    assert set(study.outcomes) == {"stigma", "quality"}


@pytest.mark.parametrize("column", ["visit", "group"])
def test_files_with_the_same_columns_stand_below_one_another(column, tmp_path):
    whole = with_items(TABLE, "ISMI{item}", 29, 1, 4)
    parts = {str(label): part.drop(columns=column) for label, part in whole.groupby(column)}
    draft_of(tmp_path / "etude", *(write_csv(tmp_path / f"{label}.csv", part) for label, part in parts.items()))
    study = decided(tmp_path / "etude")
    assert [source.join for source in study.sources] == [None] * len(parts)
    assert [getattr(source, column) for source in study.sources] == list(parts)
    assert check_data(study).usable


def test_other_people_are_not_joined_though_their_columns_differ(tmp_path):
    other = questionnaire("WHOQOL{item}", 26, 5).assign(person=KEYS["person"].str.replace("P", "Q"))
    first = write_csv(tmp_path / "treated.csv", questionnaire("ISMI{item}", 29, 4))
    study, _ = draft_of(tmp_path / "etude", first, write_csv(tmp_path / "control.csv", other))
    assert "join:" not in study


def test_a_rating_that_each_visit_calls_in_its_own_way_is_one_column(tmp_path):
    names = {"T0": "EGF", "T6": "egf (0-100)", "T12": "E.G.F."}
    files = [
        write_csv(
            tmp_path / f"visite_{visit}.csv", part.drop(columns="visit").rename(columns={"egf": names[str(visit)]})
        )
        for visit, part in TABLE.groupby("visit", sort=False)
    ]
    draft_of(tmp_path / "etude", *files)
    checked = check_data(decided(tmp_path / "etude"))
    assert checked.usable
    assert checked.scored.frame["functioning"].notna().all()


def test_base_in_the_name_of_a_file_is_no_visit(tmp_path):
    people = TABLE.drop_duplicates("person")[["person", "group", "site", "sex"]]
    wide = TABLE.pivot(index="person", columns="visit", values="egf").add_prefix("egf_").reset_index()
    more = {f"psp_{visit}": wide[f"egf_{visit}"] for visit in ("T0", "T6", "T12")}
    files = [write_csv(tmp_path / "base.csv", people), write_csv(tmp_path / "scores.csv", wide.assign(**more))]
    draft_of(tmp_path / "etude", *files)
    study = decided(tmp_path / "etude")
    assert [(source.visit, source.join) for source in study.sources] == [(None, "participant"), (None, None)]
    assert check_data(study).usable
