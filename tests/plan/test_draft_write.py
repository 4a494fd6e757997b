"""What a draft writes and what it does not: nothing over other files, no value of people, YAML whatever the names."""

import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import peereval as pe
from drafted import decided, draft_of, long_table, with_items, write_csv
from peereval.errors import DataError, PeerevalError, StudyFileError
from peereval.load.header.headers import clean_name
from peereval.plan.draft.write import draft_study
from peereval.study.rules import refuse_other_files
from peereval.validate.unverified import find_guesses
from peereval.yaml_events import UNSEEN

CANARY = "CANARI7391"


@pytest.fixture
def data(tmp_path):
    return write_csv(tmp_path / "data.csv", with_items(long_table(), "ISMI{item:02d}", 29, 1, 4, code="99"))


def test_the_draft_is_a_study_once_the_blanks_are_filled(data, tmp_path):
    pe.draft_study([data], tmp_path / "etude")
    with pytest.raises(StudyFileError, match="no reference group is chosen yet"):
        pe.read_study(tmp_path / "etude" / "study.yaml")
    study = decided(tmp_path / "etude")
    assert [visit.month for visit in study.visits.values()] == [0, 6, 12]
    assert list(study.groups) == ["control", "treated"]
    assert study.sources[0].path == "../data.csv"
    assert study.roots == ("..",)
    assert study.outcomes["stigma"].missing == ("99",)
    from peereval.checks.data import check_data

    assert check_data(study).usable


def test_files_inside_the_study_folder_need_no_roots(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "data.csv", long_table())
    study, _ = draft_of(tmp_path / "etude", "data.csv")
    assert 'roots: [".."]' in study
    assert str(tmp_path) not in study


@pytest.mark.parametrize("inside", ["study.yaml", "other.txt"])
def test_nothing_is_overwritten(inside, data, tmp_path):
    folder = tmp_path / "etude"
    folder.mkdir()
    (folder / inside).write_text("mine")
    with pytest.raises(StudyFileError, match="exists and is not empty; nothing was written"):
        draft_study([data], folder)
    assert [path.name for path in folder.iterdir()] == [inside]
    assert (folder / inside).read_text() == "mine"


def test_a_file_is_no_folder(data):
    with pytest.raises(StudyFileError, match="nothing was written"):
        draft_study([data], data)


