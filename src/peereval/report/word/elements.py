"""Elements of a Word document, made one by one: python-docx's own tables take a second for a few hundred cells."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

from peereval.report.safe_text import clean_text

Node = BaseOxmlElement
"""An element of the document."""

_LINE_END = re.compile(r"\r\n?|\n")
_name = cache(qn)
_NAMES = {prefix: nsmap[prefix] for prefix in ("w", "r")}


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Node) -> Node:
    """Return an element with its attributes and children.

    Parameters
    ----------
    tag, attributes
        Names with their prefix, such as `"w:tbl"`; attributes without a prefix stay without one.
    *children
        What stands in it, in the order the format asks for.
    """
    named = {_name(key) if ":" in key else key: clean_text(str(text)) for key, text in (attributes or {}).items()}
    made: Node = oxml_parser.makeelement(_name(tag), named, _NAMES)
    made.extend(children)
    return made


def value(tag: str, text: str | int) -> Node:
    """Return an element that is one value: `<w:sz w:val="18"/>`."""
    return element(tag, {"w:val": text})


def run(text: str, *marks: Node) -> Node:
    """Return a run of text; line ends become breaks, what XML cannot hold is left out.

    Parameters
    ----------
    text
        The words.
    *marks
        Properties of the run, such as `bold()`, in the order the format asks for.
    """
    made = element("w:r")
    if marks:
        made.append(element("w:rPr", None, *marks))
    for place, line in enumerate(_LINE_END.split(clean_text(text))):
        if place:
            made.append(element("w:br"))
        if line:
            words = element("w:t", {"xml:space": "preserve"})
            words.text = line
            made.append(words)
    return made


def paragraph(style: str, content: Iterable[Node], *properties: Node) -> Node:
    """Return a paragraph in a style, with properties of its own in the order the format asks for."""
    return element("w:p", None, element("w:pPr", None, value("w:pStyle", style), *properties), *content)


def bold() -> Node:
    """Return what makes a run bold."""
    return element("w:b")


def colour(hexadecimal: str) -> Node:
    """Return what gives a run a colour."""
    return value("w:color", hexadecimal.lstrip("#"))


def code_marks() -> tuple[Node, ...]:
    """Return what shows a run as text of a file: fixed width, and never checked for spelling."""
    return value("w:rStyle", "Code"), element("w:noProof")
