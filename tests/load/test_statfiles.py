"""Files of SPSS, Stata and SAS: labels, codes that mean missing, dates, encodings, refusals."""

import datetime as dt
import hashlib
import sys

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.load.table import Expected
from peereval.load.typed.value_labels import label_cells

CANARY = "Zyxwv-Canary"
ROWS = {
    "id": [7.0, 8.0, 9.0, 9.0],
    "visite": [1.0, 1.0, 1.0, 2.0],
    "groupe": [1.0, 2.0, 2.0, 2.0],
    "sexe": [1.0, 2.0, 9.0, 2.0],
    "Q01": [1.0, 98.0, 3.0, 4.0],
    "jour": [dt.date(2014, 3, 1), None, dt.date(1899, 12, 31), dt.date(2015, 1, 1)],
    "nom": ["é", "", None, "œuvre"],
    "avis": [1.0, 2.0, 1.0, 2.0],
}
LABELS = {
    "visite": {1.0: "T0", 2.0: "T6"},
    "groupe": {1.0: "Suivis", 2.0: "Témoins"},
    "sexe": {1.0: "homme", 2.0: "femme", 9.0: "NSP"},
    "Q01": {1.0: "jamais", 4.0: "toujours"},
    "avis": {1.0: "bon", 2.0: "mauvais"},
}
SPSS_MISSING = {"sexe": [9.0], "Q01": [{"lo": 90.0, "hi": 99.0}]}


def errors(data):
    return [(finding.rule, finding.rows) for finding in data.findings if finding.severity == "error"]


@pytest.fixture
def write(tmp_path):
    """Return a function that writes columns to a file of its format and returns its bytes."""

    def written(name, columns=ROWS, **options):
        writer = {"sav": "write_sav", "zsav": "write_sav", "dta": "write_dta", "xpt": "write_xport"}
        path = tmp_path / name
        options |= {"compress": True} if name.endswith(".zsav") else {}
        getattr(pyreadstat, writer[path.suffix[1:]])(pd.DataFrame(columns), path, **options)
        return path.read_bytes()

    return written


def test_spss_with_labels_dates_and_missing_codes(load, write):
    raw = write("a.sav", variable_value_labels=LABELS, missing_ranges=SPSS_MISSING)
    data = load({"a.sav": raw}, "  - {path: a.sav}")
    assert errors(data) == []
    frame = data.frame
    assert list(frame["participant"]) == ["7", "8", "9", "9"]
    assert list(frame["visit"].astype(str)) == ["T0", "T0", "T0", "T6"]
    assert list(frame["group"].astype(str)) == ["treated", "control", "control", "control"]
    assert frame["sexe"].astype(object).where(frame["sexe"].notna(), None).tolist() == ["M", "F", None, "F"]
    assert frame["Q01"].isna().tolist() == [False, True, False, False]
    assert frame["Q01"].dropna().tolist() == [1, 3, 4]
    assert frame["jour"].dt.strftime("%Y-%m-%d").tolist()[::2] == ["2014-03-01", "1899-12-31"]
    assert frame["nom"].tolist()[::3] == ["é", "œuvre"]
    assert frame["nom"].isna().tolist() == [False, True, True, False]
    assert frame["avis"].tolist() == ["bon", "mauvais", "bon", "mauvais"]
    assert frame["source_row"].tolist() == [1, 2, 3, 4]
    note = next(finding for finding in data.findings if finding.rule == "user-missing")
    assert (note.count, note.values["columns"]) == (2, "sexe (1), Q01 (1)")
    assert [one.values["columns"] for one in data.findings if one.rule == "labels-taken"] == ["avis"]
    assert data.files[0].sha256 == hashlib.sha256(raw).hexdigest()
    assert (data.files[0].encoding, data.files[0].rows) == ("utf-8", 4)


