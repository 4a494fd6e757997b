"""The checklists of a report: every item once, references that exist, figures of results.csv, nothing judged."""

import re
from html import unescape

import pandas as pd
import pytest

from peereval.report.checklists.build import build_checklists
from peereval.report.checklists.evidence import EVIDENCE
from peereval.report.checklists.forms import JUDGEMENTS, WANTED
from peereval.report.checklists.items import judge_item, read_items
from peereval.report.document import Picture
from peereval.report.labels import Labels
from peereval.report.tables.build import build_tables
from peereval.results import Analysis, row_keys
from peereval.terms import _table, term

from .page_reader import PageReader
from .synthetic import make_analysis

# The items of the published checklists: how many points each of the 22 has.
TREND = {1: 3, 2: 2, 3: 4, 4: 8, 5: 1, 6: 3, 7: 1, 8: 3, 9: 1, 10: 2, 11: 4, 12: 6, 13: 1, 14: 4, 15: 1, 16: 2, 17: 3,
         18: 1, 19: 1, 20: 4, 21: 1, 22: 1}  # fmt: skip
STROBE = dict.fromkeys(range(1, 23), 1) | {1: 2, 6: 2, 12: 5, 13: 3, 14: 3, 16: 3}
DOMAINS = ["confounding", "selection", "classification", "deviations", "missing", "measurement", "reported"]
COMPONENTS = ["eligibility", "strategies", "assignment", "time_zero", "outcome", "contrast", "analysis"]
CHECKLISTS = ("trend", "strobe", "target_trial", "robins_i")


def numbered(points):
    """Return the items with their letters: 1a, 1b, 2 ..."""
    letters = "abcdefgh"
    return [f"{item}{letters[place] if points[item] > 1 else ''}" for item in sorted(points)
            for place in range(points[item])]  # fmt: skip


def rows_of(table):
    """Return the rows of items by the beginning of their first cell."""
    return {row.cells[0].text.partition(".")[0]: row for row in table.rows if row.role == "body"}


FIGURES = ("forest", "flow", "timeline", "sensitivity", "sensitivity_2")


def made_of(analysis, figures=FIGURES):
    """Return the labels and checklists of an analysis, its figures not drawn: their names are what matters."""
    labels = Labels(analysis)
    pictures = [Picture(name, number, b"", pd.DataFrame(), "", "", "") for number, name in enumerate(figures, start=1)]
    return labels, {table.id: table for table in build_checklists(labels, build_tables(labels), pictures)}


@pytest.fixture(scope="module", params=["en", "fr"])
def made(request, example_analysis):
    return made_of(example_analysis[request.param])


@pytest.fixture(scope="module")
def outside(example_disclosed):
    return made_of(example_disclosed("fr"))


@pytest.mark.parametrize(("checklist", "points"), [("trend", TREND), ("strobe", STROBE)])
def test_every_item_stands_once_in_its_order(made, checklist, points):
    expected = numbered(points)
    assert sorted(points) == list(range(1, 23))
    assert [item.name for item in read_items(checklist)] == expected
    rows = [row for row in made[1][checklist].rows if row.role == "body"]
    assert [row.cells[0].text.partition(". ")[0] for row in rows] == expected


@pytest.mark.parametrize("checklist", CHECKLISTS)
def test_every_item_has_its_words_and_its_evidence(checklist):
    words = _table()
    for item in read_items(checklist):
        for key in (item.key, *([f"{item.key}.write"] if item.left != "none" else [])):
            assert words[key]["en"].strip()
            assert words[key]["fr"].strip()
            assert words[key]["en"] != words[key]["fr"]
        assert {*item.answers, *item.extra} <= set(EVIDENCE)
        assert item.left in ("none", "some", "all")
        assert all(re.fullmatch(r"(table|figure|section):[a-z_0-9]+", place) for place in item.where)
    assert {name for checklist in CHECKLISTS for item in read_items(checklist)
            for name in (*item.answers, *item.extra, *WANTED.get(item.name, ()))} == set(EVIDENCE)  # fmt: skip


