"""The sheet of all results: the rows of results.csv with a filter, figures as numbers."""

from math import isfinite, isnan

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from peereval.dossier import Dossier
from peereval.report import excel_style as look
from peereval.report.excel_sheet import print_on_one_width, put_exactly
from peereval.report.results_csv import neutral_results
from peereval.results import Analysis

_WIDTHS = {"key": 60, "kind": 22, "quantity": 26, "note": 18}


def fill_results(sheet: Worksheet, analysis: Analysis | Dossier) -> pd.DataFrame:
    """Write every row of every result to an empty sheet, in the order of results.csv, and return the rows.

    Empty places stay empty cells, so that a filter and a pivot table see numbers and text only.
    """
    rows = neutral_results(analysis)
    for place, name in enumerate(rows.columns, start=1):
        head = sheet.cell(1, place, str(name))
        head.font, head.border = look.BOLD, look.ABOVE_AND_BELOW
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(str(name), 12)
    for line, values in enumerate(rows.astype(object).to_numpy().tolist(), start=2):
        for place, value in enumerate(values, start=1):
            if isinstance(value, float) and isfinite(value):
                put_exactly(sheet.cell(line, place), value)
            elif not _empty(value):
                sheet.cell(line, place, str(value))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_one_width(sheet)
    sheet.print_title_rows = "1:1"
    return rows


def _empty(value: object) -> bool:
    return value is None or value is pd.NA or value == "" or (isinstance(value, float) and isnan(value))
