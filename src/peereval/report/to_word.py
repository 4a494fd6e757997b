"""A document as report.docx: Word's own tables, captions, headings and pages, ready to be edited."""

from collections.abc import Iterable, Iterator

from peereval.report.document import Block, Box, Document, Facts, Heading, Paragraph, Picture, Remarks, Section
from peereval.report.table import Table
from peereval.report.word.contents import lay_contents
from peereval.report.word.elements import Node, bold, colour, element, paragraph, run
from peereval.report.word.package import add_keys, new_package, package_bytes
from peereval.report.word.pages import LANDSCAPE, PORTRAIT, Edges, Sheet, page_break, write_edges
from peereval.report.word.paragraphs import lay_box, lay_facts, lay_heading, lay_paragraph, lay_title
from peereval.report.word.pictures import lay_picture
from peereval.report.word.remarks import lay_remarks
from peereval.report.word.setting import Setting
from peereval.report.word.tables import lay_table
from peereval.report.word.widths import fit_table


def render_word(document: Document) -> bytes:
    """Return a document as a Word file: native tables, captions as fields, every figure in a bookmark.

    The bookmarks `k000001`, `k000002`, ... stand around the figures; the part customXml/item1.xml of
    the file gives the key and the column of results.csv for each. The same document gives the same bytes.

    Parameters
    ----------
    document
        The content, such as `make_page(analysis).document`.
    """
    word = new_package(document)
    setting = Setting(document.language, word.part)
    edges = write_edges(setting, document)
    body = word.element.body
    sheet = PORTRAIT
    body.extend(_front(setting, document))
    for section in document.sections:
        for nodes, wanted in _section(setting, section):
            if nodes and wanted != sheet:
                _end_pages(body, sheet, edges)
                sheet = wanted
            body.extend(nodes)
    _end_pages(body, sheet, edges)
    # the last pages end with the document: their properties stand after its last paragraph
    body.append(body[-1].pPr.sectPr)
    add_keys(word, setting.bookmarks.render())
    return package_bytes(word)


def _front(setting: Setting, document: Document) -> Iterator[Node]:
    """Yield what stands above everything: banners, title, groups, contents."""
    for banner in document.banners:
        style = "BannerSimulated" if banner.kind == "simulated" else "Banner"
        yield paragraph(style, [run(f"{banner.strong}. ", bold()), run(banner.text)])
    yield paragraph("Subtitle", [run(document.kicker)])
    yield paragraph("Title", [run(document.heading)])
    if document.groups:
        yield paragraph("Groups", _groups(document.groups))
    if document.sections:
        yield lay_contents(setting, document)


def _groups(groups: Iterable[tuple[str, str]]) -> Iterator[Node]:
    """Yield each group after a square in its colour."""
    for label, shade in groups:
        yield run("\u25a0\u00a0", colour(shade))
        yield run(f"{label}\u2003")


def _section(setting: Setting, section: Section) -> Iterator[tuple[list[Node], Sheet]]:
    """Yield the blocks of a section with the pages they stand on; what heads a block goes with it."""
    above: list[Node] = [lay_title(setting, section)]
    for block in section.blocks:
        if isinstance(block, Table):
            fit = fit_table(block, setting.language)
            yield [*above, *lay_table(setting, block, fit)], LANDSCAPE if fit.landscape else PORTRAIT
            above = []
            continue
        above += _lay_block(setting, block)
        if not _heads(block):
            yield above, PORTRAIT
            above = []
    yield above, PORTRAIT


def _heads(block: Block) -> bool:
    """Say whether a block stands above the next one and nowhere else."""
    return isinstance(block, Heading) or (isinstance(block, Paragraph) and block.style == "hint")


def _lay_block(setting: Setting, block: Block) -> Iterable[Node]:
    match block:
        case Paragraph():
            return (lay_paragraph(setting, block),)
        case Heading():
            return (lay_heading(setting, block),)
        case Box():
            return lay_box(setting, block)
        case Facts():
            return lay_facts(block.items)
        case Remarks():
            return lay_remarks(setting, block)
        case Picture():
            return lay_picture(setting, block)
    msg = f"a block that no page can hold: {type(block).__name__}"
    raise TypeError(msg)


def _end_pages(body: Node, sheet: Sheet, edges: Edges) -> None:
    """End a stretch of pages in its last paragraph, or in one too small to be seen after a table."""
    last = body[-1]
    if last.tag != element("w:p").tag:
        last = paragraph("Break", [])
        body.append(last)
    last.pPr.append(page_break(sheet, edges))