@pytest.mark.parametrize("name", ["a.sav", "a.zsav", "a.dta", "a.xpt"])
def test_every_format_gives_the_same_frame(load, write, name):
    columns = {key: values for key, values in ROWS.items() if key not in ("sexe", "Q01")}
    spss = load({"b.sav": write("b.sav", columns, variable_value_labels=LABELS)}, "  - {path: b.sav}").frame
    # SAS keeps its labels in a second file: the study lists the codes here.
    coded = columns | {"visite": ["T0", "T0", "T0", "T6"], "avis": ["bon", "mauvais", "bon", "mauvais"]}
    options = {"file_format_version": 8} if name.endswith("xpt") else {"variable_value_labels": LABELS}
    raw = write(name, coded if name.endswith("xpt") else columns, **options)
    data = load({name: raw}, f"  - {{path: {name}}}")
    assert errors(data) == []
    pd.testing.assert_frame_equal(data.frame.assign(source_file=""), spss.assign(source_file=""))


def test_missing_letters_of_stata_are_missing_and_counted(load, write):
    columns = {
        "id": [1, 2, 3],
        "visite": ["T0"] * 3,
        "groupe": [1, 2, 2],
        "Q01": pd.Series([3, "a", "b"], dtype=object),
    }
    raw = write("a.dta", columns, missing_user_values={"Q01": ["a", "b"]})
    data = load({"a.dta": raw}, "  - {path: a.dta}")
    assert errors(data) == []
    assert data.frame["Q01"].dtype == float
    assert data.frame["Q01"].isna().tolist() == [False, True, True]
    note = next(finding for finding in data.findings if finding.rule == "user-missing")
    assert note.values["columns"] == "Q01 (2)"


def test_text_that_spss_calls_missing_is_missing(load, write):
    columns = {"id": ["a", "b"], "visite": ["T0", "T6"], "groupe": ["1", "1"], "avis": ["bon", "sans"]}
    raw = write("a.sav", columns, missing_ranges={"avis": ["sans"]})
    data = load({"a.sav": raw}, "  - {path: a.sav}")
    assert data.frame["avis"].isna().tolist() == [False, True]


@pytest.mark.parametrize("levels", ["{F: {also: ['2']}, M: {also: ['1']}}", "{F: {also: [femme]}, M: {also: [homme]}}"])
def test_levels_list_codes_or_labels(tmp_path, load, write, levels):
    raw = write("a.sav", {k: ROWS[k] for k in ("id", "visite", "groupe", "sexe")}, variable_value_labels=LABELS)
    book = f"fields:\n  - {{name: sexe, levels: {levels}, missingValues: ['9']}}\n"
    data = load({"a.sav": raw}, "  - {path: a.sav}", book=book)
    assert errors(data) == []
    assert data.frame["sexe"].astype(object).where(data.frame["sexe"].notna(), None).tolist() == ["M", "F", None, "F"]


def test_a_code_listed_against_its_label_is_said(load, write):
    labels = {"sexe": {1.0: "femme", 2.0: "homme"}}
    columns = {"id": [1.0, 2.0], "visite": ["T0", "T0"], "groupe": ["1", "2"], "sexe": [1.0, 2.0]}
    data = load({"a.sav": write("a.sav", columns, variable_value_labels=labels)}, "  - {path: a.sav}")
    assert errors(data) == [("codes-contradict-labels", (1,))]


def test_a_scale_with_names_at_its_ends_stays_numbers():
    free = Expected("free", {}, [""])
    assert label_cells(pd.Series([0.0, 5.0, 10.0]), {0.0: "pas du tout", 10.0: "tout à fait"}, free) is None
    named = label_cells(
        pd.Series([0.0, 1.0, None, 99.0]), {0.0: "non", 1.0: "oui", 99.0: "?"}, Expected("free", {}, ["99"])
    )
    assert named.tolist() == ["non", "oui", None, None]


def test_unlisted_labels_are_said_with_their_cases(load, write):
    columns = {"id": [1.0, 2.0], "visite": [1.0, 5.0], "groupe": ["1", "3"], "sexe": [1.0, 4.0]}
    raw = write("a.sav", columns, variable_value_labels={"visite": {1.0: "T0", 5.0: CANARY}})
    assert set(errors(load({"a.sav": raw}, "  - {path: a.sav}"))) == {
        ("visit-unlisted", (2,)),
        ("group-unlisted", (2,)),
        ("level-unlisted", (2,)),
    }


