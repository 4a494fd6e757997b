"""The same table in workbooks and in the files of statistical programs."""

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
from forms_text import SOURCE, Form
from truth import COLUMNS, ITEMS, NUMBERS, as_text, make_truth

Change = Callable[[openpyxl.Workbook, openpyxl.worksheet.worksheet.Worksheet], None]
ASCII = {"âge": "age"}


def typed_cells() -> list[list[object]]:
    """Return the table as a workbook holds it: numbers, dates and booleans; header first."""
    body = make_truth().to_numpy(dtype=object).tolist()
    return [list(COLUMNS), *([None if pd.isna(one) else one for one in row] for row in body)]


def text_cells() -> list[list[object]]:
    """Return the table as typed into cells formatted as text."""
    cells = as_text(make_truth())
    return [list(cells.columns), *cells.to_numpy().tolist()]


def book(name: str, rows: list[list[object]], change: Change | None = None, *, more: str = "", file: str = "data.xlsx",
         office: bool = False) -> Form:  # fmt: skip
    """Return the form of a workbook; with `office`, LibreOffice opens and saves it as `file`."""

    def write(folder: Path) -> None:
        made = openpyxl.Workbook()
        sheet = made.active
        sheet.title = "Feuil1"
        for row in rows:
            sheet.append(row)
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.value.startswith("=1"):
                    cell.data_type = "s"
        if change:
            change(made, sheet)
        if not office:
            made.save(folder / file)
            return
        made.save(folder / "made.xlsx")
        convert(folder / "made.xlsx", folder / file)
        (folder / "made.xlsx").unlink()

    return Form(name, write, SOURCE.format(name=file, more=more), office=office)


def convert(made: Path, wanted: Path) -> None:
    """Let LibreOffice save a workbook in another format, formulas calculated."""
    kind = wanted.suffix.removeprefix(".")
    target = wanted.parent / "converted"
    profile = f"-env:UserInstallation=file://{wanted.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(target), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    (target / f"{made.stem}{wanted.suffix}").rename(wanted)


def workbooks() -> Iterator[Form]:
    """Yield the oddities of spreadsheets."""
    typed, text = typed_cells(), text_cells()
    yield book("xlsx", typed)
    yield book("xlsx of text", text)
    yield book("xlsm", typed, file="data.xlsm")
    yield book("xlsx with two title rows", [["Étude des MSP"], [], *typed], more=", header_row: 3")
    yield book("merged title", [["Étude des MSP"], *typed], lambda _, sheet: sheet.merge_cells("A1:M1"),
               more=", header_row: 2")  # fmt: skip
    yield book("named sheet", typed, lambda made, _: made.create_sheet("Notes", 0).append(["à lire"]),
               more=", sheet: Feuil1")  # fmt: skip
    yield book("hidden row and column", typed, hide)
    yield book("empty formatted rows", [*typed, *[[None] * 13] * 5], lambda _, sheet: setattr(
        sheet["A40"], "number_format", "0.00"))  # fmt: skip
    yield book("days counted from 1904", typed, count_from_1904)
    yield book("codes shown with zeros", zeros(typed), lambda _, sheet: setattr(sheet["A2"], "number_format", "000"))
    yield book("times that are midnight", [[one.date() if isinstance(one, dt.datetime) else one for one in row]
                                           for row in typed])  # fmt: skip
    yield book("calculated formulas", typed, add_formulas, office=True)
    yield book("ods", typed, file="data.ods", office=True)
    yield book("xls", typed, file="data.xls", office=True)
    yield book("ods of text", text, file="data.ods", office=True)
    yield book("xls with title rows", [["Étude"], [], *typed], more=", header_row: 3", file="data.xls", office=True)


def hide(_: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True


def count_from_1904(made: openpyxl.Workbook, _: openpyxl.worksheet.worksheet.Worksheet) -> None:
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def zeros(rows: list[list[object]]) -> list[list[object]]:
    """Return the table with the code of the first person as the number 7, which its format shows as 007."""
    return [[7 if row[0] == "007" and place == 1 else row[0], *row[1:]] for place, row in enumerate(rows)]


def add_formulas(_: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, 6).value = f"={sheet.cell(line, 6).value}+0"


def coded() -> pd.DataFrame:
    """Return the table with codes for group, visit and sex, as statistical programs hold it."""
    truth = make_truth().rename(columns=ASCII)
    truth["groupe"] = truth["groupe"].map({"control": 2.0, "treated": 1.0})
    truth["visite"] = truth["visite"].map({"T0": 0.0, "T6": 6.0, "T12": 12.0})
    truth["sexe"] = truth["sexe"].map({"F": 2.0, "H": 1.0})
    truth["suivi"] = truth["suivi"].map({True: 1.0, False: 0.0})
    truth["date"] = truth["date"].dt.date
    return truth


LABELS = {
    "groupe": {1.0: "suivi", 2.0: "témoin"},
    "visite": {0.0: "M0", 6.0: "M6", 12.0: "M12"},
    "sexe": {1.0: "Homme", 2.0: "Femme"},
}


def stat_form(name: str, file: str, write: Callable[[Path], None], without: tuple[str, ...] = ()) -> Form:
    return Form(name, write, SOURCE.format(name=file, more=""), without)


def statistical() -> Iterator[Form]:
    """Yield SPSS, Stata, SAS transport and Parquet files."""
    table = coded()
    missing = table.assign(**{name: table[name].fillna(99) for name in ITEMS})
    ranges = {name: [{"lo": 98, "hi": 99}] for name in ITEMS}
    for name in ("data.sav", "data.zsav"):
        packed = name.endswith(".zsav")
        yield stat_form(f"{name} with labels", name, lambda folder, name=name, packed=packed: pyreadstat.write_sav(
            missing, folder / name, variable_value_labels=LABELS, missing_ranges=ranges, compress=packed))  # fmt: skip
    yield stat_form("sav without labels", "data.sav", lambda folder: pyreadstat.write_sav(table, folder / "data.sav"))
    whole = table.astype(dict.fromkeys(LABELS, int))
    yield stat_form("dta with labels", "data.dta", lambda folder: pyreadstat.write_dta(
        whole, folder / "data.dta", variable_value_labels={n: {int(k): v for k, v in one.items()}
                                                           for n, one in LABELS.items()}))  # fmt: skip
    yield stat_form("dta without labels", "data.dta", lambda folder: pyreadstat.write_dta(table, folder / "data.dta"))
    yield stat_form("xpt", "data.xpt", lambda folder: pyreadstat.write_xport(table, folder / "data.xpt",
                                                                           file_format_version=8))  # fmt: skip
    yield stat_form("parquet", "data.parquet", lambda folder: make_truth().to_parquet(folder / "data.parquet"))
    text = as_text(make_truth(), ".")
    yield stat_form("parquet of text", "data.parquet", lambda folder: text.to_parquet(folder / "data.parquet"))
    categories = make_truth().astype({"groupe": "category", "visite": "category", "sexe": "category"})
    yield stat_form("parquet of categories", "data.parquet", lambda f: categories.to_parquet(f / "data.parquet"))
    nullable = make_truth().astype(dict.fromkeys(NUMBERS, "Float64")).convert_dtypes()
    yield stat_form("parquet of nullable types", "data.parquet", lambda f: nullable.to_parquet(f / "data.parquet"))