def test_places_lead_to_the_table_or_figure_they_name(report):
    seen = PageReader(report.html)
    by_id = {element.attributes["id"]: element for element in seen.elements if "id" in element.attributes}
    html = report.html
    cells = re.findall(r'<td class="places">(.*?)</td>', html)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', " ".join(cells))
    assert len(links) > 50
    for target, text in links:
        named = f"{unescape(text)}." if target.startswith(("table-", "figure-")) else unescape(text)
        assert named in by_id[target].words[:80]  # the buttons of a table stand before its caption


def test_every_figure_of_a_family_is_a_place(made):
    labels, tables = made
    cell = rows_of(tables["strobe"])["17"].cells[2]
    word = term("figure.word", labels.language, number=4), term("figure.word", labels.language, number=5)
    assert [text for text, target in cell.links if target.startswith("figure-")] == list(word)


def test_places_asked_for_are_known_to_some_report(reports):
    html = reports["en-study"].html
    wanted = {place for checklist in CHECKLISTS for item in read_items(checklist) for place in item.where}
    for place in wanted:
        kind, _, name = place.partition(":")
        assert f'id="{name if kind == "section" else place.replace(":", "-")}"' in html


def test_figures_are_those_of_results_csv(report):
    seen = PageReader(report.html)
    cells = seen.of_class("said")
    assert len(cells) > 20
    # outside of figures with a key: what the author typed, names of visits and instruments, days, levels, versions
    names = r"T\d+|29|95|ISMI-29|ismi29|\d{1,2} \S+ \d{4}|\d+\.\d+\.\d+|CR2|mois \d+|month \d+|\d semaines|\d weeks"
    for cell in cells:
        own = re.sub(r"(as study\.yaml says|selon study\.yaml).*", "", "".join(cell.own), flags=re.DOTALL)
        left = re.sub(names, "", own)
        assert not re.search(r"\d", left), left


def test_figures_say_what_the_results_say(made):
    labels, tables = made
    language, results = labels.language, labels.analysis
    flow = results.result("flow").rows.query("entry == '' and quantity == 'entered' and group == 'treated'")
    row = rows_of(tables["trend"])["12b"]
    numbers = [piece.number for piece in row.cells[3].said if not isinstance(piece, str)]
    entered = flow.loc[flow["visit"] == "T0", "estimate"].item()
    assert entered in [number.value for number in numbers if number.key == "flow/treated/T0/entered"]
    balance = results.result("balance", "stigma").rows.query("quantity == 'largest smd'").set_index("when")["estimate"]
    domain = next(row for row in tables["robins_i"].rows
                  if row.cells[0].text == term("robins_i.weighted", language))  # fmt: skip
    told = [piece.number.value for piece in domain.cells[1].said if not isinstance(piece, str)]
    assert told == [balance["before"], balance["after"]]


def test_items_are_answered_partly_or_open_as_the_report_holds_them(made):
    language, tables = made[0].language, made[1]
    trend, strobe = (rows_of(tables[name]) for name in ("trend", "strobe"))
    answered, partly, left = (term(f"checklist.{name}", language) for name in ("answered", "partly", "open"))
    for rows, item, status in [(trend, "12d", answered), (trend, "6b", partly), (trend, "2a", left),
                               (strobe, "13c", answered), (strobe, "22", left), (strobe, "16a", answered)]:  # fmt: skip
        assert rows[item].cells[1].text == status
        assert bool(rows[item].cells[4].text) == (status != answered)
    open_items = {item.name for item in read_items("trend") if item.left == "all"}
    assert {name for name, row in trend.items() if row.cells[1].text == left} == open_items