@pytest.mark.parametrize("name", ["a.sav", "a.zsav", "a.dta", "a.xpt", "a.sas7bdat"])
@pytest.mark.parametrize("content", [b"not such a file " + CANARY.encode(), b"$FL2" + b"\0" * 300])
def test_a_damaged_file_is_said_without_foreign_text(load, name, content):
    data = load({name: content}, f"  - {{path: {name}}}")
    (finding,) = [finding for finding in data.findings if finding.severity == "error"]
    assert finding.rule in ("statfile-damaged", "statfile-encoding")
    together = finding.message("en") + finding.message("fr")
    assert not [word for word in ("Canary", "readstat", "unsupported", "UTF") if word.lower() in together.lower()]


def test_a_file_cut_short_is_said(load, write):
    raw = write("a.sav", {"id": [1.0] * 500, "visite": ["T0"] * 500, "groupe": ["1"] * 500})
    assert errors(load({"a.sav": raw[: len(raw) // 2]}, "  - {path: a.sav}")) == [("statfile-damaged", ())]


def test_text_of_another_encoding_is_read_when_it_is_given(load, write):
    raw = write("a.dta", {"id": ["éa", "éb"], "visite": ["T0", "T6"], "groupe": ["1", "1"]}, version=10)
    old = raw.replace("é".encode(), b"\xe9 ")
    assert load({"a.dta": old}, "  - {path: a.dta, encoding: cp1252}").frame["participant"].tolist()[0].startswith("é")


def test_a_date_after_the_year_9999_is_said(load, write):
    columns = {"id": ["a"], "visite": ["T0"], "groupe": ["1"], "jour": [400_000_000_000.0]}
    raw = write("a.sav", columns, variable_format={"jour": "DATE11"})
    assert errors(load({"a.sav": raw}, "  - {path: a.sav}")) == [("statfile-date", ())]


def test_an_empty_file_is_said(load, write):
    raw = write("a.sav", {"id": pd.Series([], dtype=float), "visite": pd.Series([], dtype=float)})
    assert errors(load({"a.sav": raw}, "  - {path: a.sav}")) == [("file-empty", ())]


@pytest.mark.parametrize("key", ["sheet: Feuil1", "header_row: 2", "decimal: ','"])
def test_keys_of_other_formats_are_refused(load, write, key):
    raw = write("a.sav", {"id": ["a"], "visite": ["T0"], "groupe": ["1"]})
    assert errors(load({"a.sav": raw}, f"  - {{path: a.sav, {key}}}")) == [("keys-of-cells", ())]


def test_without_the_library_the_command_that_installs_it_is_said(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    data = load({"a.sav": b"$FL2"}, "  - {path: a.sav}")
    assert errors(data) == [("extra-absent", ())]
    assert 'pip install "peereval[files]"' in data.findings[0].message("fr")


def test_a_wide_file_of_spss_is_made_long(load, write):
    columns = {"id": [1.0, 2.0], "Q01_T0": [1.0, 2.0], "Q01_T6": [3.0, None]}
    source = '  - {path: a.sav, group: treated, wide: "{column}_{visit}"}'
    data = load({"a.sav": write("a.sav", columns)}, source)
    assert errors(data) == []
    assert data.frame[["participant", "Q01"]].to_numpy().tolist() == [["1", 1.0], ["1", 3.0], ["2", 2.0]]


NUMBERS = st.lists(st.one_of(st.none(), st.integers(-999, 999), st.floats(-1e6, 1e6, allow_nan=False)), min_size=1)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    NUMBERS.filter(lambda numbers: any(one is not None for one in numbers)),
    st.sampled_from(["a.sav", "a.dta", "a.xpt"]),
)
def test_any_numbers_come_back_as_they_were(load, write, numbers, name):
    size = len(numbers)
    columns = {"id": [f"p{i}" for i in range(size)], "visite": ["T0"] * size, "groupe": ["1"] * size}
    values = pd.Series(numbers, dtype=float)
    raw = write(name, columns | {"other": values})
    frame = load({name: raw}, f"  - {{path: {name}}}").frame
    # SAS transport files hold numbers of IBM's form, whose base of 16 leaves 53 bits or more: exact within this range.
    pd.testing.assert_series_equal(frame["other"].astype(float), values, check_names=False)
