"""A report of less than everything: fewer outcomes, groups, kinds of results."""

import pytest

from peereval.report.flags import raise_flags
from peereval.report.labels import Labels
from peereval.report.methods.section import methods_paragraph
from peereval.report.sentences import primary_headlines
from peereval.report.tables.build import build_tables
from peereval.report.write import write_report
from peereval.results import Analysis

from .page_reader import PageReader
from .synthetic import make_analysis

WHOLE = make_analysis("en")
KINDS = sorted({result.kind for result in WHOLE.results})


def without(*kinds):
    kept = tuple(result for result in WHOLE.results if result.kind not in kinds)
    return Analysis(WHOLE.study, (), WHOLE.provenance, kept)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_result_may_be_absent(kind):
    labels = Labels(without(kind))
    tables = build_tables(labels)
    assert kind not in {number.key.split("/")[0] for table in tables for number in table.numbers()}
    assert [table.number for table in tables] == list(range(1, len(tables) + 1))
    assert methods_paragraph(labels)
    assert raise_flags(labels)
    assert bool(primary_headlines(labels)) == (kind not in ("measure", "change_contrasts"))


def test_a_study_without_models_still_has_a_report(tmp_path):
    analysis = without(*(kind for kind in KINDS if kind not in ("flow", "baseline")))
    seen = PageReader(write_report(analysis, tmp_path / "r").read_text(encoding="utf-8"))
    assert "No outcome is marked as primary" in seen.words
    assert [element.words for element in seen.elements if element.tag == "code"][:1] == ["primary: true"]
    assert sum(element.tag == "img" for element in seen.elements) == 1


def test_a_folder_that_cannot_be_made_is_said_in_plain_words(tmp_path):
    from peereval.errors import PeerevalError

    (tmp_path / "file").write_text("x")
    with pytest.raises(PeerevalError, match="could not be written to 'r'"):
        write_report(without("adjusted_means", "change_contrasts"), tmp_path / "file" / "r")


def test_a_primary_outcome_without_contrasts_is_not_said_to_be_missing(tmp_path):
    seen = PageReader(write_report(without("change_contrasts"), tmp_path / "r").read_text(encoding="utf-8"))
    assert "No outcome is marked as primary" not in seen.words
    assert "no difference in change of the primary outcome" in seen.words
