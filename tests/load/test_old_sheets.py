"""Workbooks of .xls and .ods give the same table as .xlsx, or say what is wrong with them."""

import datetime as dt
import subprocess
import sys

import pandas as pd
import pytest

from old_workbooks import _container, ods, xls
from workbooks import workbook

HEAD = ["id", "visite", "groupe", "score", "jour"]
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def errors(data):
    return [(f.rule, f.rows) for f in data.findings if f.severity == "error"]


def rules(data):
    return [finding.rule for finding in data.findings]


def check(data):
    assert errors(data) == []
    assert data.frame["participant"].tolist() == ["7", "008"]
    assert data.frame["group"].astype(str).tolist() == ["treated", "control"]
    assert data.frame["score"].tolist() == [2.5, 3.0]
    assert data.frame["jour"].tolist() == [pd.Timestamp(2014, 3, 1), pd.Timestamp(2014, 9, 2)]
    assert data.frame["source_row"].tolist() == [3, 4]


def test_an_xls_is_read_and_what_cannot_be_seen_in_it_is_said(load):
    rows = [["Suivi"], HEAD, [7, "T0", 1, 2.5, ("date", 41699)], ["008", "T6", 2, "3,0", ("date", 41884)]]
    raw = xls({"Feuil1": rows, "autre": [["x"]]})
    data = load({"old.xls": raw}, "  - {path: old.xls, sheet: Feuil1, header_row: 2}")
    check(data)
    assert "old-workbook" in rules(data)
    assert data.files[0].sheet == "Feuil1"


def test_an_ods_is_read(load):
    rows = [["Suivi"], HEAD, [7, "T0", 1, 2.5, "@2014-03-01"], ["008", "T6", 2, "3,0", "@2014-09-02"]]
    data = load({"new.ods": ods(rows)}, "  - {path: new.ods, header_row: 2}")
    check(data)
    assert "old-workbook" not in rules(data)


def test_an_xls_with_another_ending_is_read_by_its_content(load):
    raw = xls({"Feuil1": [HEAD[:4], [7, "T0", 1, 2.5]]})
    assert load({"book.xlsx": raw}, "  - {path: book.xlsx}").frame["score"].tolist() == [2.5]


def test_several_sheets_of_an_xls_must_be_named(load):
    data = load({"old.xls": xls({"a": [HEAD], "b": [HEAD]})}, "  - {path: old.xls}")
    assert errors(data) == [("sheet-unnamed", ())]
    data = load({"old.xls": xls({"a": [HEAD], "b": [HEAD]})}, "  - {path: old.xls, sheet: c}")
    assert errors(data) == [("sheet-missing", ())]


CELL = '<table:table-cell office:value-type="%s"%s><text:p>%s</text:p></table:table-cell>'


def test_errors_formulas_and_merged_cells_of_an_ods_are_findings(load):
    wrong = CELL % ("string", ' table:formula="of:=NA()" office:string-value="" calcext:value-type="error"', "#N/A")
    empty = '<table:table-cell table:formula="of:=1+1"/>'
    tall = CELL % ("float", ' office:value="4" table:number-rows-spanned="2" table:number-columns-spanned="1"', "4")
    rows = [
        HEAD[:4],
        [1, "T0", 1, wrong],
        [2, "T0", 1, empty],
        [3, "T0", 1, tall],
        [4, "T0", 1, "<table:covered-table-cell/>"],
    ]
    data = load({"new.ods": ods(rows)}, "  - {path: new.ods}")
    assert errors(data) == [("cells-with-error", (2,)), ("formulas-uncalculated", (3,)), ("cells-merged", (4, 5))]


def test_repeated_and_hidden_rows_of_an_ods_are_counted(load):
    cells = "".join(CELL % ("string", "", text) for text in ("1", "T0", "1"))
    cells += CELL % ("float", ' office:value="2"', "2")
    twice = 'table:visibility="collapse" table:number-rows-repeated="2"'
    hidden = f"<table:table-row {twice}>{cells}</table:table-row>"
    rows = [HEAD[:4], hidden, ["2", "T0", 1, 3]]
    data = load({"new.ods": ods(rows)}, "  - {path: new.ods}")
    assert data.frame["score"].tolist() == [2.0, 2.0, 3.0]
    hidden_rows = next(f for f in data.findings if f.rule == "sheet-part-hidden")
    assert hidden_rows.values["rows"] == 2


def test_an_ods_that_repeats_a_cell_a_billion_times_is_refused(load):
    bomb = CELL % ("float", ' office:value="1" table:number-columns-repeated="16000"', "1")
    rows = [HEAD[:4], f'<table:table-row table:number-rows-repeated="1000000">{bomb}</table:table-row>']
    assert errors(load({"new.ods": ods(rows)}, "  - {path: new.ods}")) == [("sheet-large", ())]


def test_protected_and_damaged_workbooks_are_refused(load):
    protected = _container(b"x" * 5000, "EncryptedPackage")
    assert errors(load({"a.xlsx": protected}, "  - {path: a.xlsx}")) == [("file-protected", ())]
    entry = '<manifest:encryption-data manifest:checksum="x"/>'
    raw = ods([HEAD, [1, "T0", 1, 2]], manifest=entry)
    assert errors(load({"a.ods": raw}, "  - {path: a.ods}")) == [("file-protected", ())]
    damaged = xls({"Feuil1": [HEAD[:4], [7, "T0", 1, 2.5]]})[:1500]
    assert errors(load({"a.xls": damaged}, "  - {path: a.xls}")) in (
        [("file-protected", ())],
        [("workbook-damaged", ())],
    )
    cut = xls({"Feuil1": [HEAD[:4], [7, "T0", 1, 2.5]]})[:-4096]
    assert errors(load({"a.xls": cut}, "  - {path: a.xls}")) == [("workbook-damaged", ())]


def test_without_the_extra_the_command_that_installs_it_is_said(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    data = load({"old.xls": xls({"Feuil1": [HEAD]})}, "  - {path: old.xls}")
    assert errors(data) == [("reader-absent", ())]
    assert 'pip install "peereval[files]"' in data.findings[0].message("fr")


def test_the_extra_is_imported_for_old_workbooks_only():
    code = "import sys, peereval.load.read; sys.exit('python_calamine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_what_libreoffice_writes_is_read(load, tmp_path, kind):
    def merge(_, sheet):
        sheet.merge_cells("A1:E1")

    days = [dt.datetime(2014, 3, 1), dt.datetime(2014, 9, 2)]  # noqa: DTZ001  (cells have no zone)
    rows = [["Suivi"], HEAD, [7, "T0", 1, "=5/2", days[0]], ["008", "T6", 2, 3, days[1]]]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "book.xlsx").write_bytes(workbook(rows, merge))
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "in" / "book.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    check(load({}, f"  - {{path: book.{kind}, header_row: 2}}"))
