"""The dossier of STIGMA in headless Chromium: quiet, accessible, printable, as the report is."""

import re
import shutil
import subprocess
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import peereval as pe
from browser_checks import A4, OUTSIDE, PHONE, SCREEN, THIN, listen

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as program:
        made = program.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module", params=["en", "fr"])
def opened(request, browser, example_study, tmp_path_factory):
    """Return the dossier with the data of the simulated study in a tab, and what the browser was asked or said."""
    dossier = pe.reproduce_stigma(example_study[request.param] / "study.yaml", language=request.param)
    file = pe.write_dossier(dossier, tmp_path_factory.mktemp("dossier") / "stigma")
    context = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
    tab = context.new_page()
    asked, said = listen(tab)
    tab.goto(file.as_uri())
    yield SimpleNamespace(file=file, tab=tab, asked=asked, said=said)
    context.close()


@pytest.fixture
def tab(opened):
    opened.tab.set_viewport_size(SCREEN)
    opened.tab.emulate_media(media="screen", color_scheme="light")
    return opened.tab


def test_the_figure_has_words_for_those_who_do_not_see_it(tab):
    words = tab.locator("img").evaluate_all("all => all.map(one => one.alt)")
    assert words
    assert all(len(alt) > 40 for alt in words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_apart(opened, browser, scheme):
    page = browser.new_context(viewport=SCREEN, color_scheme=scheme).new_page()
    page.goto(opened.file.as_uri())
    page.evaluate(THIN)
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": ["color-contrast"]})
    page.context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_axe_finds_no_violation_and_nothing_hangs_over(tab, size):
    tab.set_viewport_size(size)
    found = Axe().run(tab, options={"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate(OUTSIDE) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_printed_pages_hold_every_table_and_the_figure(tab, tmp_path):
    tab.set_viewport_size(A4)
    tab.emulate_media(media="print")
    assert tab.evaluate(OUTSIDE) == []
    assert tab.locator("button").evaluate_all("all => all.filter(one => one.offsetWidth > 0).length") == 0
    tab.pdf(path=tmp_path / "stigma.pdf", prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", tmp_path / "stigma.pdf", "-"], capture_output=True, text=True, check=True)
    captions = tab.locator("caption b").count()
    assert captions > 30
    # the title of an article's table may hold such words as well
    assert {int(one) for one in re.findall(r"(?:Table|Tableau) (\d+)\. ", text.stdout)} == set(range(1, captions + 1))


def test_no_cell_of_a_published_table_is_blank(tab):
    tables = "figure[id^=table-stigma_] tbody td, figure[id^=table-smit] tbody td"
    blank = tab.locator(tables).evaluate_all("all => all.filter(one => !one.innerText.trim()).length")
    assert blank == 0


def test_nothing_left_the_page_and_nothing_was_said(opened):
    assert opened.asked[0] == opened.file.as_uri()
    assert not [address for address in opened.asked if not address.startswith(("file:", "data:", "blob:"))]
    assert opened.said == []
