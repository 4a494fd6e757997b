import re
from collections import Counter
from io import BytesIO
from itertools import pairwise

import docx
import pytest

from peereval.report.page import make_page
from peereval.report.to_word import render_word
from peereval.terms import term
from report.page_reader import PageReader, english_in

from .docx_reader import W, WordReader, style_of, words_of


@pytest.fixture(scope="module")
def word(report):
    return WordReader((report.folder / "report.docx").read_bytes())  # read once, asked by every test below


@pytest.fixture(scope="module")
def page(report):
    return make_page(report.analysis)


@pytest.fixture(scope="module")
def html(report):
    return PageReader(report.html)


def number_in(text, language):
    """Return the figure that a printed text stands for, with its decimals."""
    plain = re.sub(r"[\s%\u202f]", "", text).replace("−", "-")
    plain = plain.replace(",", ".") if language == "fr" else plain.replace(",", "")
    return float(plain), len(plain.partition(".")[2])


def test_every_figure_in_a_bookmark_is_that_of_results_csv(report, word):
    figures = word.figures
    assert len(figures) > 500
    assert set(figures) == set(word.keys)
    for name, printed in figures.items():
        key, column = word.keys[name]
        text, value = printed, float(report.rows[key][column])
        if "<" in text or ">" in text:
            assert value < 0.001 if "<" in text else 0.999 < value <= 1.0  # a p value is never shown as 0 or 1
            continue
        if needed := re.fullmatch(r"NNT([BH])\u00a0(.*)", text):  # to harm where the figure is below 0
            assert (value < 0) == (needed[1] == "H")
            value, text = abs(value), needed[2]
        shown, decimals = number_in(text, report.language)
        assert shown == pytest.approx(value, abs=0.5001 * 10**-decimals)


def test_the_page_and_the_word_file_print_the_same_figures(word, html):
    printed = [one for one in html.elements if "data-key" in one.attributes]
    on_page = Counter((one.attributes["data-key"], one.attributes["data-column"], one.words) for one in printed)
    assert Counter((*word.keys[name], text) for name, text in word.figures.items()) == on_page


def test_bookmarks_have_names_that_word_takes(word):
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", name) for name in word.bookmarks)
    starts = [one.get(f"{W}id") for one in word.root.iter(f"{W}bookmarkStart")]
    assert len(starts) == len(set(starts))


def test_no_measured_number_stands_in_a_cell_without_a_key(report, page, word):
    files = {str(value) for file in report.analysis.provenance["files"] for value in file.values()}
    # as on the page: names of visits and instruments, and days
    names, days = r"T\d+(, T\d+)*( \(.*\))?", r"\d+ \S+ \d{4} – \d+ \S+ \d{4}"
    asked = [block for block in page.document.blocks() if hasattr(block, "columns")]
    for made, table in zip(word.tables, asked, strict=True):
        for line, row in zip(made[-len(table.rows) :], table.rows, strict=True):
            for cell, told in list(zip(line.cells, row.cells, strict=True))[1:]:
                left = "" if told.said or told.links else cell.own.strip()
                if not re.search(r"\d", left) or left in files or "29" in left:
                    continue
                assert not told.numbers, left
                assert re.fullmatch(f"{names}|{days}", left), left


def test_tables_are_tables_whose_head_is_repeated_and_whose_rows_stay_whole(page, word):
    asked = [block for block in page.document.blocks() if hasattr(block, "columns")]
    assert len(word.tables) == len(asked)
    for made, table in zip(word.tables, asked, strict=True):
        heads = 1 + any(column.spanner for column in table.columns)
        assert [row.head for row in made] == [place < heads for place in range(len(table.rows) + heads)]
        assert all(row.whole for row in made)
        assert all(sum(cell.span for cell in row.cells) == len(table.columns) for row in made)
        above = [cell for cell in made[0].cells for _ in range(cell.span)]
        for column, upper, lower in zip(table.columns, above, made[heads - 1].cells, strict=True):
            assert upper.joined == (None if heads == 1 or column.spanner else "restart")
            assert (upper if upper.joined else lower).text == column.title
            assert not column.spanner or upper.text == column.spanner


def test_captions_are_fields_that_show_their_number_and_can_be_referred_to(page, word):
    numbered = [block for block in page.document.blocks() if getattr(block, "number", 0)]
    for style, kind, mark in (("Caption", "table", "columns"), ("FigureCaption", "figure", "png")):
        captions, blocks = word.paragraphs(style), [block for block in numbered if hasattr(block, mark)]
        assert len(captions) == len(blocks)
        found = {words_of(one).replace("\u00a0", " "): one for one in captions}
        label = term(f"{kind}.word", page.labels.language, number="")
        for block in blocks:
            one = found[f"{label}{block.number}. {block.title}".replace("\u00a0", " ")]
            code = "".join(text.text for text in one.iter(f"{W}instrText"))
            assert re.fullmatch(rf" SEQ {label.strip()} \\\* ARABIC( \\r {block.number})? ", code)
            marked = one.find(f"{W}bookmarkStart").get(f"{W}name")
            assert word.bookmarks[marked].replace("\u00a0", " ") == f"{label}{block.number}"


