"""Old workbooks as bytes: an .xls written record by record, an .ods as XML. Only what the tests need."""

import io
import struct
import zipfile

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(sheets):
    """Return an .xls (BIFF8) of sheets by title, each a list of rows; a cell is text, a number, ("date", n) or None.

    Layout: [MS-XLS]; globals with two cell formats (general, and 14, a day), then the sheets.
    """
    bodies = [_sheet(rows) for rows in sheets.values()]
    formats = [_record(0xE0, struct.pack("<HHHBBBBIIH", 0, code, 1, 0, 0, 0, 0, 0, 0, 0)) for code in (0, 14)]
    bounds = [8 + len(title) for title in sheets]
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + b"".join(formats)
    position = len(start) + sum(4 + size for size in bounds) + 4
    for title, body in zip(sheets, bodies, strict=True):
        start += _record(0x85, struct.pack("<IBBBB", position, 0, 0, len(title), 0) + title.encode("latin-1"))
        position += len(body)
    return _container(start + _record(0x0A) + b"".join(bodies), "Workbook")


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def _sheet(rows):
    cells = [_cell(i, j, cell) for i, row in enumerate(rows) for j, cell in enumerate(row) if cell is not None]
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(len(row) for row in rows), 0)
    return begin + _record(0x200, size) + b"".join(cells) + _record(0x0A)


def _cell(row, column, cell):
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(cell), 1) + text)
    form, number = (1, cell[1]) if isinstance(cell, tuple) else (0, cell)
    return _record(0x203, struct.pack("<HHHd", row, column, form, number))


def _container(stream, name):
    """Return an OLE container ([MS-CFB]) with one stream, too long for the small sectors."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, 2 + sectors), _END]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    entries = (
        _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream)) + _entry("", 0, _FREE, 0, 0) * 2
    )
    return header + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + entries + stream


def _entry(name, kind, child, start, size):
    text = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def ods(rows, *, manifest="", name="Feuil1"):
    """Return an .ods with one sheet; a cell is text, a number, a day "@2014-03-01", XML, or None."""
    table = "".join(
        row if isinstance(row, str) else f"<table:table-row>{''.join(map(_xml, row))}</table:table-row>" for row in rows
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} xmlns:calcext="c"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{table}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return stream.getvalue()


def _xml(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    kind, shown = "float", f' office:value="{cell}"'
    if isinstance(cell, str):
        kind, shown = ("date", f' office:date-value="{cell[1:]}"') if cell.startswith("@") else ("string", "")
    return f'<table:table-cell office:value-type="{kind}"{shown}><text:p>{cell}</text:p></table:table-cell>'
