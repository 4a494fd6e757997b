"""The tables of a dossier as a workbook: a sheet for each, all results, sources and provenance."""

from peereval.dossier import Dossier
from peereval.report.document import Document, Fact
from peereval.report.dossiers.closing import provenance_facts
from peereval.report.dossiers.words import DossierWords
from peereval.report.excel_book import add_tables, fill_facts, fill_keys, new_book, save_book
from peereval.report.excel_contents import fill_contents
from peereval.report.excel_results import fill_results


def render_workbook(dossier: Dossier, document: Document) -> bytes:
    """Return the workbook of a dossier, figures as unrounded numbers with a format.

    Parameters
    ----------
    dossier
        The dossier.
    document
        Its document, from `make_document`.
    """
    words = DossierWords(dossier)
    book, contents = new_book(words)
    names, placed = add_tables(book, document.tables, words)
    fill_results(book.create_sheet(words.say("workbook.results")), dossier)
    facts = (*(Fact(source.name, source.text) for source in dossier.sources), *provenance_facts(words))
    fill_facts(book.create_sheet(words.say("report.provenance_sheet")), facts, words)
    titles = (table.title for table in document.tables)
    pairs = (("workbook.results", "workbook.results_title"), ("report.provenance_sheet", "workbook.provenance_title"))
    others = ((words.say(name), words.say(text)) for name, text in pairs)
    fill_contents(contents, words, document, [*zip(names, titles, strict=True), *others])
    fill_keys(book.create_sheet("keys"), placed, words)
    return save_book(book, dossier.title)