@pytest.mark.parametrize(
    ("name", "content"),
    [("gone.csv", None), ("empty.csv", b""), ("broken.xlsx", CANARY.encode()), ("zero.csv", b"a;b\n1;\0" + b"2")],
)
def test_nothing_is_written_when_a_file_cannot_be_read(name, content, data, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        draft_study([data, tmp_path / name], tmp_path / "etude", language="fr")
    assert name in str(caught.value)
    assert CANARY not in str(caught.value)
    assert not (tmp_path / "etude").exists()


def test_other_languages_and_no_files_are_refused(data, tmp_path):
    with pytest.raises(StudyFileError, match="use one of 'en', 'fr'"):
        draft_study([data], tmp_path / "etude", language="de")
    with pytest.raises(StudyFileError, match="no data file is given"):
        draft_study([], tmp_path / "etude")


def test_no_value_of_an_identifying_column_is_written(tmp_path):
    names = ["Nom", "Prénom", "Date de naissance", "Adresse", "mail", "Téléphone", "NIR", "IPP", "Commentaires"]
    table = long_table().assign(**dict.fromkeys(names, CANARY), person=lambda t: CANARY + t["person"])
    table = table.assign(rare=["ordinary"] * (len(table) - 4) + [CANARY] * 4)
    study, book = draft_of(tmp_path / "etude", write_csv(tmp_path / "data.csv", table))
    assert CANARY not in study + book
    for name in names:
        assert f"- {name}" in study
        assert f"name: {name}," not in book


def test_levels_are_written_only_where_five_people_share_each(tmp_path):
    table = long_table()
    rare = ["a"] * (len(table) - 4) + ["b"] * 4
    many = [f"level {n % 13}" for n in range(len(table))]
    table = table.assign(rare=rare, many=many, fine=["x", "y"] * (len(table) // 2) + ["x"] * (len(table) % 2))
    table = table.assign(
        who=[f"{CANARY}@x.fr", "06 12 34 56 78"] * (len(table) // 2) + ["06 12 34 56 78"] * (len(table) % 2)
    )
    _, book = draft_of(tmp_path / "etude", write_csv(tmp_path / "data.csv", table))
    assert CANARY not in book
    fields = {field["name"]: field for field in yaml_of(book)["fields"]}
    assert list(fields["fine"]["levels"]) == ["x", "y"]
    assert "levels" not in fields["rare"]
    assert "levels" not in fields.get("who", {})
    assert "levels" not in fields["many"]
    assert "constraints" not in fields["age"]


def yaml_of(text):
    import yaml

    return yaml.safe_load(text)


def test_the_marks_are_counted(data, tmp_path):
    for language, mark in (("en", "# TO CHECK"), ("fr", "# À VÉRIFIER")):
        folder = tmp_path / language
        texts = draft_of(folder, data, language=language)
        found = find_guesses(folder / "study.yaml")
        assert [one.file for one in found] == ["study.yaml", "codebook.yaml"]
        for text, one in zip(texts, found, strict=True):
            lines = [n for n, line in enumerate(text.splitlines(), start=1) if line.endswith(mark)]
            assert list(one.rows) == lines
            assert one.count == len(lines) > 0
            assert (one.severity, one.rule) == ("note", "unverified-guess")
        verified = re.sub(rf" *{mark}$", "", texts[0], flags=re.MULTILINE)
        (folder / "study.yaml").write_text(verified, encoding="utf-8")
        assert [one.file for one in find_guesses(folder / "study.yaml")] == ["codebook.yaml"]


def test_sheets_without_people_are_left_out_and_visits_may_be_sheets(tmp_path):
    table = long_table()
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for visit, rows in table.groupby(table["visit"].str[1:].astype(int)):
        page = book.create_sheet(f"T{visit}")
        for row in [list(rows.columns.drop("visit")), *rows.drop(columns="visit").to_numpy().tolist()]:
            page.append(row)
    codes = book.create_sheet("Codes")
    codes.append(["code", "meaning"])
    codes.append(["99", "no answer"])
    book.save(tmp_path / "data.xlsx")
    study, _ = draft_of(tmp_path / "etude", tmp_path / "data.xlsx")
    sources = [line.split("#")[0].split() for line in study.splitlines() if re.match(r"    (sheet|visit):", line)]
    assert sources == [["sheet:", "T0"], ["visit:", "T0"], ["sheet:", "T6"], ["visit:", "T6"], ["sheet:", "T12"],
                       ["visit:", "T12"]]  # fmt: skip
    assert "participant: person" in study


def test_several_files_get_one_name_a_column_and_a_group_each(tmp_path):
    table = long_table()
    one, two = table[table["group"] == "treated"], table[table["group"] == "control"]
    french = {"person": "Identifiant", "visit": "Visite", "site": "Service", "day": "Date visite", "age": "Âge",
              "sex": "Sexe", "egf": "EGF"}  # fmt: skip
    files = [
        write_csv(tmp_path / "suivis.csv", one.drop(columns=["group", "region"])),
        write_csv(tmp_path / "temoins.csv", two.drop(columns=["group", "region"]).rename(columns=french)),
    ]
    draft_of(tmp_path / "etude", *files)
    study = decided(tmp_path / "etude")
    assert list(study.groups) == ["suivis", "temoins"]
    assert [source.group for source in study.sources] == ["suivis", "temoins"]
    assert study.sources[1].rename == {
        "Identifiant": "person", "Visite": "visit", "Service": "site", "Date visite": "day", "Âge": "age",
        "Sexe": "sex", "EGF": "egf"}  # fmt: skip


odd_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters='"\r\n\0;'), min_size=1, max_size=40
).filter(lambda text: clean_name(text) != "")
TAKEN = ("person", "visit", "group", "egf")  # columns that the table has already
odd_names = odd_texts.filter(lambda text: not UNSEEN.search(clean_name(text)) and clean_name(text) not in TAKEN)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(odd_names, min_size=1, max_size=6, unique_by=clean_name), text=odd_texts)
def test_odd_names_come_out_as_yaml_that_is_read(names, text, tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("odd")
    table = long_table(people=12)
    more = pd.DataFrame({name: [text, "b"] * (len(table) // 2) + ["b"] * (len(table) % 2) for name in names})
    table = pd.concat([table[["person", "visit", "group", "egf"]], more], axis=1)
    (tmp_path / "data.csv").write_bytes(table.to_csv(sep=";", index=False).encode("utf-8"))
    study_text, _ = draft_of(tmp_path / "étude: 1", tmp_path / "data.csv")
    study = decided(tmp_path / "étude: 1")
    read = {field.name for field in study.book.fields}
    dropped = {clean_name(name) for source in study.sources for name in source.drop}
    renamed = {clean_name(name) for source in study.sources for name in source.rename}
    assert {clean_name(name) for name in names} <= read | dropped | renamed, study_text


def test_a_column_name_that_no_study_can_hold_is_said_by_its_letters(data, tmp_path):
    data.write_bytes(data.read_bytes().replace(b"egf", b"e\x1bgf", 1))
    with pytest.raises(PeerevalError, match=r"cannot be seen: [A-Z]"):
        pe.draft_study([data], tmp_path / "etude")
    assert not (tmp_path / "etude").exists()


def test_one_file_may_be_given_as_it_is(data, tmp_path):
    pe.draft_study(str(data), tmp_path / "etude")
    assert decided(tmp_path / "etude").sources[0].path == "../data.csv"


def test_from_python_the_path_of_a_study_will_do_and_objects_say_what_they_hold(data, tmp_path):
    path = pe.draft_study([data], tmp_path / "etude")
    study = decided(tmp_path / "etude")
    assert repr(study) == "Study('etude'; visits: T0, T6, T12; groups: control, treated; outcomes: functioning, stigma)"
    read, checked = pe.read_data(str(path)), pe.check_data(path)
    assert repr(read).startswith(f"Data(.frame: {len(read.frame)} rows, {len(read.frame.columns)} columns, 40 part")
    assert checked.usable
    analysis = pe.analyze(str(path), outcomes=["functioning"])
    assert repr(analysis).startswith("Analysis of Study('etude'; ")
    assert "\n  change_contrasts: functioning\n" in repr(analysis)


def test_a_file_that_is_not_there_is_said_in_the_language_of_the_draft(tmp_path):
    with pytest.raises(DataError, match=r"gone.csv: Le fichier n’existe pas. Un chemin part du dossier") as error:
        draft_study(tmp_path / "gone.csv", tmp_path / "etude", language="fr")
    assert str(error.value).endswith("Rien n’a été écrit.")


def test_a_codebook_is_no_study(data, tmp_path):
    pe.draft_study([data], tmp_path / "etude")
    refuse_other_files(tmp_path / "etude" / "study.yaml")
    with pytest.raises(StudyFileError, match=r"'codebook.yaml' is a codebook: it has 'fields'"):
        refuse_other_files(tmp_path / "etude" / "codebook.yaml")
