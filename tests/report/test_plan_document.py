"""The analysis plan: every part a reader of such a plan looks for, in either language, from the study file alone."""

import re

import docx
import pytest

import peereval as pe
from peereval.errors import PeerevalError
from peereval.planning import write_plan
from peereval.report.document import Fact, Facts, Paragraph
from peereval.report.protocol.build import make_plan
from peereval.report.protocol.outline import make_outline
from peereval.report.protocol.sections.open import open_points
from peereval.report.table import Table
from peereval.report.to_html import render_html
from peereval.study import read_study
from peereval.terms import _table
from planned_study import STUDY, write_planned_study
from small_study import STUDY as SMALL
from small_study import write_small_study

from .page_reader import PageReader, english_in

LOCKED = {"locked": "2026-01-05T10:30:00+00:00", "sha256": "ab" * 32, "peereval": "0.1.0", "reason": "", "earlier": []}
NOW = "2026-01-06T08:00:00+00:00"
# As a researcher would fill it in, with every kind of outcome and of analysis, so that every sentence is said.
RICH = {
    "language: en": "language: fr",
    "registration: NCT00000000": (
        "registration: NCT00000000, version: '1', objective: Réduire la stigmatisation, treatment: Suivi, "
        "comparison: Soins courants, interim: Aucune, responsible: [Équipe], intercurrent_events: {Décès: exclus}"
    ),
    "population: Adults followed in the services": "population: Adultes suivis",
    "text: As computed elsewhere., assumptions: [power 0.8, SD 1.5]": "text: Calcul joint., assumptions: [Puissance]",
    "missing: [delta], delta: {treated: 0.2}": (
        "missing: [delta, copy-increments, jump-to-reference, copy-reference, last-mean-carried-forward], "
        "attendance: {combined: true, by_group: true}"
    ),
    "propensity: [att, overlap]": "propensity: [att, overlap, ate]",
    "  leaving:": "  grade: {column: grade, type: ordinal}\n  visits: {column: calls, type: count}\n  leaving:",
    "  other: {label": "  other: {enters_at: T6, label",
}


@pytest.fixture(scope="module", params=["en", "fr"])
def plan(request, example_study):
    """The plan of the example, not locked."""
    return make_plan(read_study(example_study[request.param] / "study.yaml"), None, NOW)


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """A French study that says everything."""
    text = STUDY
    for before, after in RICH.items():
        assert before in text
        text = text.replace(before, after)
    return read_study(write_planned_study(tmp_path_factory.mktemp("rich"), text))


def texts(document):
    """Yield every text of a document: paragraphs, facts, cells; not what is code."""
    for block in document.blocks():
        if isinstance(block, Paragraph):
            yield "".join(str(piece) for piece in block.pieces)
        elif isinstance(block, Facts):
            yield from (part for fact in block.items if not fact.code for part in (fact.name, fact.content))
        elif isinstance(block, Table):
            yield block.title
            yield from (column.title for column in block.columns)
            yield from (cell.text for row in block.rows for cell in row.cells if not cell.code)


def section(document, name):
    return next(one for one in document.sections if one.id == f"plan-{name}")


def test_every_section_of_such_a_plan_is_there(plan):
    assert [one.id.removeprefix("plan-") for one in plan.sections] == [
        "front",
        "open",
        "design",
        "estimand",
        "outcomes",
        "hypotheses",
        "model",
        "missing",
        "sensitivity",
        "subgroups",
        "description",
        "size",
        "changes",
        "software",
        "references",
    ]
    assert all(one.blocks for one in plan.sections)


