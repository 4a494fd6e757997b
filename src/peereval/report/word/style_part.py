"""The styles part of the package, written from the looks."""

from collections.abc import Iterator

from docx.styles.styles import Styles

from peereval.report.word.elements import Node, element, value
from peereval.report.word.styles import BUILT_IN, INK, LOOKS, MONO, SERIF, Look
from peereval.terms import Language

LOCALES: dict[Language, str] = {"en": "en-GB", "fr": "fr-FR"}
"""The language of the words, for the spelling checker and for readers that speak."""


def write_styles(styles: Styles, language: Language) -> None:
    """Put the house's styles in the place of all that python-docx's template holds."""
    root = styles.element
    for child in list(root):
        root.remove(child)
    root.append(_defaults(language))
    root.append(_style("paragraph", "Normal", "Normal", default=True))
    root.append(_style("character", "DefaultParagraphFont", "Default Paragraph Font", default=True))
    root.append(_style("table", "TableNormal", "Normal Table", _no_borders(), default=True))
    root.append(_style("character", "Code", "HTML Code", element("w:rPr", None, _fonts(MONO), value("w:sz", 16))))
    root.extend(_paragraph_style(look) for look in LOOKS)


def _defaults(language: Language) -> Node:
    """Return the font, size and language of every word that says nothing else."""
    locale = {"w:val": LOCALES[language], "w:eastAsia": LOCALES[language], "w:bidi": "ar-SA"}
    marks = (_fonts(SERIF), value("w:color", INK), value("w:sz", 21), value("w:szCs", 21), element("w:lang", locale))
    spacing = element("w:spacing", {"w:before": 0, "w:after": 0, "w:line": 240, "w:lineRule": "auto"})
    words = element("w:rPrDefault", None, element("w:rPr", None, *marks))
    lines = element("w:pPrDefault", None, element("w:pPr", None, element("w:widowControl"), spacing))
    return element("w:docDefaults", None, words, lines)


def _style(kind: str, name: str, title: str, *content: Node, default: bool = False, based: str = "") -> Node:
    own = name not in BUILT_IN
    told: dict[str, object] = {"w:type": kind, "w:styleId": name}
    told |= ({"w:default": 1} if default else {}) | ({"w:customStyle": 1} if own else {})
    made = element("w:style", told, value("w:name", title))
    made.extend([value("w:basedOn", based)] if based else [])
    # the gallery shows what people write with; styles of this report stay in the whole list
    made.extend([] if own else [element("w:qFormat")])
    made.extend(content)
    return made


def _fonts(name: str) -> Node:
    return element("w:rFonts", {f"w:{script}": name for script in ("ascii", "hAnsi", "eastAsia", "cs")})


def _no_borders() -> Node:
    """Return what tables without a style have: narrow margins left and right of each cell."""
    margins = (element(f"w:{side}", {"w:w": 0, "w:type": "dxa"}) for side in ("top", "left", "bottom", "right"))
    return element("w:tblPr", None, element("w:tblCellMar", None, *margins))


def _paragraph_style(look: Look) -> Node:
    content = (element("w:pPr", None, *_paragraph(look)), element("w:rPr", None, *_run(look)))
    return _style("paragraph", look.id, look.name, *content, based=look.based)


def _paragraph(look: Look) -> Iterator[Node]:
    """Yield the properties of the paragraph, in the order the format asks for."""
    if look.keep_next:
        yield element("w:keepNext")
    if look.keep_lines:
        yield element("w:keepLines")
    borders = (("w:top", look.top, 3), ("w:left", look.side, 6))
    drawn = [
        element(side, {"w:val": "single", "w:sz": 6, "w:space": space, "w:color": shade})
        for side, shade, space in borders
        if shade
    ]
    if drawn:
        yield element("w:pBdr", None, *drawn)
    if look.tab:
        yield element("w:tabs", None, element("w:tab", {"w:val": "left", "w:pos": twips(look.tab)}))
    if spacing := dict(_spacing(look)):
        yield element("w:spacing", spacing)
    if look.left:
        yield element("w:ind", {"w:left": twips(look.left), "w:hanging": twips(look.hanging)})
    if look.align:
        yield value("w:jc", look.align)
    if look.outline >= 0:
        yield value("w:outlineLvl", look.outline)


def _spacing(look: Look) -> Iterator[tuple[str, str | int]]:
    if look.before >= 0:
        yield "w:before", twips(look.before)
    if look.after >= 0:
        yield "w:after", twips(look.after)
    if look.line >= 0:
        yield from (("w:line", round(240 * look.line)), ("w:lineRule", "auto"))


def _run(look: Look) -> Iterator[Node]:
    """Yield the properties of the words, in the order the format asks for."""
    if look.font:
        yield _fonts(look.font)
    if look.bold:
        yield element("w:b")
    if look.italic:
        yield element("w:i")
    if look.colour:
        yield value("w:color", look.colour)
    if look.size:
        yield value("w:sz", round(2 * look.size))
        yield value("w:szCs", round(2 * look.size))


def twips(points: float) -> int:
    """Return points as twentieths of a point, the unit of the format."""
    return round(20 * points)