def test_every_picture_says_in_words_what_it_shows(page, word):
    shown = [one for one in word.root.iter() if one.tag.endswith("}docPr")]
    pictures = [block for block in page.document.blocks() if hasattr(block, "png")]
    assert [one.get("descr") for one in shown] == [picture.alt for picture in pictures]
    assert len({one.get("id") for one in shown}) == len(shown)
    assert all(picture.png in word.parts.values() for picture in pictures)


def stretches(word):
    """Return the pages of one kind, one after the other: their properties, and the tables on them."""
    found, tables = [], []
    for one in word.body:
        tables += [one] if one.tag == f"{W}tbl" else []
        end = one if one.tag == f"{W}sectPr" else one.find(f"{W}pPr/{W}sectPr")
        if end is not None:
            found.append((end, tables))
            tables = []
    return found


def test_no_table_is_wider_than_its_page_and_upright_pages_follow_those_on_their_side(word):
    pages = stretches(word)
    sides = [end.find(f"{W}pgSz").get(f"{W}orient") == "landscape" for end, _ in pages]
    assert not sides[0]
    assert not sides[-1]
    assert all(one != following for one, following in pairwise(sides))
    for end, tables in pages:
        size, margin = end.find(f"{W}pgSz"), end.find(f"{W}pgMar")
        room = int(size.get(f"{W}w")) - int(margin.get(f"{W}left")) - int(margin.get(f"{W}right"))
        for table in tables:
            assert sum(int(one.get(f"{W}w")) for one in table.iter(f"{W}gridCol")) <= room + 20  # rounded to twips
        assert {int(size.get(f"{W}w")), int(size.get(f"{W}h"))} == {11906, 16838}
        assert [one.tag for one in end][:2] == [f"{W}headerReference", f"{W}footerReference"]


def test_banners_stand_above_everything_and_in_the_head_of_every_page(page, word):
    banners = page.document.banners
    first = [words_of(one) for one in word.body.iter(f"{W}p")][: len(banners)]
    assert first == [f"{banner.strong}. {banner.text}" for banner in banners]
    head, foot = (next(word.part(name) for name in word.parts if name.startswith(f"word/{edge}"))
                  for edge in ("header", "footer"))  # fmt: skip
    assert all(banner.strong in words_of(head) for banner in banners)
    codes = [one.text.strip() for one in foot.iter(f"{W}instrText")]
    assert codes == ["PAGE", "NUMPAGES"]


def test_headings_are_words_own_and_the_contents_lead_to_them(page, word):
    document = page.document
    assert [words_of(one) for one in word.paragraphs("Heading1")] == [one.title for one in document.sections]
    lines = word.paragraphs("TOC1")
    anchors = {one.find(f"{W}hyperlink").get(f"{W}anchor"): words_of(one) for one in lines}
    assert len(anchors) == len(document.sections)
    assert {name: word.bookmarks[name] for name in anchors} == anchors
    codes = [text.text for one in lines for text in one.iter(f"{W}instrText")]
    assert sum(code.startswith(" TOC ") for code in codes) == 1


def test_the_file_names_its_language_and_title_and_neither_machine_nor_hour(page, word):
    file = docx.Document(BytesIO(word.data))
    assert file.core_properties.author == "peereval"
    assert file.core_properties.title == page.document.title
    assert file.core_properties.last_modified_by == ""
    assert file.core_properties.created is None
    locale = {"en": "en-GB", "fr": "fr-FR"}[page.labels.language]
    assert {one.get(f"{W}val") for one in word.part("word/styles.xml").iter(f"{W}lang")} == {locale}
    assert {one.date_time for one in word.infos} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_report_gives_the_same_bytes(page, word):
    assert render_word(page.document) == word.data


def test_every_style_used_is_there(word):
    known = {one.get(f"{W}styleId") for one in word.part("word/styles.xml").iter(f"{W}style")}
    assert {style_of(one) for one in word.body.iter(f"{W}p")} <= known


def test_no_english_stands_in_a_french_file(report, word):
    assert bool(english_in(word.visible)) == (report.language == "en")


def test_figures_of_a_french_file_have_a_comma(report, word):
    if report.language == "fr":
        assert not [text for text in word.figures.values() if "." in text]
    else:
        assert any("." in text for text in word.figures.values())