def test_tables_are_numbered_through(plan):
    numbers = [block.number for block in plan.blocks() if isinstance(block, Table)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_estimand_has_its_five_attributes(plan):
    table = next(block for block in section(plan, "estimand").blocks if isinstance(block, Table))
    title, *attributes = table.rows
    assert title.role == "section"
    assert len(attributes) == 5
    assert all(len(row.cells) == 2 and row.cells[1].text for row in attributes)


def test_each_score_of_an_outcome_is_a_hypothesis(plan):
    table = next(block for block in section(plan, "hypotheses").blocks if isinstance(block, Table))
    tested = [row for row in table.rows if row.role == "body"]
    assert len(tested) == 1 + 2 + 4  # primary; stigma at T6 and functioning; four scores of quality of life


def test_the_plan_is_in_the_future_and_says_that_nothing_was_randomised():
    """Sentences of the methods paragraph in the past tense do not get into a plan."""
    said = " ".join(text["en"] for key, text in _table().items() if key.startswith("protocol."))
    assert not re.search(r"\b(was|were) (analysed|fitted|estimated|imputed|weighted|tested|compared)\b", said)
    assert "will not be randomised" in said


def test_no_data_file_is_needed(rich, tmp_path):
    assert not (rich.folder / "data.csv").exists()
    page = pe.write_plan(rich, tmp_path / "plan")
    assert sorted(one.name for one in page.parent.iterdir()) == ["manifest.json", "plan.docx", "plan.html"]


def test_a_french_plan_has_no_english_words(rich, tmp_path):
    html = re.sub(r"<code>.*?</code>", "", render_html(make_plan(rich, LOCKED, NOW)))
    words = PageReader(html).words
    assert english_in(words[: words.index("Gamble C, Krishan A")]) == []
    english = read_study(write_planned_study(tmp_path))
    assert len(english_in(PageReader(render_html(make_plan(english, LOCKED, NOW))).words)) > 100


@pytest.mark.parametrize("which", ["rich", "example"])
def test_a_french_plan_has_no_decimal_point(which, rich, example_study):
    study = rich if which == "rich" else read_study(example_study["fr"] / "study.yaml")
    document = make_plan(study, LOCKED, NOW)
    own = ("plan-software", "plan-references")  # versions and the numbers of journals
    kept = [text for one in document.sections if one.id not in own for text in texts(_only(document, one))]
    assert any(re.search(r"\d,\d", text) for text in kept)
    assert [text for text in kept if re.search(r"\d\.\d", text)] == []


def _only(document, one):
    return type(document)(document.language, "", "", "", (), (one,))


def test_what_is_typed_is_printed_word_for_word(rich):
    said = "\n".join(texts(make_plan(rich, None, NOW)))
    for typed in ("Calcul joint.", "Puissance", "Adultes suivis", "Soins courants", "NCT00000000", "Décès", "exclus"):
        assert typed in said
    assert "150" in said
    assert "300" in said  # the total of the planned numbers


def test_open_points_vanish_when_they_are_decided(rich, tmp_path):
    bare = read_study(write_planned_study(tmp_path, re.sub(r"(protocol|sample_size): .*\n", "", STUDY)))
    points = {name for name, _, _ in open_points(make_outline(bare, None, NOW))}
    assert {"objective", "population", "events", "sample_size", "windows", "direction"} <= points
    decided = {name for name, _, _ in open_points(make_outline(rich, None, NOW))}
    assert not decided & {"objective", "population", "events", "sample_size", "families", "covariates"}


def test_a_study_without_a_primary_outcome_has_it_to_decide(tmp_path):
    study = STUDY.replace("primary: true, ", "")
    start, end = study.index("families:"), study.index("sensitivity:")
    read = read_study(write_planned_study(tmp_path, study[:start] + study[end:]))
    assert "primary" in {name for name, _, _ in open_points(make_outline(read, None, NOW))}


def test_a_study_without_scores_has_no_mixed_model_in_its_plan(tmp_path):
    study = SMALL.replace("score, primary: true, important_difference: 0.5}", "score, type: binary, primary: true}")
    read = read_study(write_small_study(tmp_path, study=study))
    said = " ".join(texts(make_plan(read, None, NOW)))
    assert "marginal models" in said
    assert "mixed model" not in said


def test_the_lock_stands_on_the_plan(rich):
    facts = section(make_plan(rich, LOCKED, NOW), "front").blocks[0].items
    assert Fact("SHA-256 des choix", "ab" * 32, code=True).content in [fact.content for fact in facts]
    assert any("5 janvier 2026" in fact.content for fact in facts)
    again = {**LOCKED, "reason": "Avis du comité", "earlier": [LOCKED]}
    said = " ".join(texts(make_plan(rich, again, NOW)))
    assert "Avis du comité" in said


def test_a_plan_written_from_a_study_changed_since_the_lock_says_so(tmp_path):
    file = write_planned_study(tmp_path)
    pe.lock_plan(file)
    assert "changed since" not in write_plan(file).read_text(encoding="utf-8")
    file.write_text(STUDY.replace("seed: 1", "seed: 2").replace("0.5", "0.4"), encoding="utf-8")
    page = write_plan(file).read_text(encoding="utf-8")
    assert "Choices changed since: 2." in page
    assert "Not the locked plan" in page


def test_both_files_open_and_say_the_same(plan, example_study, tmp_path):
    page = write_plan(example_study[plan.language] / "study.yaml", tmp_path / "plan")
    word = docx.Document(str(page.with_name("plan.docx")))
    html = PageReader(page.read_text(encoding="utf-8"))
    captions = [element.words for element in html.elements if element.tag == "caption"]
    assert len(captions) == sum(isinstance(block, Table) for block in plan.blocks())
    paragraphs = [" ".join(one.text.split()) for one in word.paragraphs]
    for one in plan.sections:
        assert one.title in paragraphs
    cells = {" ".join(cell.text.split()) for table in word.tables for row in table.rows for cell in row.cells}
    for block in plan.blocks():
        for row in block.rows if isinstance(block, Table) else ():
            assert {" ".join(cell.text.split()) for cell in row.cells} <= cells


def test_a_plan_is_put_in_place_whole_and_the_one_before_is_kept(rich, tmp_path):
    target = tmp_path / "plan"
    first = write_plan(rich, target).read_bytes()
    write_plan(rich, target)
    assert (tmp_path / "plan.previous" / "plan.html").read_bytes() == first
    (target / "notes.txt").write_text("my own", encoding="utf-8")
    write_plan(rich, target)
    with pytest.raises(PeerevalError, match="holds 1 files that peereval did not write"):
        write_plan(rich, target)
    assert (tmp_path / "plan.previous" / "notes.txt").read_text(encoding="utf-8") == "my own"


def test_a_folder_of_something_else_is_not_replaced(rich, tmp_path):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "protocol.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PeerevalError, match="is not a report"):
        write_plan(rich, tmp_path / "plan")
    assert (tmp_path / "plan" / "protocol.txt").read_text(encoding="utf-8") == "mine"


def test_labels_are_escaped(rich, tmp_path):
    study = STUDY.replace("en: Controls", 'en: "<script>alert(1)</script>"')
    page = pe.write_plan(write_planned_study(tmp_path, study), tmp_path / "out")
    text = page.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
