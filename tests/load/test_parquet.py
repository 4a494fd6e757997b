"""Parquet files: types kept, labels as text, refusals."""

import datetime as dt
import io
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def written(columns, **kinds):
    stream = io.BytesIO()
    arrays = {name: pa.array(values, kinds.get(name)) for name, values in columns.items()}
    pq.write_table(pa.table(arrays), stream)
    return stream.getvalue()


def errors(data):
    return [(finding.rule, finding.rows) for finding in data.findings if finding.severity == "error"]


COLUMNS = {
    "id": [7, 8, None],
    "visite": ["T0", "12:30", "T0"],
    "groupe": [1.0, 2.0, 1.0],
    "sexe": ["femme", "M", None],
    "score": [2, None, 99],
    "âge": [Decimal("33.5"), None, Decimal("40.0")],
    "jour": [dt.date(2014, 3, 1), None, dt.date(1899, 12, 31)],
    "suivi": [True, False, None],
    "autre": [True, None, False],
}


def test_types_come_back_as_the_study_says(load):
    raw = written({name: values[:2] for name, values in COLUMNS.items()}, sexe=pa.dictionary(pa.int8(), pa.string()))
    data = load({"a.parquet": raw}, "  - {path: a.parquet}")
    assert errors(data) == []
    frame = data.frame
    assert frame["participant"].tolist() == ["7", "8"]
    assert frame["group"].tolist() == ["treated", "control"]
    assert frame["visit"].tolist() == ["T0", "T6"]
    assert frame["sexe"].tolist() == ["F", "M"]
    assert frame["suivi"].tolist() == ["true", "false"]
    assert frame["autre"].tolist()[0] == "TRUE"
    assert frame["score"].tolist()[0] == 2
    assert frame["âge"].tolist()[0] == 33.5
    assert frame["jour"].dt.strftime("%Y-%m-%d").tolist()[0] == "2014-03-01"
    assert frame["source_row"].tolist() == [1, 2]
    assert "2 rows and 9 columns" in data.findings[0].message()


def test_faults_are_said_with_the_number_of_the_record(load):
    columns = COLUMNS | {"score": ["2", "x", "3"]}
    assert set(errors(load({"a.parquet": written(columns)}, "  - {path: a.parquet}"))) == {
        ("participant-empty", (3,)),
        ("text-in-number", (2,)),
    }


def test_times_of_a_zone_are_read_as_they_are_written(load):
    moment = 1_393_714_800 * 10**6  # 2014-03-01 23:00 in Greenwich, midnight in Paris
    columns = {name: COLUMNS[name][:1] for name in ("id", "visite", "groupe")} | {"jour": [moment]}
    raw = written(columns, jour=pa.timestamp("us", tz="Europe/Paris"))
    frame = load({"a.parquet": raw}, "  - {path: a.parquet}").frame
    assert frame["jour"].dt.strftime("%Y-%m-%d %H").tolist() == ["2014-03-02 00"]


def test_row_labels_of_pandas_are_no_column(load):
    stream = io.BytesIO()
    frame = pd.DataFrame({"id": ["a"], "visite": ["T0"], "groupe": ["1"]}, index=[5])
    frame.to_parquet(stream, index=True)
    data = load({"a.parquet": stream.getvalue()}, "  - {path: a.parquet}")
    assert errors(data) == []
    assert list(data.frame.columns) == ["participant", "group", "visit", "source_file", "source_row"]


def test_what_is_no_table_of_cells_is_said(load):
    nested = written({name: COLUMNS[name][:1] for name in ("id", "visite", "groupe")} | {"liste": [[1, 2]]})
    (finding,) = [f for f in load({"a.parquet": nested}, "  - {path: a.parquet}").findings if f.severity == "error"]
    assert (finding.rule, finding.fix) == ("parquet-nested", "drop: [liste]")
    assert errors(load({"a.parquet": nested}, "  - {path: a.parquet, drop: [liste]}")) == []


def test_a_damaged_or_empty_file_is_said(load):
    good = written({name: COLUMNS[name][:2] for name in ("id", "visite", "groupe")})
    for raw in (b"PAR1 no such file PAR1", good[:-20], good[:40] + b"\xff" * 20 + good[60:]):
        assert errors(load({"a.parquet": raw}, "  - {path: a.parquet}")) == [("parquet-damaged", ())]
    empty = written({name: [] for name in ("id", "visite", "groupe")})
    assert errors(load({"a.parquet": empty}, "  - {path: a.parquet}")) == [("file-empty", ())]
