"""Every format that a study reads can be drafted, and the draft reads the same people."""

import pyreadstat
import pytest

from drafted import decided, draft_of, long_table, with_items, write_csv
from peereval.checks.data import check_data

TABLE = with_items(long_table(), "ISMI{item:02d}", 29, 1, 4)
CODES = TABLE.assign(
    age=TABLE["age"].astype(float),
    egf=TABLE["egf"].astype(float),
    sex=TABLE["sex"].map({"F": 1.0, "H": 2.0}),
    group=TABLE["group"].map({"treated": 1.0, "control": 2.0}),
)
LABELS = {
    "sex": {1.0: "Femme", 2.0: "Homme"},
    "group": {1.0: "Suivis", 2.0: "Témoins"},
    **{f"ISMI{item:02d}": {1.0: "pas du tout", 2.0: "plutôt non", 3.0: "plutôt oui", 4.0: "tout à fait"}
       for item in range(1, 30)},
}  # fmt: skip


def write_sav(path):
    pyreadstat.write_sav(CODES.astype({f"ISMI{item:02d}": float for item in range(1, 30)}), path,
                         variable_value_labels=LABELS)  # fmt: skip


WRITERS = {
    "data.csv": lambda path: write_csv(path, TABLE),
    "data.xlsx": lambda path: TABLE.to_excel(path, index=False),
    "data.parquet": lambda path: TABLE.astype(str).to_parquet(path),
    "data.sav": write_sav,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_of_any_format_gives_a_study_that_can_be_analysed(name, tmp_path):
    WRITERS[name](tmp_path / name)
    draft_of(tmp_path / "etude", tmp_path / name)
    study = decided(tmp_path / "etude")
    checked = check_data(study)
    assert checked.usable, checked.findings
    assert checked.data.frame["participant"].nunique() == 40
    assert study.outcomes["stigma"].instrument == "ismi29"
    assert len(study.groups) == 2


def test_labels_of_codes_name_groups_and_levels_and_items_stay_numbers(tmp_path):
    write_sav(tmp_path / "data.sav")
    _, book = draft_of(tmp_path / "etude", tmp_path / "data.sav")
    study = decided(tmp_path / "etude")
    assert list(study.groups) == ["suivis", "temoins"]
    assert study.book.field("sex").level_names == ("Femme", "Homme")
    assert "tout à fait" not in book


def test_people_of_one_file_are_joined_to_their_visits_of_another(tmp_path):
    people = TABLE.drop_duplicates("person")[["person", "group", "site", "sex", "age"]]
    write_csv(tmp_path / "people.csv", people)
    write_csv(tmp_path / "visits.csv", TABLE.drop(columns=["group", "site", "region", "sex", "age"]))
    draft_of(tmp_path / "etude", tmp_path / "people.csv", tmp_path / "visits.csv")
    study = decided(tmp_path / "etude")
    assert [source.join for source in study.sources] == ["participant", None]
    assert study.columns.site == "site"
    checked = check_data(study)
    assert checked.usable, checked.findings
    assert checked.data.frame["group"].notna().all()
