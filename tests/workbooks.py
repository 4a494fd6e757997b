"""Workbooks as bytes: made by openpyxl, and edited where it cannot write what other programs do."""

import io
import zipfile

import openpyxl


def workbook(rows, change=None, **more_sheets):
    """Return an .xlsx of rows in "Feuil1" and of further sheets; `change(book, sheet)` may do the rest."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Feuil1"
    for row in rows:
        sheet.append(row)
    for title, cells in more_sheets.items():
        added = book.create_sheet(title)
        for row in cells:
            added.append(row)
    if change:
        change(book, sheet)
    book.save(stream)
    return stream.getvalue()


def edited(raw, part, old, new):
    """Return an archive in which one text of one part is replaced; it must be there."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                content = content.replace(b"<v />", b"<v></v>")  # as openpyxl writes it where lxml is not installed
                assert old.encode() in content, content[:2000]
                content = content.replace(old.encode(), new.encode())
            after.writestr(name, content)
    return stream.getvalue()


def archived(**parts):
    """Return an archive of parts by name (a dot is written as two underscores)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()
