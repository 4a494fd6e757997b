"""The findings of a report: by subject, one cause once, with number, place, remedy and consequence."""

import pytest

from peereval.errors import FitError
from peereval.remarks import Finding, Note
from peereval.report.disclosure.words import mask_findings
from peereval.report.document import Heading, Remarks
from peereval.report.labels import Labels
from peereval.report.sections.content import Content
from peereval.report.sections.findings import findings_section

from .synthetic import make_analysis


def window(file, rows, line=14, visit="T6"):
    fix = f"visits: {{{visit}: {{window_weeks: WEEKS}}}}"
    values = {"visit": visit, "weeks": 6, "month": 6}
    return Finding("warning", "visit-outside-window", file, rows, len(rows), fix, values, line)


def refused(why):
    return Finding(
        "warning", "sensitivity-refused", values={"analysis": "completers", "why": why, "outcomes": "stigma"}
    )


FINDINGS = (
    Finding("note", "key-unverified", values={"outcome": "stigma", "instrument": "ismi29"}),
    window("treated.csv", (4, 9)),
    window("controls.csv", (7,)),
    Finding("note", "days-first", "treated.csv", count=12),
    Finding("note", "days-first", "controls.csv", count=15),
    Finding("error", "visit-repeated", "treated.csv", (8, 9), 2),
    refused(Note("refused_no_completers")),
)


def section_of(language, findings):
    return findings_section(Content(Labels(make_analysis(language, findings=findings)), (), ()))


@pytest.fixture(scope="module", params=["en", "fr"])
def section(request):
    return request.param, section_of(request.param, FINDINGS)


def remarks(section):
    return [remark for block in section.blocks if isinstance(block, Remarks) for remark in block.items]


def facts(remark):
    return {fact.name: fact.content for fact in remark.facts}


def test_findings_stand_under_their_subject_the_gravest_first(section):
    language, made = section
    heads = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert heads == {"en": ["Files and data", "Scores", "Sensitivity analyses"],
                     "fr": ["Fichiers et données", "Scores", "Analyses de sensibilité"]}[language]  # fmt: skip
    assert [remark.tone for remark in remarks(made)] == ["error", "warning", "note", "note", "warning"]
    assert made.tally == 5
    ids = [block.id for block in made.blocks if isinstance(block, Heading)]
    assert len(set(ids)) == len(ids)


def test_the_same_in_several_files_is_said_once_with_number_places_and_line(section):
    language, made = section
    windowed = remarks(made)[1]
    names = {"en": ("How many", "Where", "To resolve it (study.yaml, line 14)"),
             "fr": ("Combien", "Où", "Pour le résoudre (study.yaml, ligne 14)")}[language]  # fmt: skip
    said = facts(windowed)
    assert tuple(said) == names
    assert said[names[0]] == "3"
    rows = {"en": "treated.csv, rows 4, 9; controls.csv, rows 7",
            "fr": "treated.csv, lignes 4, 9\u00a0; controls.csv, lignes 7"}  # fmt: skip
    assert said[names[1]] == rows[language]
    assert said[names[2]] == "visits: {T6: {window_weeks: WEEKS}}"


def test_what_differs_by_file_is_said_of_each(section):
    language, made = section
    dates = remarks(made)[2].sentences[0][0]
    colon = {"en": ": ", "fr": "\u00a0: "}[language]
    assert f"treated.csv{colon}12 " in dates
    assert f"controls.csv{colon}15 " in dates


def test_every_finding_says_what_it_changes(section):
    for remark in remarks(section[1]):
        assert len(remark.sentences) == 2
        assert all(sentence[0] for sentence in remark.sentences)


def test_a_refusal_is_told_in_the_language_of_the_report(section):
    language, made = section
    text = remarks(made)[-1].sentences[0][0]
    assert Note("refused_no_completers").in_language(language) in text
    assert ("Nobody" in text) == (language == "en")


def test_a_refusal_names_groups_and_measures_by_their_labels():
    told = remarks(section_of("fr", (refused(Note("refused_group_unseen", group="treated", visit="T6")),)))
    assert "«\u00a0Suivis par un MSP\u00a0»" in told[0].sentences[0][0]
    assert not [name for name in ("treated", "stigma ") if name in told[0].sentences[0][0]]


def test_findings_of_one_subject_need_no_heading():
    made = section_of("en", FINDINGS[:1])
    assert not [block for block in made.blocks if isinstance(block, Heading)]


def test_other_visits_are_other_findings():
    made = section_of("en", (window("a.csv", (4,)), window("a.csv", (5,), 15, "T12")))
    assert [facts(remark)["How many"] for remark in remarks(made)] == ["1", "1"]


def test_a_new_key_has_no_line():
    made = section_of("fr", (window("a.csv", (4,), line=0),))
    assert "Pour le résoudre (study.yaml, nouvelle clé)" in facts(remarks(made)[0])


def test_outside_the_hospital_a_reason_says_no_small_number():
    few = Note("refused_dose_few", people=3, least=10)
    plain = "In 4 of the 85 replicates nobody was seen."
    found = [one.message("fr") for one in mask_findings((refused(few), refused(plain)), (), 11)]
    assert "moins de 11" in found[0]
    assert Note("refused_unsaid").in_language("fr") in found[1]
    assert not [text for text in found if any(number in text for number in (" 3 ", " 4 ", "85"))]


def test_an_error_knows_its_reason_in_both_languages():
    note = Note("refused_nothing_to_impute")
    error = FitError(note)
    assert error.reason is note
    assert str(error) == note
    assert error.reason.in_language("fr").startswith("Personne n’a manqué de visite")
    assert FitError("as text").reason == "as text"
