"""A workbook around its tables: the sheet of facts, the hidden sheet of keys, the bytes of the file."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report.document import Fact
from peereval.report.excel_sheet import Placed, fill_sheet, print_on_one_width, put_text, set_widths
from peereval.report.excel_style import BOLD
from peereval.report.table import Table
from peereval.report.words import Words


def new_book(words: Words) -> tuple[Workbook, Worksheet]:
    """Return an empty workbook and its first sheet, for the contents."""
    book = Workbook()
    contents = book.active
    if contents is None:
        contents = book.create_sheet()
    contents.title = words.say("report.contents_sheet")
    return book, contents


def add_tables(book: Workbook, tables: Iterable[Table], words: Words) -> tuple[list[str], list[Placed]]:
    """Add a sheet for each table, and return the names of the sheets and where every figure was put."""
    names: list[str] = []
    placed: list[Placed] = []
    for table in tables:
        sheet = book.create_sheet(words.say("table.word", number=table.number))
        placed += fill_sheet(sheet, table, words)
        names.append(sheet.title)
    return names, placed


def fill_facts(sheet: Worksheet, facts: Iterable[Fact], words: Words) -> None:
    """Write names and their contents to an empty sheet."""
    sheet.sheet_view.showGridLines = False
    for column, key in enumerate(("column.item", "column.content"), start=1):
        put_text(sheet, 1, column, words.say(key), font=BOLD)
    for row, fact in enumerate(facts, start=2):
        put_text(sheet, row, 1, fact.name)
        put_text(sheet, row, 2, fact.content)
    set_widths(sheet, (28, 90))
    print_on_one_width(sheet)
    sheet.freeze_panes = "A2"


def fill_keys(sheet: Worksheet, placed: Sequence[Placed], words: Words) -> None:
    """Write which row of results.csv each figure of the workbook is, to an empty sheet that stays hidden."""
    for column, name in enumerate(("sheet", "cell", "key", "value"), start=1):
        put_text(sheet, 1, column, words.say(f"column.{name}"), font=BOLD)
    for row, one in enumerate(placed, start=2):
        texts = (one.sheet, f"{get_column_letter(one.column)}{one.row}", one.number.key, one.number.column)
        for column, text in enumerate(texts, start=1):
            put_text(sheet, row, column, text)
    set_widths(sheet, (14, 8, 80, 14))
    sheet.sheet_state = "hidden"


def save_book(book: Workbook, title: str) -> bytes:
    """Return the workbook as the content of a file."""
    book.properties.creator = "peereval"
    book.properties.title = title
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
