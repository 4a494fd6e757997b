"""Pictures: the figure at its own resolution with what it shows in words, its caption and legend below."""

from collections.abc import Iterator
from io import BytesIO

from docx.oxml.ns import qn
from docx.shared import Emu

from peereval.report.document import Picture
from peereval.report.safe_text import clean_text
from peereval.report.word.captions import caption
from peereval.report.word.elements import Node, element, paragraph, run
from peereval.report.word.pages import PORTRAIT
from peereval.report.word.setting import Setting

_EMU = 12700  # to a point
_LEFT_FOR_WORDS = 190.0  # points of a page that a heading above, the caption and the legend may take


def lay_picture(setting: Setting, picture: Picture) -> Iterator[Node]:
    """Yield a picture no wider or higher than a page, its caption below it and its legend below that."""
    _, image = setting.part.get_or_add_image(BytesIO(picture.png))
    width, height = image.width / _EMU, image.height / _EMU
    scale = min(1.0, PORTRAIT.width / width, (PORTRAIT.height - _LEFT_FOR_WORDS) / height)
    inline = setting.part.new_pic_inline(BytesIO(picture.png), Emu(round(width * scale * _EMU)))
    name = setting.say("figure.word", number=picture.number)
    for named in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        for attribute, text in (("id", str(picture.number)), ("name", name), ("descr", clean_text(picture.alt))):
            named.set(attribute, text)
    yield paragraph("Figure", [element("w:r", None, element("w:drawing", None, inline))])
    yield caption(setting, "figure", picture.id, picture.number, picture.title, element("w:keepNext"))
    yield paragraph("Note", [run(picture.caption)])
