"""Documents made by hand: what a writer does with blocks, whatever stands in them."""

from io import BytesIO

import docx
import pytest
from matplotlib.figure import Figure

from peereval.report.document import (
    Banner,
    Box,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Remark,
    Remarks,
    Section,
)
from peereval.report.numbers import Printed
from peereval.report.table import Cell, Column, Number, Row, Table, section, text_row
from peereval.report.to_word import render_word
from peereval.report.word.font_widths import text_width
from peereval.report.word.pages import LANDSCAPE, PORTRAIT
from peereval.report.word.widths import PADDING, fit_table

from .docx_reader import W, WordReader, words_of

HOSTILE = "a\x00b\x0b<w:t>&\ud800\uffff\r\nc"


def document_of(*blocks, language="en", label="A"):
    return Document(
        language, label, label, label, (Banner("internal", label, label),),
        (Section("one", label, blocks), Section("two", "Two", (Heading("Below", "one"),))), ((label, "#0072B2"),),
    )  # fmt: skip


def wide_table(columns, *, number=1, rows=2, text="x"):
    heads = (Column("name", "Name"), *(Column(f"c{place}", "Estimate", "estimate") for place in range(columns)))
    figures = tuple(Number(value, "k/1", column) for value, column in
                    ((-1000.5, "estimate"), (-2000.25, "conf_low"), (-0.5, "conf_high")))  # fmt: skip
    line = Row((Cell(text), *(Cell(numbers=figures) for _ in range(columns))))
    return Table(f"wide-{number}", "Wide", heads, (section("Section"), *(line,) * rows), ("A note.",), number)


def picture(number=1, size=(4.0, 2.0)):
    buffer = BytesIO()
    Figure(figsize=size, dpi=300).savefig(buffer, format="png", dpi=300)
    return Picture(f"picture-{number}", number, buffer.getvalue(), None, "Picture", "Legend.", HOSTILE)


def every_block(label):
    figure = Printed("0.30", Number(0.3, label, "estimate"))
    said = Paragraph((label, figure), "estimate", strong=label, code=label)
    facts = (Fact(label, label, code=True),)
    return (
        said, Heading(label, label), Box((said, said)), Facts(facts),
        Remarks("flags", (Remark(label, label, "raised", ((label, figure),), facts),)),
        Remarks("findings", (Remark("", label, "error", ((label,), (label,)), facts),)),
        Table(label, label, (Column(label, label, spanner=label), Column("b", label)),
              (text_row((label, label), code=[1]),), (label,), 1),
        Table("plain", label, (Column("a", label),), (text_row((label,)),)),
        picture(),
    )  # fmt: skip


def test_no_label_can_break_the_file():
    read = WordReader(render_word(document_of(*every_block(HOSTILE), label=HOSTILE)))
    assert "ab<w:t>&" in read.visible
    assert len(docx.Document(BytesIO(read.data)).tables) == 2
    assert set(read.keys.values()) == {("ab<w:t>&\r\nc", "estimate")}


def test_line_ends_in_a_label_are_line_ends_in_word():
    read = WordReader(render_word(document_of(Paragraph(("one\r\ntwo\nthree",)))))
    (said,) = read.paragraphs("BodyText")
    assert words_of(said) == "onetwothree"
    assert len(list(said.iter(f"{W}br"))) == 2


def test_a_document_may_be_nearly_empty():
    read = WordReader(
        render_word(Document("fr", "Plan", "", "Plan", (), (Section("s", "Titre", (Paragraph(("a",)),)),)))
    )
    assert "Titre" in read.visible
    assert not read.keys


def test_headings_of_the_same_name_keep_bookmarks_of_their_own():
    read = WordReader(render_word(document_of(Heading("First", "same"), Heading("Second", "same"))))
    assert {"First", "Second"} <= set(read.bookmarks.values())


def test_numbers_that_are_not_the_next_are_pinned_so_that_an_update_keeps_them():
    read = WordReader(render_word(document_of(*(wide_table(1, number=number) for number in (3, 4, 2)))))
    codes = ["".join(one.text for one in caption.iter(f"{W}instrText")) for caption in read.paragraphs("Caption")]
    assert [code.partition("\\r")[2].strip() for code in codes] == ["3", "", "2"]


