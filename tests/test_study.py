"""study.yaml: what is read stays text, and everything wrong is said with its line."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.errors import PeerevalError, StudyFileError
from peereval.study import Outcome, read_study

GOOD = """\
peereval: 1
study: STIGMA
language: fr
seed: 20150630
columns: {participant: id, visit: visite, group: groupe}
visits:
  T0: {month: 0, also: [M0, no, 007, 12:30]}
  T6: {month: 6}
groups:
  control: {also: ["2", témoin], reference: true, label: {fr: Secteurs témoins, en: Control districts}}
  treated: {also: 1}
sources:
  - {path: data.csv}
outcomes:
  stigma: {instrument: ismi29, items: "ISMI{item:02d}", missing: [99], primary: true, important_difference: 0.3}
  quality: {instrument: whoqol_bref, items: "QV{item}", scores: [physical], important_difference: {physical: 5}}
  work: {column: hours}
model: {covariates: [], level: 0.9}
"""


def write(tmp_path, text, name="study.yaml", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(tmp_path, text):
    with pytest.raises(StudyFileError) as caught:
        read_study(write(tmp_path, text))
    message = str(caught.value)
    assert isinstance(caught.value, PeerevalError)
    assert not any(word in message.lower() for word in ("pydantic", "yaml.s", "yaml.p", "input should", "traceback"))
    return message


def replaced(old, new):
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_text_stays_text_and_numbers_become_numbers(tmp_path):
    study = read_study(write(tmp_path, GOOD))
    assert study.visits["T0"].also == ("M0", "no", "007", "12:30")
    assert study.groups["treated"].also == ("1",)
    assert (study.seed, study.visits["T6"].month, study.model.level) == (20150630, 6.0, 0.9)
    assert study.outcomes["stigma"].important_difference == 0.3
    assert study.outcomes["quality"].important_difference == {"physical": 5.0}
    assert (study.reference, study.folder, study.file.name) == ("control", tmp_path, "study.yaml")
    assert study.line_of("groups", "treated") == 11
    assert study.book.fields == ()


def test_a_label_named_off_can_be_a_visit(tmp_path):
    study = read_study(write(tmp_path, replaced("  T6: {month: 6}", "  off: {month: 6}")))
    assert list(study.visits) == ["T0", "off"]


def test_study_is_frozen_and_can_be_sent_to_workers(tmp_path):
    study = read_study(write(tmp_path, GOOD))
    with pytest.raises(ValueError, match="frozen"):
        study.seed = 2
    copy = pickle.loads(pickle.dumps(study))  # noqa: S301  (our own bytes)
    assert copy.model_dump() == study.model_dump()
    assert copy.line_of("groups") == study.line_of("groups")


def test_decomposed_accents_are_composed(tmp_path):
    study = read_study(write(tmp_path, GOOD.replace("témoin]", "te\u0301moin]")))
    assert "témoin" in study.groups["control"].also


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("groups:", "groupes:", "study.yaml line 9: unknown key 'groupes'. Did you mean 'groups'?"),
        ("participant: id", "participant: id, sitte: x", "line 5: unknown key 'sitte'. Did you mean 'site'?"),
        ("seed: 20150630", "famillies: {}", "line 4: unknown key 'famillies'. Did you mean 'families'"),
        ("seed: 20150630", "study: again", "line 4: the key 'study' is given twice, first on line 2"),
        ("peereval: 1", "peereval: 2", "line 1: 'peereval' is '2', which is not an option; use one of: 1."),
        ("language: fr", "language: de", "line 3: 'language' is 'de', which is not an option; use one of: en, fr."),
        ("seed: 20150630", "seed: soon", "line 4: 'seed' must be a whole number."),
        ("month: 6", "month: 6,5", "line 8: "),
        ("{month: 6}", "{month: zero}", "line 8: 'month' must be a number"),
        ("{month: 6}", "{month: .inf}", "line 8: 'month' must be a"),
        ("{month: 6}", "{month: 0}", "line 6: visits must be listed in time order"),
        ("  T6: {month: 6}\n", "", "line 6: at least two visits"),
        ("reference: true, ", "", "no reference group is chosen yet. Write 'reference: true' for"),
        ("treated: {also: 1}", "treated: {reference: true}", "line 11: 2 groups have 'reference: true'"),
        (
            "treated: {also: 1}",
            "treated: {enters_at: T7}",
            "line 11: 'T7' is not a visit of this study. Listed: T0, T6.",
        ),
        ("also: 1}", "also: témoin}", "line 11: the label 'témoin' stands for both 'control' and 'treated'"),
        (
            "path: data.csv",
            "path: data.csv, group: tretaed",
            "line 13: 'tretaed' is not a group of this study. Did you",
        ),
        ("path: data.csv", "path: data.csv, visit: T9", "line 13: 'T9' is not a visit of this study."),
        ("path: data.csv", "path: data.csv, wide: '{column}'", "line 13: 'wide' must hold {column} and {visit}"),
        ("path: data.csv", "path: data.csv, header_row: 0", "line 13: 'header_row' must be at least 1"),
        ("- {path: data.csv}", "- {sheet: A}", "line 13: the key 'path' is missing"),
        ("{path: data.csv}", '{path: ""}', "line 13: 'path' is empty"),
        (", visit: visite", "", "line 13: nothing says the visit of this file."),
        (", group: groupe", "", "line 13: nothing says the group of this file."),
        ("visit: visite", "visit: id", "line 5: the column 'id' is named for both"),
        ('"ISMI{item:02d}"', '"ISMI{item.__class__}"', "line 15: 'items' must hold {item} once"),
        ('items: "QV{item}", ', "", "line 16: an outcome needs 'instrument' with 'items', or a 'column'"),
        ("{column: hours}", "{column: hours, items: 'x{item}'}", "line 17: an outcome has either"),
        ("instrument: ismi29", "instrument: own.yaml", "line 15: the file 'own.yaml' does not exist"),
        ("{physical: 5}", "{phisical: 5}", "line 16: no score 'phisical' in 'scores'. Did you mean 'physical'?"),
        ("important_difference: 0.3", "important_difference: -1", "line 15: 'important_difference' must be greater"),
        ("label: {fr:", "label: {es:", "line 10: unknown key 'es'. Allowed here: fr, en."),
        ("important_difference: 0.3", "important_difference: x", "line 15: 'important_difference' must be a number"),
        ("level: 0.9", "level: 95", "line 18: 'level' must be less than 1"),
        (
            "level: 0.9",
            "df_method: kenward",
            (
                "line 18: 'df_method' is 'kenward', which is not an option; use one of: auto, "
                "kenward-roger, satterthwaite, between-within, between-site, normal. Did you mean 'kenward-roger'?"
            ),
        ),
        ("level: 0.9", "information: expcted", "observed, expected. Did you mean 'expected'?"),
        (
            "level: 0.9",
            "site_effects: intercpt",
            (
                "line 18: 'site_effects' is 'intercpt', which is not an option; use one "
                "of: intercept+visit, intercept, unstructured, none. Did you mean 'intercept'?"
            ),
        ),
        (
            "level: 0.9",
            "site_rule: last",
            "line 18: 'site_rule' is 'last', which is not an option; use one of: first, refuse.",
        ),
        ("level: 0.9", "site_effects: intercept", "line 18: 'site_effects' needs sites. Add 'site' to 'columns'"),
        ("level: 0.9", "df_method: between-site", "line 18: 'df_method' needs sites."),
        ("seed: 20150630", "seed: !!python/object/apply:os.system [x]", "line 4: a tag ('!...') is not allowed"),
        ("seed: 20150630", "seed: !!int 5", "line 4: a tag ('!...') is not allowed"),
        ("seed: 20150630", "seed: &a 5", "line 4: an anchor ('&') or alias ('*') is not allowed"),
        ("seed: 20150630", "<<: {a: b}", "line 4: a merge key"),
        ("seed: 20150630", "seed: [1", "this is not valid YAML"),
        ("seed: 20150630", "\tseed: 1", "line 4: this is not valid YAML: it holds a tab. Use spaces."),
        ("seed: 20150630", "seed: \x07", "line 4: a character that YAML does not allow"),
        ("seed: 20150630", "? [a, b] : c", "line 4: a list or a mapping stands where a key is expected"),
        ("seed: 20150630", "seed: 1\n---", "line 5: a second document"),
        ("seed: 20150630", "seed: " + "[" * 40 + "]" * 40, "line 4: lists or mappings nested deeper than 20"),
        ("study: STIGMA", "study: [a]", "line 2: 'study' must be one text."),
        ("study: STIGMA", "study:", "line 2: 'study' is empty. Write it, or remove the key."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, old, new, expected):
    assert expected in refusal(tmp_path, replaced(old, new))


def test_all_problems_are_listed_at_once(tmp_path):
    text = replaced("seed: 20150630", "sead: 1").replace("month: 6", "month: six").replace("level: 0.9", "level: 2")
    text = text.replace("important_difference: 0.3", "important_difference: x")
    lines = refusal(tmp_path, text).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "study.yaml line 4",
        *(f"study.yaml line {n}" for n in (8, 15, 18)),
    ]


def test_encoding_emptiness_absence_and_size_are_said(tmp_path):
    with pytest.raises(StudyFileError, match="line 10: a character is not written in UTF-8"):
        read_study(write(tmp_path, GOOD, encoding="cp1252"))
    with pytest.raises(StudyFileError, match="the file is empty"):
        read_study(write(tmp_path, "# nothing\n"))
    with pytest.raises(StudyFileError, match=r"Did you mean 'study\.yaml'"):
        read_study(tmp_path / "stduy.yaml")
    with pytest.raises(StudyFileError, match="larger than 1 MB"):
        read_study(write(tmp_path, "#" * 1_000_001))
    with pytest.raises(StudyFileError, match="must be a mapping"):
        read_study(write(tmp_path, "- a\n- b\n"))


def test_codebook_is_read_and_covariates_are_looked_up_in_it(tmp_path):
    write(tmp_path, "fields:\n  - {name: age, type: number}\n  - {name: sex}\n", "codebook.yaml")
    text = GOOD + "codebook: codebook.yaml\n"
    study = read_study(write(tmp_path, text.replace("covariates: []", "covariates: [age, sex]")))
    assert [field.name for field in study.book.fields] == ["age", "sex"]
    message = refusal(tmp_path, text.replace("covariates: []", "covariates: [aeg]"))
    assert "line 18: the covariate 'aeg' is not in the codebook. Did you mean 'age'?" in message


def test_problems_of_both_files_come_together(tmp_path):
    write(tmp_path, "fields:\n  - {name: age, tpye: number}\n", "codebook.yaml")
    message = refusal(tmp_path, replaced("seed:", "sead:") + "codebook: codebook.yaml\n")
    assert "study.yaml line 4: unknown key 'sead'" in message
    assert "codebook.yaml line 2: unknown key 'tpye'. Did you mean 'type'?" in message
    assert "codebok.yaml: the file does not exist" in refusal(tmp_path, GOOD + "codebook: codebok.yaml\n")


@settings(deadline=None)
@given(item=st.integers(0, 400), pattern=st.sampled_from(["Q{item}", "Q{item:02d}", "{item:03d}_x", "a1_{item}b"]))
def test_an_item_column_is_recognised_as_an_item(item, pattern):
    outcome = Outcome(instrument="own", items=pattern)
    assert outcome.is_item(outcome.item_column(item))
    assert not outcome.is_item(outcome.item_column(item) + "9x")


@settings(deadline=None)
@given(label=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12))
def test_any_quoted_label_survives(tmp_path_factory, label):
    import unicodedata

    quoted = "'" + label.replace("'", "''") + "'"
    text = GOOD.replace("also: [M0, no, 007, 12:30]", f"also: [{quoted}]")
    study = read_study(write(tmp_path_factory.mktemp("study"), text))
    assert study.visits["T0"].also == (unicodedata.normalize("NFC", label),)


@settings(deadline=None)
@given(start=st.integers(0, len(GOOD)), cut=st.integers(0, 40), put=st.text(max_size=12))
def test_any_damage_is_read_or_refused_in_our_words(tmp_path_factory, start, cut, put):
    text = GOOD[:start] + put + GOOD[start + cut :]
    path = tmp_path_factory.mktemp("study") / "study.yaml"
    path.write_bytes(text.encode("utf-8", "replace"))
    said = ["study.yaml"]
    try:
        read_study(path)
    except StudyFileError as error:
        said = str(error).splitlines()
    assert all(line.startswith("study.yaml") for line in said)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("id", "the participant column"),
        ("participant", "the participant column"),
        ("groupe", "the group column"),
        ("visit", "the visit column"),
        ("service", "the site column"),
        ("hours", "the outcome 'work'"),
        ("stigma", "the outcome 'stigma'"),
        ("quality_physical", "the outcome 'quality'"),
        ("ISMI07", "the outcome 'stigma'"),
    ],
)
def test_a_key_or_an_outcome_is_no_covariate(tmp_path, name, reason):
    text = replaced("covariates: []", f"covariates: [{name}]")
    text = text.replace("group: groupe}", "group: groupe, site: service}")
    message = refusal(tmp_path, text)
    assert f"study.yaml line 18: '{name}' cannot be a covariate: it " in message
    assert reason in message
    assert message.count("line 18") == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("unstructured", ("unstructured",)),
        ("arh(1)", ("heterogeneous_autoregressive",)),
        ("[UN, Toeplitz, cs]", ("unstructured", "toeplitz", "compound_symmetry")),
    ],
)
def test_a_covariance_is_a_structure_or_a_list_of_them(tmp_path, written, expected):
    study = read_study(write(tmp_path, replaced("level: 0.9", f"covariance: {written}")))
    assert study.model.covariance == expected


def test_an_unknown_covariance_is_said_with_the_nearest(tmp_path):
    message = refusal(tmp_path, replaced("level: 0.9", "covariance: [unstructured, toeplits]"))
    assert "line 18: 'covariance' is 'toeplits', which is not an option" in message
    assert "Did you mean 'toeplitz'?" in message
    assert "'covariance' is empty" in refusal(tmp_path, replaced("level: 0.9", "covariance: []"))


def test_the_covariances_of_a_study_are_those_of_the_catalogue():
    from peereval.model.structures.catalogue import CATALOGUE
    from peereval.study.model import COVARIANCES

    assert {name: kind.short for name, kind in CATALOGUE.items()} == dict(COVARIANCES)
