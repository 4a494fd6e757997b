"""The report of the example in headless Chromium: quiet, accessible, printable, its buttons do what they say."""

import csv
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from browser_checks import A4, OUTSIDE, PHONE, SCREEN, THIN, listen

pytestmark = pytest.mark.browser

CELLS = """(table) => Array.from(table.rows, row => Array.from(row.cells).flatMap(cell =>
    [cell.innerText.replace(/[ \\n]+/g, " ").replace(/^ | $/g, ""), ...Array(cell.colSpan - 1).fill("")]))"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as program:
        made = program.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module", params=["en", "fr"])
def opened(request, browser, reports):
    """Return the report of a language in a tab, with everything that the browser was asked or said of it."""
    file = reports[f"{request.param}-study"].folder / "report.html"
    # without motion: a page that still glides may carry a button away from under the pointer
    context = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
    tab = context.new_page()
    asked, said = listen(tab)
    tab.goto(file.as_uri())
    yield SimpleNamespace(language=request.param, file=file, tab=tab, asked=asked, said=said)
    context.close()


@pytest.fixture
def tab(opened):
    """Return the tab as a reader finds it: on a screen, light."""
    opened.tab.set_viewport_size(SCREEN)
    opened.tab.emulate_media(media="screen", color_scheme="light")
    return opened.tab


@pytest.fixture
def fresh(opened, browser):
    """Return a tab of its own: where the clipboard was given, Chromium refuses a page its second download."""
    context = browser.new_context(viewport=SCREEN)
    made = context.new_page()
    made.goto(opened.file.as_uri())
    yield made
    context.close()


def saved(tab, button):
    with tab.expect_download() as waiting:
        button.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_table_is_copied_as_it_is_printed(tab):
    table = tab.locator("#table-change_contrasts")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    table.locator("button[data-act=copy]").click()
    tab.wait_for_function("document.getElementById('said').textContent")
    assert tab.inner_text("#said") == table.locator("button[data-act=copy]").get_attribute("data-done")
    lines = [line.split("\t") for line in tab.evaluate("navigator.clipboard.readText()").split("\n")]
    assert lines == table.locator("table").evaluate(CELLS)
    assert any(re.fullmatch(r"−0[.,]29 \[−0[.,]43(,|\u00a0;) −0[.,]15]", cell) for line in lines for cell in line)
    assert tab.evaluate("document.activeElement.dataset.act") == "copy"


def test_a_table_is_saved_as_csv_of_the_language(fresh, opened):
    for name in ("change_contrasts", "balance", "baseline", "attendance"):  # with and without common headings
        table = fresh.locator(f"#table-{name}")
        called, content = saved(fresh, table.locator("button[data-act=csv]"))
        assert called == f"{name}.csv"
        assert content.startswith("\ufeff".encode())
        lines = csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";" if opened.language == "fr" else ",")
        assert list(lines) == table.locator("table").evaluate(CELLS)


def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(fresh):
    figure = fresh.locator("#table-measures")
    cell = figure.locator("tbody td").first
    before = cell.inner_html()
    for risky, safe in (('=cmd|"x"!A0', '\'=cmd|"x"!A0'), ("\u00a0@SUM(1)", "'\u00a0@SUM(1)"), ("−1,5; x", "−1,5; x")):
        cell.evaluate("(one, text) => { one.textContent = text }", risky)
        _, content = saved(fresh, figure.locator("button[data-act=csv]"))
        text = content.decode("utf-8-sig")
        assert f'"{safe.replace(chr(34), chr(34) * 2)}"' in text or safe in text
        assert not re.search(r"(^|[;,])\"?\s*[=@+-]", text, flags=re.MULTILINE)
    cell.evaluate("(one, html) => { one.innerHTML = html }", before)


def test_a_figure_and_its_data_are_one_click_away(fresh, opened):
    for place in (0, -1):
        figure = fresh.locator("figure:has(img)").nth(place)
        for tool in (figure.locator("a[download]"), figure.locator("button[data-act=png]")):
            name, content = saved(fresh, tool)
            assert content == (opened.file.parent / "figures" / name).read_bytes()


def test_every_figure_has_words_for_those_who_do_not_see_it(tab):
    words = tab.locator("img").evaluate_all("all => all.map(one => one.alt)")
    assert len(words) > 10
    assert all(len(alt) > 40 for alt in words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_apart(opened, browser, scheme):
    page = browser.new_context(viewport=SCREEN, color_scheme=scheme).new_page()
    page.goto(opened.file.as_uri())
    page.evaluate(THIN)
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": ["color-contrast"]})
    plates = page.locator("figure img").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    page.context.close()
    assert found.violations_count == 0, found.generate_report()
    assert set(plates) == {"rgb(255, 255, 255)"}  # figures are drawn for white paper


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_axe_finds_no_violation_and_nothing_hangs_over(tab, size):
    tab.set_viewport_size(size)
    found = Axe().run(tab, options={"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate(OUTSIDE) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_printed_pages_hold_every_table_and_figure(tab, opened, tmp_path):
    tab.set_viewport_size(A4)
    tab.emulate_media(media="print")
    assert tab.evaluate(OUTSIDE) == []
    assert tab.locator("table").evaluate_all("all => all.filter(one => one.clientWidth > 0).length") > 40
    assert tab.locator("button").evaluate_all("all => all.filter(one => one.offsetWidth > 0).length") == 0
    tab.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    facts = subprocess.run(["pdfinfo", tmp_path / "report.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size: +59\d\.?\d* x 84\d", facts)
    text = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, text=True, check=True)
    assert len(re.findall(r"(?:Table|Tableau) \d+\. ", text.stdout)) == tab.locator("caption b").count()


def test_the_page_is_complete_without_its_script(tab, opened, browser):
    context = browser.new_context(viewport=SCREEN, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(opened.file.as_uri())
    for part in ("nav", "h1", "figcaption", "table", ".note", "p"):
        assert plain.locator(part).all_text_contents() == tab.locator(part).all_text_contents()
    assert plain.locator("button:visible").count() == 0
    assert tab.locator("button:visible").count() > 40
    assert plain.locator("a[download]:visible").count() == tab.locator("img").count()
    context.close()


def test_nothing_left_the_page_and_nothing_was_said(opened):
    assert opened.asked[0] == opened.file.as_uri()
    assert not [address for address in opened.asked if not address.startswith(("file:", "data:", "blob:"))]
    assert opened.said == []
