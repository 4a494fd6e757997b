"""REDCap exports: events, choices, boxes, repeated instruments, marked identifiers."""

import itertools

import pytest

DICTIONARY = """\
"Variable / Field Name","Form Name","Section Header","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",Identifier?
id,inclusion,,text,Numéro,,,,,,
nom,inclusion,,text,Nom,,,,,,y
groupe,inclusion,,radio,Groupe,"1, Suivi | 2, Témoin",,,,,
sexe,inclusion,,radio,Sexe,"1, homme | 2, femme",,,,,
ddj,inclusion,,text,Jour,,,date_dmy,,,
suivi,inclusion,,yesno,Suivi,,,,,,
drogues,inclusion,,checkbox,Produits,"1, Alcool | 2, Tabac, autre",,,,,
score,echelles,,text,Score,,,number,,,
Q01,echelles,,radio,Item 1,"1, Jamais | 4, Toujours",,,,,
avis,echelles,,dropdown,Avis,"1, Bon | 2, Mauvais",,,,,
traitement,medicaments,,text,Traitement,,,,,,
"""  # noqa: E501  (a data dictionary has such lines)
HEAD = (
    "id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,nom,groupe,sexe,ddj,suivi,"
    "drogues___1,drogues___2,inclusion_complete,score,Q01,avis,traitement"
)
RAW = f"""\
{HEAD}
1,baseline_arm_1,,,Zyxwv-Canary,1,2,2014-03-01,1,1,0,2,3,1,1,
1,baseline_arm_1,medicaments,1,,,,,,,,,,,,a
1,baseline_arm_1,medicaments,2,,,,,,,,,,,,b
1,month_6_arm_1,,,,,,,,0,0,0,4,4,2,
2,baseline_arm_2,,,,2,1,2014-03-02,0,0,0,2,2,,1,
"""
BOOK = """\
fields:
  - {name: sexe, levels: {F: {also: [femme]}, M: {also: [homme]}}}
  - {name: suivi, type: boolean}
"""
EVENTS = {"T0": "baseline_arm_1, baseline_arm_2", "T6": "month_6_arm_1"}


@pytest.fixture
def redcap(load):
    """Return a function: export, keys of `redcap`, other keys of the source to Data."""

    def loaded(text=RAW, keys="dictionary: dict.csv", more="drop: [nom]", listed=True, book=BOOK, **files):
        files = {"export.csv": text, "dict.csv": DICTIONARY} | files
        source = f"  - {{path: export.csv, redcap: {{{keys}}}{', ' + more if more else ''}}}"
        return load(files, source, book=book, events=EVENTS if listed else None)

    return loaded


def by_rule(data, *severities):
    kept = severities or ("error",)
    return {one.rule: one for one in data.findings if one.severity in kept}


def cells(frame, name):
    return frame[name].astype(object).where(frame[name].notna(), None).tolist()


def test_a_longitudinal_export_with_its_dictionary(redcap):
    data = redcap()
    assert by_rule(data, "error", "warning") == {}
    frame = data.frame
    assert list(zip(frame["participant"], frame["visit"], frame["group"], strict=True)) == [
        ("1", "T0", "treated"),
        ("1", "T6", "treated"),
        ("2", "T0", "control"),
    ]
    assert frame["source_row"].tolist() == [2, 5, 6]
    assert cells(frame, "sexe") == ["F", None, "M"]
    assert cells(frame, "suivi") == ["true", None, "false"]
    assert cells(frame, "avis") == ["Bon", "Mauvais", "Bon"]
    assert frame["Q01"].tolist()[:2] == [1, 4]
    assert frame["ddj"].dt.strftime("%Y-%m-%d").tolist()[::2] == ["2014-03-01", "2014-03-02"]
    assert not {"nom", "redcap_repeat_instrument", "redcap_repeat_instance"} & set(frame.columns)
    assert by_rule(data, "note")["redcap-group-carried"].count == 1
    note = by_rule(data, "note")["redcap-repeat-unused"]
    assert (note.values["instrument"], note.count) == ("medicaments", 2)


