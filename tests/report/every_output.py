"""Every word of every file of a report, whatever program it is for."""

import re
from html import unescape
from zipfile import ZipFile

from docx import Document
from PIL import Image

_PACKED = {".docx", ".xlsx"}
_PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")


def read_every_output(folder):
    """Return the text of each file by its path; of documents and workbooks that of each part, hidden ones too."""
    texts = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix in _PACKED:
            with ZipFile(path) as parts:
                written = [part for part in parts.namelist() if part.endswith((".xml", ".rels"))]
                texts |= {f"{name}/{part}": unescape(parts.read(part).decode("utf-8")) for part in written}
        elif path.suffix == ".png":
            with Image.open(path) as picture:
                texts[name] = " ".join(f"{key} {value}" for key, value in picture.info.items())
        else:
            texts[name] = _PICTURE.sub("", unescape(path.read_text(encoding="utf-8")))
    return texts


def read_paragraphs(path):
    """Return the paragraphs of a Word document, those of its tables too."""
    document = Document(str(path))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [*(one.text for one in document.paragraphs), *(one.text for cell in cells for one in cell.paragraphs)]