@pytest.mark.parametrize(("columns", "landscape"), [(2, False), (3, False), (5, True), (7, True)])
def test_a_table_is_turned_when_its_words_are_too_wide_for_an_upright_page(columns, landscape):
    fit = fit_table(wide_table(columns), "en")
    assert fit.landscape is landscape
    assert sum(fit.widths) <= (LANDSCAPE if landscape else PORTRAIT).width + 1e-6
    figure = text_width("−1,000.50 [−2,000.25, −0.50]", fit.size)
    assert min(fit.widths[1:]) >= figure + 2 * PADDING


def test_a_table_too_wide_for_any_page_is_still_on_it():
    fit = fit_table(wide_table(20), "en")
    assert fit.landscape
    assert sum(fit.widths) == pytest.approx(LANDSCAPE.width)


def test_a_word_of_any_length_leaves_room_for_the_figures():
    fit = fit_table(wide_table(2, text="x" * 500), "en")
    assert not fit.landscape
    assert sum(fit.widths) <= PORTRAIT.width + 1e-6


def test_pages_on_their_side_end_before_what_stands_upright():
    blocks = wide_table(6, number=1), wide_table(6, number=2), Paragraph(("after",)), wide_table(6, number=3)
    read = WordReader(render_word(document_of(*blocks)))
    ends = [one.get(f"{W}orient") for one in read.root.iter(f"{W}pgSz")]
    assert ends == [None, "landscape", None, "landscape", None]


@pytest.mark.parametrize("size", [(2.0, 1.0), (7.2, 3.0), (7.2, 12.0), (20.0, 1.0)])
def test_a_picture_is_no_larger_than_its_page_and_keeps_its_shape(size):
    read = WordReader(render_word(document_of(picture(size=size))))
    (extent,) = (one for one in read.root.iter() if one.tag.endswith("wordprocessingDrawing}extent"))
    wide, high = (int(extent.get(name)) / 914400 for name in ("cx", "cy"))
    assert wide / high == pytest.approx(size[0] / size[1], rel=0.01)  # a picture is a whole number of dots
    assert 72 * wide <= PORTRAIT.width + 0.1
    assert 72 * high < PORTRAIT.height
    assert wide <= size[0] + 0.01


def test_widths_are_those_of_the_font():
    # Adobe's Times-Roman: T 611, i 278, m 778, e 444, s 389
    assert text_width("Times", 10) == pytest.approx(25.0)
    assert text_width("é", 10) == text_width("e", 10)
    assert text_width("Times", 10, bold=True) > text_width("Times", 10)


def test_what_heads_a_table_goes_with_it_to_its_page():
    blocks = Heading("Head", "head"), Paragraph(("A hint.",), "hint"), wide_table(6), Paragraph(("after",))
    read = WordReader(render_word(document_of(*blocks)))
    ends = [place for place, one in enumerate(read.body) if one.find(f"{W}pPr/{W}sectPr") is not None]
    first, second = (words_of(read.body[place]) for place in ends[:2])
    assert first != "A hint."
    assert second == "A note."
    assert [words_of(one) for one in read.body][ends[0] + 1 :][:3] == ["A", "Head", "A hint."]


# The sequences of ECMA-376, part 1: Word calls a file damaged whose properties stand in another order.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps noProof color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "pBdr": "top left bottom right", "tblBorders": "top left bottom right", "tblCellMar": "top left bottom right",
    "sectPr": "headerReference footerReference type pgSz pgMar", "tbl": "tblPr tblGrid tr", "tc": "tcPr p",
    "style": "name basedOn qFormat pPr rPr tblPr", "docDefaults": "rPrDefault pPrDefault", "sdt": "sdtPr sdtContent",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}  # fmt: skip


def test_properties_stand_in_the_order_of_the_format():
    read = WordReader(render_word(document_of(*every_block("Label"), wide_table(6, number=2), wide_table(2, number=3))))
    seen = set()
    for name in ("word/document.xml", "word/styles.xml", "word/settings.xml"):
        for one in read.part(name).iter():
            kind = one.tag.rpartition("}")[2]
            if kind in ORDER and one.tag.startswith(W):
                places = [ORDER[kind].split().index(child.tag.rpartition("}")[2]) for child in one]
                assert places == sorted(places), one.tag
                seen.add(kind)
    assert seen == set(ORDER)