def test_boxes_of_a_form_that_was_never_opened_are_missing(redcap):
    data = redcap()
    assert cells(data.frame, "drogues___1") == [1, None, 0]
    assert by_rule(data, "note")["redcap-unopened"].count == 2


def test_an_export_with_labels_gives_the_same_table(redcap):
    text = RAW
    for raw, label in (
        (",1,2,2014-03-01,1,1,0,2,3,1,1,", ",Suivi,femme,2014-03-01,Yes,Checked,Unchecked,Complete,3,Jamais,Bon,"),
        (",,,,,0,0,0,4,4,2,", ",,,,,Unchecked,Unchecked,Incomplete,4,Toujours,Mauvais,"),
        (",2,1,2014-03-02,0,0,0,2,2,,1,", ",Témoin,homme,2014-03-02,No,Unchecked,Unchecked,Complete,2,,Bon,"),
        ("redcap_event_name", "Event Name"),
        ("redcap_repeat_instrument", "Repeat Instrument"),
        ("redcap_repeat_instance", "Repeat Instance"),
    ):
        assert raw in text
        text = text.replace(raw, label)
    labelled, raw = redcap(text), redcap()
    assert by_rule(labelled, "error", "warning") == {}
    assert labelled.frame.equals(raw.frame)


def test_without_a_dictionary_codes_stay_codes(redcap):
    data = redcap(keys="", book="fields: []\n")
    assert by_rule(data) == {}
    assert cells(data.frame, "sexe") == [2, None, 1]
    assert cells(data.frame, "drogues___1") == [1, 0, 0]


def test_a_marked_identifier_is_refused_unless_it_is_dropped_or_cleared(redcap):
    data = redcap(more="")
    found = by_rule(data)["redcap-identifier"]
    assert (found.values["columns"], found.fix) == ("nom", "drop: [nom]")
    assert data.frame.empty
    assert "Canary" not in found.message() + found.message("fr")
    cleared = redcap(more="", book=BOOK + "  - {name: nom, sensitive: false}\n")
    assert by_rule(cleared) == {}


def test_events_that_no_visit_lists_come_in_their_order(redcap):
    found = by_rule(redcap(listed=False))
    assert list(found) == ["redcap-events"]
    fix = "visits: {T0: {also: [baseline_arm_1, baseline_arm_2]}, T6: {also: [month_6_arm_1]}}"
    assert (found["redcap-events"].fix, found["redcap-events"].rows) == (fix, (2, 5, 6))
    assert "redcap: {repeats: {baseline_arm_1: drop}}" in found["redcap-events"].message("fr")


def test_the_order_of_events_is_that_of_the_participants(redcap):
    rows = ["1,m6_arm_1,1", "1,m12_arm_1,1", "2,m0_arm_1,1", "2,m6_arm_1,1", "2,m18_arm_1,1", "2,m12_arm_1,1"]
    text = "\n".join(["id,redcap_event_name,groupe", *rows])
    found = by_rule(redcap(text, keys="", more="", listed=False))["redcap-events"]
    assert found.values["events"] == "m0_arm_1, m6_arm_1, m18_arm_1, m12_arm_1"
    assert found.fix.startswith("visits: {VISIT1: {also: [m0_arm_1]}, VISIT2: {also: [m6_arm_1]}")


def test_an_event_can_be_left_out(redcap):
    text = RAW + "2,screening_arm_2,,,,2,,,,,,,,,,\n"
    assert list(by_rule(redcap(text))) == ["redcap-events"]
    data = redcap(text, keys="dictionary: dict.csv, repeats: {screening_arm_2: drop}")
    assert by_rule(data) == {}
    assert by_rule(data, "note")["redcap-repeat-dropped"].count == 1


REPEATED = """\
id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,groupe,score
1,baseline_arm_1,,,1,
1,baseline_arm_1,echelles,10,,10
1,baseline_arm_1,echelles,2,,2
1,month_6_arm_1,,,,7
2,baseline_arm_1,echelles,1,2,5
"""


