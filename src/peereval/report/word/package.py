"""The package around the document: what it starts from, what it says of itself, its bytes."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from peereval.report.document import Document
from peereval.report.safe_text import clean_text
from peereval.report.word.bookmarks import KEYS
from peereval.report.word.elements import element, value
from peereval.report.word.style_part import LOCALES, write_styles

_STORE = "{7B1C6F0A-53D2-4E0B-9D57-2F3A6C1E8B44}"  # what Word knows the list of keys by
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_XML_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_UNUSED = ("stylesWithEffects", "customXml", "numbering", "webSettings", "thumbnail", "extended-properties")
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first one a ZIP file knows: the same report gives the same bytes


def new_package(document: Document) -> WordDocument:
    """Return an empty Word document in the house's styles, without what python-docx's template brings along."""
    word = docx.Document()
    for owner in (word.part.rels, word.part.package.rels):
        for name in [name for name, one in owner.items() if one.reltype.rpartition("/")[2] in _UNUSED]:
            del owner[name]
    write_styles(word.styles, document.language)
    _write_settings(word, document)
    core = word.core_properties
    for child in list(core._element):  # noqa: SLF001  (its dates and its author are those of the template)
        core._element.remove(child)  # noqa: SLF001
    core.title, core.author = clean_text(document.title)[:255], "peereval"
    core.language = LOCALES[document.language]
    for child in list(word.element.body):
        word.element.body.remove(child)
    return word


def _write_settings(word: WordDocument, document: Document) -> None:
    """Say how Word shows the file: as one of today's, with the marks of its language."""
    settings = word.settings.element
    for child in list(settings):
        settings.remove(child)
    mode = {"w:name": "compatibilityMode", "w:uri": "http://schemas.microsoft.com/office/word", "w:val": 15}
    french = document.language == "fr"
    settings.extend(
        [
            element("w:zoom", {"w:percent": 100}),
            value("w:defaultTabStop", 720),
            value("w:characterSpacingControl", "doNotCompress"),
            element("w:compat", None, element("w:compatSetting", mode)),
            value("w:themeFontLang", LOCALES[document.language]),
            value("w:decimalSymbol", "," if french else "."),
            value("w:listSeparator", ";" if french else ","),
        ]
    )


def add_keys(word: WordDocument, listed: bytes) -> None:
    """Add the list of bookmarks and keys as a part of its own."""
    package = word.part.package
    item = Part(PackURI("/customXml/item1.xml"), "application/xml", listed, package)
    store = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem ds:itemID="{_STORE}" '
        f'xmlns:ds="{_PROPERTIES}"><ds:schemaRefs><ds:schemaRef ds:uri="{KEYS}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    about = Part(PackURI("/customXml/itemProps1.xml"), _XML_PROPERTIES, store.encode(), package)
    item.relate_to(about, KIND.CUSTOM_XML_PROPS)
    word.part.relate_to(item, KIND.CUSTOM_XML)


def package_bytes(word: WordDocument) -> bytes:
    """Return the file; its parts carry no date."""
    saved, written = BytesIO(), BytesIO()
    word.save(saved)
    with ZipFile(saved) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            told = ZipInfo(one.filename, _MOMENT)
            told.compress_type, told.external_attr = ZIP_DEFLATED, 0o600 << 16
            new.writestr(told, old.read(one.filename))
    return written.getvalue()
