import re
from base64 import b64decode, b64encode
from hashlib import sha256
from importlib.resources import files

import pytest

from peereval.report.page import make_page
from peereval.report.to_html import render_html
from peereval.report.write import write_report

from .page_reader import PageReader, english_in


def script_of(html):
    """Return the text of the one script of a page."""
    (script,) = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    return script


def style_of(html):
    """Return the text of the one style of a page."""
    (style,) = re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    return style


@pytest.fixture(scope="module")
def seen(report):
    return PageReader(report.html)


def number_in(text):
    """Return the figure that a printed text stands for, with its decimals, in either language."""
    plain = re.sub(r"[\s%<>\u202f]", "", text).replace("−", "-")
    plain = re.sub(r",(?=\d{3}(\D|$))", "", plain) if "." in plain or re.search(r"\d,\d{3}$", plain) else plain
    plain = plain.replace(",", ".")
    return float(plain), len(plain.partition(".")[2])


def test_every_figure_has_the_key_of_a_row_and_its_value(report, seen):
    printed = [element for element in seen.elements if "data-key" in element.attributes]
    assert len(printed) > 500
    for element in printed:
        row = report.rows[element.attributes["data-key"]]
        assert row[element.attributes["data-column"]], element.attributes
        value = float(row[element.attributes["data-column"]])
        shown = element.words
        if "<" in shown:
            assert value < 0.001
            continue
        if ">" in shown:
            assert 0.999 < value <= 1.0  # a p value, which is never shown as 1
            continue
        if needed := re.fullmatch(r"NNT([BH])\u00a0(\d+)", shown):  # to harm where the figure is below 0
            assert int(needed[2]) == round(abs(value))
            assert (needed[1] == "B") == (value > 0)
            continue
        figure, decimals = number_in(shown if report.language == "en" else shown.replace(",", "."))
        assert figure == pytest.approx(value, abs=0.5001 * 10**-decimals)


def test_no_digit_in_a_figure_stands_without_a_key(seen):
    cells = seen.of_class("num")
    assert cells
    for cell in cells:
        if "data-key" not in cell.attributes:
            assert not re.search(r"\d", "".join(cell.own))


def test_cells_that_are_not_figures_hold_no_measured_number(report, seen):
    # sentences with figures among them are read in test_checklists.py; places are numbers of tables
    other = ("num", "said", "places")
    words = [cell.words for cell in seen.elements if cell.tag == "td" and cell.attributes.get("class") not in other]
    files = {str(value) for file in report.analysis.provenance["files"] for value in file.values()}
    left = {text.strip() for text in words if re.search(r"\d", text)} - files
    # visits are names, alone or in patterns of attendance; so are the names of instruments, and days are no measures
    names, days = r"T\d+(, T\d+)*( \(.*\))?", r"\d+ \S+ \d{4} – \d+ \S+ \d{4}"
    assert not [text for text in left if not re.fullmatch(f"{names}|{days}", text) and "29" not in text]


def test_french_has_a_comma_and_semicolons_between_bounds(report, seen):
    if report.language == "en":
        assert any("." in element.words for element in seen.of_class("num"))
        return
    for element in seen.of_class("num"):
        assert "." not in element.words
        if "[" in element.words:
            assert re.search(r"\[[^;]+\u00a0; [^;]+\]", element.words)


def test_no_english_stands_in_a_french_report(report, seen):
    assert bool(english_in(seen.words)) == (report.language == "en")


def test_nothing_is_asked_of_the_network(report, seen):
    inside = ("data:image/png;base64,", "data:text/csv;charset=utf-8;base64,", "#")
    for element in seen.elements:
        for name in ("src", "href", "srcset", "poster", "data", "action"):
            value = element.attributes.get(name) or ""
            assert value.startswith(inside) or not value
        assert element.tag not in ("iframe", "object", "link")
    assert not re.search(r"url\(|@import", report.html)


def test_the_browser_may_run_one_script_and_apply_one_style(report, seen):
    script = files("peereval.report").joinpath("templates/report.js").read_text(encoding="utf-8")
    assert script_of(report.html) == script
    policy = next(e.attributes["content"] for e in seen.elements if "http-equiv" in e.attributes)
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style_of(report.html), script)]
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|import|eval|innerHTML|https?:", script)


def test_the_data_of_every_figure_are_those_of_its_file(report, seen):
    links = {e.attributes["download"]: e.attributes["href"] for e in seen.elements if "download" in e.attributes}
    written = {path.name: path.read_bytes() for path in (report.folder / "figures").glob("*.csv")}
    assert {name: b64decode(link.partition("base64,")[2]) for name, link in links.items()} == written
    assert report.html.count("data:text/csv") == len(written)


def test_the_contents_list_every_numbered_table_and_figure(report, seen):
    listed = [e.attributes["href"] for e in seen.elements if e.tag == "a" and "href" in e.attributes]
    shown = {e.attributes["id"] for e in seen.elements if e.tag == "figure"} - {"table-attendance"}
    assert len(shown) > 30
    assert {f"#{name}" for name in shown} <= set(listed)


def test_readers_who_do_not_see_find_their_way(report, seen):
    by_tag = {
        tag: [e for e in seen.elements if e.tag == tag] for tag in ("html", "img", "table", "caption", "th", "nav")
    }
    assert by_tag["html"][0].attributes["lang"] == report.language
    assert len(by_tag["caption"]) == len(by_tag["table"])
    assert all(len(image.attributes["alt"]) > 40 for image in by_tag["img"])
    assert all(head.attributes.get("scope") in ("col", "row", "colgroup", "rowgroup") for head in by_tag["th"])
    assert by_tag["nav"][0].attributes["aria-label"]
    ids = {element.attributes["id"] for element in seen.elements if "id" in element.attributes}
    links = [e.attributes["href"] for e in seen.elements if e.tag == "a" and "download" not in e.attributes]
    assert all(link[1:] in ids for link in links)
    tools = [e for e in seen.elements if e.tag == "button" or "download" in e.attributes]
    names = [tool.attributes["aria-label"] for tool in tools]
    assert len(set(names)) == len(names) > 40
    assert all(tool.words.lower() in tool.attributes["aria-label"].lower() for tool in tools)


def test_simulated_data_are_said_to_be_so_before_anything_else(report, seen):
    banner = {"en": "Simulated data", "fr": "Données simulées"}[report.language]
    assert seen.words.index(banner) < seen.words.rindex("STIGMA")


def test_labels_are_words_and_never_code(analysis_of, tmp_path):
    bad = "<script>alert(1)</script>"
    groups = {"control": (bad, bad), "treated": ('"><img src=x onerror=y>', "{{ 7 * 7 }}"), "prefollowed": ("a", "b")}
    html = write_report(analysis_of("en", groups=groups, simulated=False), tmp_path / "r").read_text(encoding="utf-8")
    seen = PageReader(html)
    assert bad in seen.words
    assert len([element for element in seen.elements if element.tag == "script"]) == 1
    assert not [element for element in seen.elements if "onerror" in element.attributes]


def test_the_first_screen_says_a_caution_of_several_files_once(example_analysis):
    page = render_html(make_page(example_analysis["en"]).document)
    first, _, rest = page.partition('<section id="findings"')
    findings, _, _ = rest.partition('<section id="checklists"')
    said = "more than 6 weeks from month 6, counted from the first visit"
    assert sum(said in one.message() for one in example_analysis["en"].findings) == 2
    assert (first.count(said), findings.count(said)) == (1, 2)