@pytest.mark.parametrize(("which", "scores"), [("first", [2, 7, 5]), ("last", [10, 7, 5])])
def test_a_repeated_instrument_is_resolved_as_the_study_says(redcap, which, scores):
    data = redcap(REPEATED, keys=f"repeats: {{echelles: {which}}}", more="")
    assert by_rule(data, "error", "warning") == {}
    assert data.frame["score"].tolist() == scores
    assert data.frame["source_row"].tolist() == [2, 5, 6]
    assert by_rule(data, "note")[f"redcap-repeat-{which}"].count == 1


def test_a_repeated_instrument_that_the_study_uses_is_refused_by_its_name(redcap):
    data = redcap(REPEATED, keys="", more="")
    found = by_rule(data)["redcap-repeat"]
    assert (found.rows, found.fix) == ((3, 4, 6), "redcap: {repeats: {echelles: last}}")
    assert "'echelles'" in found.message()
    assert by_rule(redcap(REPEATED, keys="repeats: {echelles: drop}", more="")) == {}


def test_a_repeated_event_is_refused_by_its_name_or_resolved(redcap):
    text = (
        "id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,groupe,score\n"
        "1,baseline_arm_1,,1,1,1\n1,baseline_arm_1,,2,1,2\n2,baseline_arm_1,,1,2,3\n"
    )
    found = by_rule(redcap(text, keys="", more=""))["redcap-repeat"]
    assert (found.values["instrument"], found.rows) == ("baseline_arm_1", (2, 3))
    data = redcap(text, keys="repeats: {baseline_arm_1: last}", more="")
    assert by_rule(data) == {}
    assert data.frame["score"].tolist() == [2, 3]


def test_every_order_of_the_rows_gives_the_same_table(redcap):
    head, *rows = REPEATED.splitlines()
    seen = set()
    for order in itertools.permutations(rows):
        frame = redcap("\n".join([head, *order]), keys="repeats: {echelles: last}", more="").frame
        ordered = frame.sort_values(["participant", "visit"])[["participant", "visit", "group", "score"]]
        seen.add(ordered.to_csv(index=False))
    assert len(seen) == 1


def test_a_name_in_repeats_that_the_export_has_not_is_said(redcap):
    found = by_rule(redcap(REPEATED, keys="repeats: {echelles: last, echele: first, xyz: drop}", more=""), "warning")
    assert found["redcap-repeat-unknown-near"].fix == "redcap: {repeats: {echelles: first}}"
    assert found["redcap-repeat-unknown"].values["instrument"] == "xyz"


def test_a_code_listed_against_its_choice_is_said(redcap):
    book = "fields:\n  - {name: sexe, levels: {F: {also: [femme, '1']}, M: {also: [homme, '2']}}}\n"
    assert by_rule(redcap(book=book))["codes-contradict-labels"].rows == (2, 6)


def test_what_is_no_data_dictionary_is_said(redcap):
    found = by_rule(redcap(**{"dict.csv": "a,b\n1,2\n"}))
    assert {rule: one.file for rule, one in found.items()} == {"redcap-dictionary": "dict.csv"}
    near = by_rule(redcap(keys="dictionary: dct.csv"))["file-missing-near"]
    assert (near.file, near.fix) == ("dct.csv", "redcap: {dictionary: dict.csv}")
    assert list(by_rule(redcap(keys="dictionary: abc.txt"))) == ["file-missing"]


def test_the_names_of_the_programming_interface_are_read_too(redcap):
    head = (
        "field_name,form_name,section_header,field_type,field_label,select_choices_or_calculations,field_note,"
        "text_validation_type_or_show_slider_number,text_validation_min,text_validation_max,identifier"
    )
    machine = "\n".join([head, *DICTIONARY.splitlines()[1:]])
    assert redcap(**{"dict.csv": machine}).frame.equals(redcap().frame)


def test_an_export_without_events_needs_its_visit(load):
    study = "  - {path: a.csv, redcap: {}}"
    files = {"a.csv": "id,groupe,score\n1,1,2\n"}
    assert list(by_rule(load(files, study, columns="participant: id, group: groupe"))) == ["redcap-no-event"]
    data = load(files, "  - {path: a.csv, redcap: {}, visit: T0}", columns="participant: id, group: groupe")
    assert by_rule(data) == {}
