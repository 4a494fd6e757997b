"""Every other topic of a dossier in headless Chromium: in French, whose words are the longer ones."""

import shutil
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import peereval as pe
from browser_checks import A4, OUTSIDE, PHONE, SCREEN, THIN, listen

from .conftest import TOPICS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as program:
        made = program.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module", params=[topic for topic in TOPICS if topic != "stigma"])
def opened(request, browser, dossier_of, tmp_path_factory):
    """Return the page of a topic in a tab, with what the browser was asked or said."""
    file = pe.write_dossier(dossier_of(request.param, "fr"), tmp_path_factory.mktemp("topic") / request.param)
    context = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
    tab = context.new_page()
    asked, said = listen(tab)
    tab.goto(file.as_uri())
    yield SimpleNamespace(file=file, tab=tab, asked=asked, said=said)
    context.close()


def test_nothing_hangs_over_at_any_width(opened):
    for size in (SCREEN, PHONE, A4):
        opened.tab.set_viewport_size(size)
        opened.tab.emulate_media(media="print" if size is A4 else "screen")
        assert opened.tab.evaluate(OUTSIDE) == []
        assert opened.tab.evaluate("document.documentElement.scrollWidth") == size["width"]
    opened.tab.set_viewport_size(SCREEN)
    opened.tab.emulate_media(media="screen")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.parentElement.id)"
    assert opened.tab.locator(".scroll").evaluate_all(cut) == []


def test_axe_finds_no_violation(opened):
    opened.tab.set_viewport_size(PHONE)
    every = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(opened.tab, options=every)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_apart(opened, browser, scheme):
    page = browser.new_context(viewport=SCREEN, color_scheme=scheme).new_page()
    page.goto(opened.file.as_uri())
    page.evaluate(THIN)
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": ["color-contrast"]})
    page.context.close()
    assert found.violations_count == 0, found.generate_report()


def test_nothing_left_the_page_and_nothing_was_said(opened):
    assert opened.asked[0] == opened.file.as_uri()
    assert not [address for address in opened.asked if not address.startswith(("file:", "data:", "blob:"))]
    assert opened.said == []
    assert all(len(alt) > 40 for alt in opened.tab.locator("img").evaluate_all("all => all.map(one => one.alt)"))
