"""A document as one HTML file that asks nothing of the network."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from peereval.report.document import Document
from peereval.report.numbers import Piece, Printed, cell_pieces
from peereval.report.results_csv import render_rows
from peereval.report.table import Cell, Column, Table
from peereval.terms import term

_SCALE = 0.4  # pixels of the page for one of a figure of 300 to the inch


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
    environment.filters["base64"] = _base64
    environment.filters["rows"] = lambda data: render_rows(data).encode("utf-8")
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["shown_size"] = _shown_size
    environment.globals["spanners"] = spanners
    return environment


def render_html(document: Document) -> str:
    """Return a document as HTML: every label escaped, every figure with its `data-key`.

    Parameters
    ----------
    document
        The content, such as `make_page(analysis).document`.
    """
    style, script = _style(document), _file("report.js")
    words = page_words(document)
    return template("report.html.j2").render(**words, style=style, script=script, policy=_policy(style, script))


def template(name: str) -> Template:
    """Return a template of the package."""
    return _environment().get_template(name)


def page_words(document: Document) -> dict[str, object]:
    """Return what every template needs: the document, `say` for words and `pieces` for the figures of a cell."""

    def say(key: str, /, **values: object) -> str:
        """Return a text of the page around the content."""
        return term(key, document.language, **values)

    def pieces(cell: Cell, column: Column) -> tuple[Piece, ...]:
        """Return what is printed for a cell."""
        return cell_pieces(cell, column.layout, document.language)

    return {"document": document, "say": say, "pieces": pieces}


def _shown_size(png: bytes) -> tuple[int, int]:
    """Return width and height of a figure on the page: every figure at one scale, so that letters are of one size."""
    width, height = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))  # the header of a PNG
    return round(width * _SCALE), round(height * _SCALE)


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


@cache
def _file(name: str) -> str:
    """Return a file of the package that stands in the page as it is: nothing of a study goes into it."""
    return files("peereval.report").joinpath("templates", name).read_text(encoding="utf-8")


def _style(document: Document) -> str:
    colours = (f".g{place} {{ --group: {colour}; }}" for place, (_, colour) in enumerate(document.groups))
    return "\n".join([_file("report.css"), *colours])


def _policy(style: str, script: str) -> str:
    """Return what the browser may do: show the images of the page, apply this style, run this script."""
    hashes = [f"'sha256-{_base64(sha256(text.encode('utf-8')).digest())}'" for text in (style, script)]
    return (
        f"default-src 'none'; img-src data:; style-src {hashes[0]}; script-src {hashes[1]}; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def spanners(table: Table) -> list[tuple[str, int]]:
    """Return the common headings over neighbouring columns with how many each covers; [] when there are none."""
    runs: list[tuple[str, int]] = []
    for column in table.columns:
        if runs and runs[-1][0] == column.spanner:
            runs[-1] = (column.spanner, runs[-1][1] + 1)
        else:
            runs.append((column.spanner, 1))
    return runs if any(text for text, _ in runs) else []
