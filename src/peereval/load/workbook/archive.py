"""Looks at the zip archive that a workbook is before anything in it is inflated or parsed."""

import io
import zipfile
from xml.parsers import expat

from peereval.load.problems import SourceError, refuse

LARGEST_PART = 256 * 2**20
"""Bytes that one part may inflate to: a sheet of 100 000 rows and 60 columns has some 180 MB."""
LARGEST_TOTAL = 512 * 2**20
"""Bytes that all parts together may inflate to."""
MOST_PARTS = 5_000
"""Parts that the archive may have; pictures and comments are parts, too."""
HIGHEST_RATIO = 200
"""How many times larger a part may become; sheets full of one number reach some 30."""
_SMALL_PART = 10 * 2**20
_LONGEST_PROLOG = 2**16


def open_archive(raw: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive of a workbook whose parts are safe to inflate and to parse.

    Sizes are those that the archive declares: Python inflates no part beyond its own. XML
    with a document type is refused, since entities are declared there and workbooks have none.

    Raises
    ------
    SourceError
        If the archive is damaged, protected or too large, or holds such XML.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except Exception:  # noqa: BLE001  (any fault of a damaged file; its text is not for users)
        raise refuse("workbook-damaged", name) from None
    _refuse_large(parts, name)
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("file-protected", name)
    try:
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _refuse_entities(archive, part, name)
    except SourceError:
        raise
    except Exception:  # noqa: BLE001  (as above)
        raise refuse("workbook-damaged", name) from None
    return archive


def _refuse_large(parts: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(part.file_size for part in parts)
    largest = max((part.file_size for part in parts), default=0)
    swollen = any(part.file_size > max(_SMALL_PART, HIGHEST_RATIO * part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or largest > LARGEST_PART or total > LARGEST_TOTAL or swollen:
        raise refuse("workbook-large", name, {"megabytes": LARGEST_PART // 2**20})


class _RootReached(Exception):  # noqa: N818  (no error: a way out of the parser)
    """The prolog is over: a document type can no longer follow."""


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Parse a part up to its first element, before which a document type would stand."""

    def doctype(*_: object) -> None:
        """Refuse a document type, which could hold entities."""
        raise refuse("workbook-unsafe", name)

    def root(*_: object) -> None:
        """Stop at the root: nothing after it matters here."""
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    with archive.open(part) as stream:
        prolog = stream.read(_LONGEST_PROLOG)
    if not prolog:
        return
    try:
        parser.Parse(prolog, len(prolog) < _LONGEST_PROLOG)
    except _RootReached:
        return
    except expat.ExpatError:
        raise refuse("workbook-damaged", name) from None
    raise refuse("workbook-unsafe", name)  # 64 kB without an element: nothing that writes workbooks does so
