"""External reports under attack: no hidden count can be worked out of all that is published."""

import csv
import io
import json
import re

import pandas as pd
import pytest
from openpyxl import load_workbook

import peereval as pe
from peereval.report.write import write_report

from .disclosure_attack import COUNTS, Attack
from .disclosure_sums import SMALLEST, state_sums
from .every_output import read_every_output, read_paragraphs
from .page_reader import PageReader
from .word.docx_reader import WordReader

SIGN = {"en": "[c]", "fr": "[s]"}
INDIVIDUAL = {"minimum", "maximum"}


def read_rows(folder):
    return pd.read_csv(folder / "results.csv")


@pytest.fixture(scope="module", params=["en", "fr"])
def external(request, example_analysis, example_disclosed, tmp_path_factory):
    """Return a written external report, and the analysis it was made of."""
    folder = tmp_path_factory.mktemp(f"external-{request.param}") / "results"
    write_report(example_disclosed(request.param), folder)
    return request.param, folder, example_analysis[request.param]


@pytest.fixture(scope="module")
def inside(reports):
    """Return results.csv of the internal report."""
    return read_rows(reports["en-study"].folder)


def attack_on(rows, analysis):
    study = analysis.study
    attack = Attack(rows)
    state_sums(attack, list(study.visits), list(study.groups), list(study.model.covariates))
    return attack


def true_counts(rows):
    counted = [row.quantity in COUNTS.get(row.kind, ()) for row in rows.itertuples()]
    return {row.key: round(row.estimate) for row in rows[counted].itertuples()}


def test_every_hidden_count_has_two_possible_whole_numbers_and_the_true_one_is_possible(external, inside):
    _language, folder, analysis = external
    attack = attack_on(read_rows(folder), analysis)
    assert len(attack.hidden) > 100
    assert attack.determined(true_counts(inside)) == []


def test_every_small_count_is_hidden(external, inside):
    rows = read_rows(external[1]).set_index("key")
    small = [key for key, count in true_counts(inside).items() if 0 < count < SMALLEST]
    assert len(small) > 100
    assert set(rows.loc[small, "note"]) == {"hidden"}


def test_hiding_small_counts_alone_would_give_them_away(inside, example_analysis):
    counted = pd.Series([row.quantity in COUNTS.get(row.kind, ()) for row in inside.itertuples()])
    rows = inside[counted].copy()
    rows.loc[rows["estimate"].between(1, SMALLEST - 1), ["estimate", "note"]] = [float("nan"), "hidden"]
    found = attack_on(rows, example_analysis["en"]).determined()
    assert len(found) > 50


def test_no_writer_prints_what_results_csv_hides(external):
    language, folder, _ = external
    rows = read_rows(folder).set_index("key")
    hidden = set(rows.index[rows["note"] == "hidden"])
    words = {SIGN[language], {"en": "hidden", "fr": "masqué"}[language]}
    page = PageReader((folder / "report.html").read_text(encoding="utf-8"))
    printed = [one for one in page.elements if "data-key" in one.attributes]
    assert len(printed) > 500
    assert {one.attributes["data-key"] for one in printed} <= set(rows.index)
    assert {one.words for one in printed if one.attributes["data-key"] in hidden} <= words
    book = load_workbook(folder / "tables.xlsx")
    keys = {row[2] for row in book["keys"].iter_rows(min_row=2, values_only=True)}
    assert keys <= set(rows.index) - hidden
    for path in sorted(folder.glob("*.docx")):
        word = WordReader(path.read_bytes())
        assert {key for key, _ in word.keys.values()} <= set(rows.index)
        assert {text for name, text in word.figures.items() if word.keys[name][0] in hidden} <= words
    assert sorted(path.name for path in folder.glob("*.docx")) == ["checklists.docx", "report.docx"]
    for path in (folder / "figures").glob("*.csv"):
        drawn = pd.read_csv(path)
        told = drawn[drawn["key"].isin(hidden)]
        assert told["estimate"].isna().all()
        assert set(drawn["key"]) <= set(rows.index)


def test_no_individual_values_no_sites_no_rows_no_files(external):
    _language, folder, analysis = external
    rows = read_rows(folder)
    people = rows[rows["kind"] != "measure"]
    assert not set(people["quantity"]) & INDIVIDUAL
    assert not set(rows["kind"]) & {"leave_one_site_out", "site_influence"}
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".csv"}
    texts = read_every_output(folder)
    assert {"report.docx/word/document.xml", "tables.xlsx/xl/workbook.xml", "report.html"} <= set(texts)
    assert not [name for name in texts if name.endswith((".svg", ".pdf"))]
    everything = "\n".join(texts.values())
    for file in analysis.provenance["files"]:
        assert file["path"] not in everything
    sites = {str(row) for result in analysis.of_kind("site_influence") for row in result.rows["site"]}
    assert len(sites) > 10
    assert not sites & set(re.findall(r"\w+", everything))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["audience"] == "external"
    assert not any(finding["rows"] or finding["fix"] for finding in manifest["findings"])
    assert {name for file in manifest["files"] for name in file} == {
        "path",
        "sha256",
        "encoding",
        "separator",
        "decimal",
    }


def test_sentences_say_no_small_number(external):
    """Findings, notes, methods and checklists hold no number from 1 to 10 beside a word for people, rows or visits."""
    _language, folder, _ = external
    page = PageReader((folder / "report.html").read_text(encoding="utf-8"))
    said = [one.words for one in page.elements if one.tag in {"p", "li", "dd"}]
    said += [one for path in folder.glob("*.docx") for one in read_paragraphs(path)]
    prose = "\n".join(said)
    pattern = r"(?<![\d.,])(\d+) (?:rows|lignes|participants?|people|personnes|values|valeurs|visits|visites)\b"
    assert re.findall(pattern, "5 rows and 12 people") == ["5", "12"]
    numbers = {int(found) for found in re.findall(pattern, prose.replace("\u00a0", " "))}
    # the threshold itself is said: numbers "of 1 to 10 people", "fewer than 11 people"
    assert not {number for number in numbers if 0 < number < SMALLEST - 1}


def test_metadata_of_the_workbook_name_no_one(external):
    book = load_workbook(external[1] / "tables.xlsx")
    assert book.properties.creator == "peereval"
    assert book.properties.lastModifiedBy is None
    text = io.StringIO()
    csv.writer(text).writerows(row for sheet in book for row in sheet.iter_rows(values_only=True))
    assert SIGN[external[0]] in text.getvalue()


def test_disclosing_twice_changes_nothing(example_disclosed):
    once = example_disclosed("en")
    assert pe.disclose(once) is once
    with pytest.raises(pe.DisclosureError, match="made fit to leave"):
        write_report(once, "unused", audience="internal")
