"""A document as one HTML file that asks nothing of the network."""

from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from peereval.report.document import Document
from peereval.report.numbers import Piece, Printed, cell_pieces
from peereval.report.table import Cell, Column, Table
from peereval.terms import term


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("peereval.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["printed"] = lambda piece: isinstance(piece, Printed)
    environment.filters["base64"] = lambda data: b64encode(data).decode("ascii")
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.globals["spanners"] = spanners
    return environment


def render_html(document: Document) -> str:
    """Return a document as HTML: every label escaped, every figure with its `data-key`.

    Parameters
    ----------
    document
        The content, such as `make_page(analysis).document`.
    """

    def say(key: str, /, **values: object) -> str:
        """Return a text of the page around the content."""
        return term(key, document.language, **values)

    def pieces(cell: Cell, column: Column) -> tuple[Piece, ...]:
        """Return what is printed for a cell."""
        return cell_pieces(cell, column.layout, document.language)

    template = _environment().get_template("report.html.j2")
    return template.render(document=document, say=say, pieces=pieces)


def spanners(table: Table) -> list[tuple[str, int]]:
    """Return the common headings over neighbouring columns with how many each covers; [] when there are none."""
    runs: list[tuple[str, int]] = []
    for column in table.columns:
        if runs and runs[-1][0] == column.spanner:
            runs[-1] = (column.spanner, runs[-1][1] + 1)
        else:
            runs.append((column.spanner, 1))
    return runs if any(text for text, _ in runs) else []