def test_the_status_follows_from_what_was_found():
    item = next(item for item in read_items("strobe") if item.name == "13b")  # screened; a table of recruitment
    assert judge_item(item, found=1, places=1) == "answered"
    assert judge_item(item, found=0, places=1) == "partly"
    assert judge_item(item, found=0, places=0) == "open"
    written = next(item for item in read_items("strobe") if item.name == "22")
    assert judge_item(written, found=5, places=5) == "open"


def test_the_program_judges_no_risk_of_bias(made):
    language, tables = made[0].language, made[1]
    table = tables["robins_i"]
    heads = [row.cells[0].text for row in table.rows if row.role == "section"]
    assert heads == [term(f"robins_i.topic.{domain}", language) for domain in (*DOMAINS, "overall")]
    forms = [row for row in table.rows if row.cells[0].text == term("checklist.judgement", language)]
    words = [term(f"judgement.{name}", language) for name in JUDGEMENTS]
    assert len(forms) == len(heads)
    for row in forms:
        assert re.findall(r"☐ (\S+(?: \S+)*)", row.cells[1].text) == words
    others = " ".join(cell.text for row in table.rows if row not in forms for cell in row.cells)
    assert not [word for word in words if re.search(rf"\b{word}\b", others)]
    assert "☑" not in others
    assert "☒" not in others


def test_the_target_trial_has_its_seven_components(made):
    rows = [row.cells[0].text for row in made[1]["target_trial"].rows]
    assert rows == [term(f"target_trial.{name}", made[0].language) for name in COMPONENTS]


def test_checklists_are_numbered_after_every_other_table(made):
    labels, tables = made
    before = len(build_tables(labels))
    assert [(table.id, table.number) for table in tables.values()] == list(
        zip(CHECKLISTS, range(before + 1, before + 5), strict=True)
    )


def test_the_section_stands_after_the_findings(report):
    places = [report.html.index(f'<section id="{name}"') for name in ("findings", "checklists", "provenance")]
    assert places == sorted(places)


def test_outside_the_hospital_only_masked_results_are_said(outside):
    labels, tables = outside
    rows = {key for result in labels.analysis.results for key in row_keys(result)}
    numbers = [number for table in tables.values() for number in table.numbers()]
    assert {number.key for number in numbers} <= rows
    assert any(number.hidden for number in numbers)
    # how many were eligible stands in study.yaml alone, who was still followed counts few people each
    assert not [number.key for number in numbers if number.key.startswith(("exposure/", "absences/"))]
    assert "268" not in " ".join(cell.text for table in tables.values() for row in table.rows for cell in row.cells)
    assert rows_of(tables["trend"])["12c"].cells[1].text == term("checklist.open", labels.language)


WHOLE = make_analysis("en")


def without(*kinds):
    kept = tuple(result for result in WHOLE.results if result.kind not in kinds)
    return Analysis(WHOLE.study, (), WHOLE.provenance, kept)


@pytest.mark.parametrize("kind", sorted({result.kind for result in WHOLE.results}))
def test_each_kind_of_result_may_be_absent(kind):
    _, tables = made_of(without(kind))
    assert list(tables) == list(CHECKLISTS)
    assert kind not in {number.key.split("/")[0] for table in tables.values() for number in table.numbers()}


def test_a_study_without_sensitivity_analyses_or_a_primary_outcome_leaves_items_open():
    kinds = {result.kind for result in WHOLE.results}
    _, tables = made_of(
        without(*(kind for kind in kinds if kind not in ("flow", "baseline", "sites"))), figures=("flow",)
    )
    strobe = rows_of(tables["strobe"])
    for name in ("12e", "17"):
        assert strobe[name].cells[1].text == term("checklist.open", "en")
        assert strobe[name].cells[3].text == ""
        assert strobe[name].cells[4].text
    robins = [row for row in tables["robins_i"].rows if row.role == "body"]
    weighted = next(row for row in robins if row.cells[0].text == term("robins_i.weighted", "en"))
    assert weighted.cells[1].text == ""
    assert weighted.cells[3].text
