"""Tables as Word's own: a head that is repeated, rows that stay whole, three rules and no more."""

from collections.abc import Iterator, Sequence

from peereval.report.numbers import cell_pieces
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.word.bookmarks import linked_name
from peereval.report.word.captions import caption
from peereval.report.word.cells import Line, lay_row, place_cell
from peereval.report.word.elements import Node, bold, code_marks, element, paragraph, run, value
from peereval.report.word.sentences import sentence_runs
from peereval.report.word.setting import Setting
from peereval.report.word.style_part import twips
from peereval.report.word.styles import INK, table_style
from peereval.report.word.table_head import lay_head
from peereval.report.word.widths import INDENT, PADDING, Fit

_FEW = 6  # notes: no more are kept on one page
_WHOLE = 16  # rows: a table of no more is kept on one page


def lay_table(setting: Setting, table: Table, fit: Fit) -> Iterator[Node]:
    """Yield the caption of a table, the table, and its notes.

    Parameters
    ----------
    setting
        The document.
    table
        The table; one without a number has a title in the place of a caption.
    fit
        How it is set, from `fit_table`.
    """
    if table.number:
        yield caption(setting, "table", table.id, table.number, table.title)
    else:
        yield paragraph("TableTitle", [run(table.title)])
    made = element("w:tbl", None, _properties(table, fit), _grid(fit))
    made.extend(lay_head(table, fit, table_style(fit.size)))
    made.extend(_body(setting, table, fit))
    yield made
    for place, note in enumerate(table.notes, start=1):
        kept = place < len(table.notes) <= _FEW
        yield paragraph("Note", [run(note)], *([element("w:keepNext")] if kept else []))


def _properties(table: Table, fit: Fit) -> Node:
    rule = {"w:val": "single", "w:sz": 10, "w:space": 0, "w:color": INK}
    sides = (("top", 1.2), ("left", PADDING), ("bottom", 1.2), ("right", PADDING))
    margins = (element(f"w:{side}", {"w:w": twips(points), "w:type": "dxa"}) for side, points in sides)
    look = {"w:val": "04A0", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 1, "w:lastColumn": 0, "w:noVBand": 1}
    return element(
        "w:tblPr", None,
        element("w:tblW", {"w:w": twips(sum(fit.widths)), "w:type": "dxa"}),
        element("w:tblBorders", None, element("w:top", rule), element("w:bottom", rule)),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblCellMar", None, *margins),
        element("w:tblLook", look),
        value("w:tblCaption", table.title),
    )  # fmt: skip


def _grid(fit: Fit) -> Node:
    return element("w:tblGrid", None, *(element("w:gridCol", {"w:w": twips(width)}) for width in fit.widths))


def _body(setting: Setting, table: Table, fit: Fit) -> Iterator[Node]:
    """Yield the rows below the head, each kept with what it must not be parted from."""
    stands_in = False
    for place, row in enumerate(table.rows):
        line = Line(table_style(fit.size), kept=_kept(table, place))
        if row.role == "section":
            stands_in = True
            yield lay_row([_section_cell(row, fit, line, first=place == 0)])
        else:
            yield lay_row(_cells(setting, table.columns, row, fit, line, stands_in=stands_in))


def _kept(table: Table, place: int) -> bool:
    """Say whether a row stays with what follows: all of a short table, the first and last of a long one."""
    last = len(table.rows) - 1
    if place == last:
        return bool(table.notes)
    return last < _WHOLE or table.rows[place].role == "section" or place < 2 or place >= last - 2


def _section_cell(row: Row, fit: Fit, line: Line, *, first: bool) -> Node:
    above = [] if first else [element("w:spacing", {"w:before": 80})]
    return place_cell(sum(fit.widths), line.paragraph([run(row.cells[0].text, bold())], *above), span=len(fit.widths))


def _cells(
    setting: Setting, columns: Sequence[Column], row: Row, fit: Fit, line: Line, *, stands_in: bool
) -> Iterator[Node]:
    indent = INDENT * (stands_in + (row.role == "indent"))
    for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        marks: list[Node] = []
        if place == 0 and indent:
            marks.append(element("w:ind", {"w:left": twips(indent)}))
        if place and (column.layout != "text" or cell.numbers):
            marks.append(value("w:jc", "right"))
        yield place_cell(fit.widths[place], line.paragraph(_runs(setting, cell, column), *marks))


def _runs(setting: Setting, cell: Cell, column: Column) -> list[Node]:
    if cell.links:
        return list(_links(cell.links))
    if cell.numbers or cell.said:
        return list(sentence_runs(setting, cell_pieces(cell, column.layout, setting.language)))
    return [run(cell.text, *(code_marks() if cell.code else ()))] if cell.text else []


def _links(links: tuple[tuple[str, str], ...]) -> Iterator[Node]:
    """Yield places of the document by their words, each leading there."""
    for place, (text, target) in enumerate(links):
        if place:
            yield run(", ")
        yield element("w:hyperlink", {"w:anchor": linked_name(target), "w:history": 1}, run(text))
