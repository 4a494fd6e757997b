"""The dossier of a recalculation: what is gathered from files, in both languages."""

import pytest

import peereval as pe
from peereval.errors import StudyFileError
from peereval.evidence.recalculated.shipped import shipped_files
from peereval.results import row_keys
from peereval.terms import has_term


@pytest.fixture(scope="module")
def dossier():
    return pe.recalculate()


def test_every_shipped_file_is_a_result_with_its_source(dossier):
    names = [file.stem for file in shipped_files()]
    assert [result.outcome for result in dossier.of_kind("recalculation")] == names
    assert [source.name for source in dossier.sources] == names
    assert all(source.text for source in dossier.sources)


def test_the_findings_name_the_figures_and_no_others(dossier):
    found = {finding.rule: finding for finding in dossier.findings}
    assert {rule: finding.count for rule, finding in found.items()} == {
        "printed-inconsistent": 3,
        "printed-choice-decides": 1,
    }
    assert "PROMIS-anger (t); PROMIS-anger (p)" in found["printed-inconsistent"].message("en")
    assert found["printed-inconsistent"].file == "pmc10908010.yaml, pmc10949125.yaml"
    assert "CGI (Interval of the difference)" in found["printed-choice-decides"].message("en")


def test_keys_are_distinct_and_every_name_has_words(dossier):
    keys = [key for result in dossier.results for key in row_keys(result)]
    assert len(keys) == len(set(keys))
    for result in dossier.results:
        rows = result.rows
        names = {f"recalculation.statistic.{name}" for name in rows["figure"]}
        names |= {f"recalculation.reading.{part}" for name in rows["reading"] if name for part in name.split(": ")}
        names |= {f"quantity.{slug}" for column in ("note", "quantity") for slug in rows[column] if slug}
        assert [name for name in names if not has_term(name)] == []


def test_one_file_gives_its_own_title_in_the_language(dossier):
    (file,) = (one for one in shipped_files() if one.stem == "hop_c")
    assert pe.recalculate(file, language="fr").title == "HOP-C, âge et préjudice de l’auto-stigmatisation"
    assert [result.outcome for result in pe.recalculate([file]).results] == ["hop_c"]


def test_another_language_is_refused():
    with pytest.raises(StudyFileError, match="language='de' is not an option"):
        pe.recalculate(language="de")


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("t(62) = 1.80, p = .04", ["printed-other-reading", "printed-conclusion"]),  # .077 two-sided, .038 one-sided
        ("t(62) = 1.50, p = .03", ["printed-inconsistent", "printed-conclusion"]),
        ("t(62) = 2.08, p = .01", ["printed-inconsistent"]),  # .042: another number, the same side
        ("t(62) = 2.00, p = .05", []),  # .0499 to .0503
    ],
)
def test_a_p_on_the_other_side_of_the_level_is_a_finding_of_its_own(tmp_path, text, rules):
    path = tmp_path / "t.yaml"
    row = f"  - {{label: a, kind: test, text: '{text}'}}\n"
    path.write_text(f"peereval_printed: 1\ntitle: T\nsource: S\nchecks:\n{row}", encoding="utf-8")
    assert [finding.rule for finding in pe.recalculate(path).findings] == rules
