import pytest

from peereval.remarks import Note
from peereval.report.flags import raise_flags
from peereval.report.labels import Labels
from peereval.report.methods.section import methods_paragraph
from peereval.report.numbers import cell_text
from peereval.report.table import Number, Row, Table, section, text_row
from peereval.report.tables.build import build_tables
from peereval.report.wording import plain
from peereval.results import Analysis, make_result, row_keys


@pytest.fixture(scope="module")
def labels(analysis_of):
    return Labels(analysis_of("en"))


@pytest.fixture(scope="module")
def tables(labels):
    return {table.id: table for table in build_tables(labels)}


def printed(table):
    return [[cell_text(cell, column.layout, "en") for cell, column in zip(row.cells, table.columns, strict=False)]
            for row in table.rows]  # fmt: skip


def test_every_kind_of_result_has_a_table(labels, tables):
    shown = {number.key.split("/")[0] for table in tables.values() for number in table.numbers()}
    assert shown == {result.kind for result in labels.analysis.results}


def test_figures_of_tables_keep_the_raw_value_of_their_key(labels, tables):
    rows = {key: row for result in labels.analysis.results
            for key, row in zip(row_keys(result), result.rows.to_dict("records"), strict=True)}  # fmt: skip
    for table in tables.values():
        for number in table.numbers():
            value = float(rows[number.key][number.column])
            assert number.value == value or (number.value != number.value and value != value)  # noqa: PLR0124


def test_table_1_compares_by_standardised_differences_and_never_by_p_values(tables):
    table = tables["baseline"]
    assert table.number == 1
    age = ["Age (years), mean (SD)", "40.2 (11.3)", "41.2 (11.3)", "42.2 (11.3)", "43.2 (11.3)", "2 (0.5)"]
    assert [*age, "0.12", "0.25", "0.25"] in printed(table)
    assert ["Female", "203 (49.9)", "102 (49.8)", "42 (49.4)", "58 (49.6)", *[""] * 4] in printed(table)
    assert not [number for number in table.numbers() if number.column == "p_value"]


def test_covariance_has_spreads_on_the_diagonal_and_correlations_below(tables):
    rows = printed(tables["covariance"])
    assert rows[1:4] == [["T0", "0.52", "", ""], ["T6", "0.55", "0.52", ""], ["T12", "0.55", "0.55", "0.52"]]


def test_contrasts_that_do_not_exist_say_so_without_figures(tables):
    row = next(row for row in printed(tables["change_contrasts"]) if row[0].startswith("Already followed"))
    assert row == ["Already followed − Control districts, T0 → T6", "not estimable", "–", "–", "–", ""]


def test_beside_a_difference_in_change_stand_the_other_interval_and_the_t0_adjusted_one(tables):
    rows = printed(tables["change_contrasts"])
    at = next(i for i, row in enumerate(rows) if row[0].endswith("T0 → T12"))
    assert [row[0] for row in rows[at + 1 : at + 4]] == [
        "model-based, Kenward-Roger", "at the same T0 value", "at the same T0 value, model-based, Kenward-Roger"
    ]  # fmt: skip
    assert [row[1] for row in rows[at : at + 3]] == ["−0.16 [−0.29, −0.03]"] * 2 + ["−0.14 [−0.27, −0.01]"]
    assert any("Ding and Li" in note for note in tables["change_contrasts"].notes)
    assert any("robust by site (CR2), Bell-McCaffrey" in note for note in tables["change_contrasts"].notes)


def test_effect_sizes_name_their_denominator(tables):
    rows = printed(tables["effect_size"])
    assert rows[1] == ["Raw standard deviation at T0, pooled", "0.50", ""]
    assert rows[4][1:] == ["−0.32 [−0.58, −0.06]", "−0.53 [−0.96, −0.11]"]


def test_a_variance_at_0_has_no_interval(tables):
    rows = printed(tables["variance_components"])
    assert ["Standard deviation, site by visit", "0.000"] in rows


def test_model_terms_are_in_words(tables):
    first = {row[0] for row in printed(tables["coefficients"])}
    assert "Group: Followed by a PSW × Visit: T12" in first
    assert "Intercept" in first


def test_a_table_under_a_number_is_another_table():
    table = Table("t", "T", (), (section("a"), text_row(["b"]), section("c"), Row((), "body")))
    assert (table.numbered(3).number, table.number) == (3, 0)
    assert [len(body) for body in table.bodies()] == [2, 2]
    assert Number(1.0, "k").column == "estimate"


def test_the_four_flags_name_groups_and_figures(labels):
    flags = {flag.id: flag for flag in raise_flags(labels)}
    assert list(flags) == ["selection", "drop_out", "survivors", "missing_covariate"]
    assert all(flag.raised for flag in flags.values())
    assert "Followed by a PSW 41.2%" in plain(flags["drop_out"].sentence)
    assert "Sex 0.21" in plain(flags["selection"].sentence)
    assert "Already followed" in plain(flags["survivors"].sentence)


def test_methods_say_only_what_was_done(labels):
    said = " ".join(methods_paragraph(labels))
    assert "restricted maximum likelihood" in said
    assert "Satterthwaite" in said
    assert "random effects of site and of site by visit" in said
    assert "robust by site" in said
    assert "same value at T0" in said
    left = ("fit", "joint_test", "reliability", "t0_adjusted", "change_contrasts_beside")
    without = [result for result in labels.analysis.results if result.kind not in left]
    rest = Analysis(labels.study, (), labels.analysis.provenance, tuple(without))
    less = " ".join(methods_paragraph(Labels(rest)))
    assert "likelihood" not in less
    assert "Joint tests" not in less
    assert "Cronbach" not in less
    assert "same value" not in less
    assert "robust" not in less


def test_the_note_on_robust_standard_errors_names_its_rows(analysis_of):
    note = Note("robust", kind="CR2", clusters=24, cluster="site")
    made = [
        make_result(kind, result.rows, outcome="stigma", method=result.method, notes=(note,))
        for kind in ("change_contrasts", "t0_adjusted")
        for result in analysis_of("en").of_kind(kind, "stigma")
    ]
    tables = build_tables(Labels(analysis_of("en", replaced=made)))
    (table,) = (table for table in tables if table.id == "change_contrasts")
    (said,) = (text for text in table.notes if "24 clusters" in text)
    assert said.startswith("Rows concerned (the first of each contrast; at the same T0 value): Standard errors")


def test_a_measure_without_instrument_has_no_key_to_verify(analysis_of):
    (plain_column,) = analysis_of("en").of_kind("measure", "functioning")
    method = {**plain_column.method, "instrument": "", "verified": True}
    made = make_result("measure", plain_column.rows, outcome="functioning", method=method)
    tables = {table.id: table for table in build_tables(Labels(analysis_of("en", replaced=[made])))}
    row = next(row for row in printed(tables["measures"]) if row[0] == "Global functioning")
    assert (row[1], row[-1]) == ("–", "–")


def test_distributions_print_no_value_of_one_person(tables):
    assert not {"minimum", "maximum"} & {column.id for column in tables["spread"].columns}


def test_people_before_inclusion_stand_by_group_and_visit_of_entry(tables):
    rows = printed(tables["recruitment"])
    assert ["Followed by a PSW, T0", "140", "34", "18", "0", "88", "3"] in rows
    assert ["Already followed, T6", "98", "25", "13", "1", "59", "0"] in rows


def test_reasons_of_absence_have_their_labels_and_those_who_came_back_are_named(tables):
    rows = printed(tables["absences"])
    at = next(i for i, row in enumerate(rows) if row == ["Followed by a PSW"])
    assert rows[at + 1] == ["Absent", "21", "52"]
    assert rows[at + 2] == ["Refused", "8 (38.1)", "20 (38.5)"]
    assert rows[at + 5 : at + 7] == [["No reason recorded", "3", "3"],
                                     ["Of the absent, missed this visit and came back", "5", "0"]]  # fmt: skip


def test_patterns_say_at_which_visits_people_were_seen(tables):
    rows = printed(tables["attendance_patterns"])
    assert ["X-X", "T0, T12 (missed one visit and came back)", "10 (4.9)", "5 (5.9)"] in rows
    assert rows[-1][:2] == ["All patterns", "missed one visit and came back"]


def test_who_leaves_stands_beside_who_stays_with_a_standardised_difference(tables):
    rows = printed(tables["attrition"])
    assert rows[0] == ["People", "40", "41", "", "40", "41", ""]
    assert rows[1] == ["Age (years), mean (SD)", *["41.3 (10.4)", "40.3 (10.4)", "−0.19"] * 2]
    assert rows[3] == ["Female", *["20 (50.0)", "20 (50.0)", ""] * 2]


def test_differences_in_retention_are_those_of_people_and_of_sites(tables):
    rows = printed(tables["differential_attrition"])
    assert rows[0] == ["Followed by a PSW minus Control districts"]
    assert rows[1] == ["T6", "−1.3 [−12.3, 9.7]", "−2.3 [−14.8, 10.3]", "0.055", "0.814", "0.028", "0.914"]


def test_both_clocks_stand_in_the_table_of_visits(tables):
    rows = printed(tables["visit_timing"])
    assert ["T6, since the follow-up by the worker began", "6 (6)", "50", "1", "6.3 [5.9, 6.6]", "46 (92.0)"] in rows
    assert ["Already followed, entered at T12"] in rows


def test_the_end_of_the_follow_up_is_counted_by_reason(tables):
    rows = printed(tables["exposure"])
    assert rows[3] == ["T12", "35", "11 (31.4)", "6.1 [4.8, 6.5]", "12", "12"]


def test_the_timetable_has_its_days_in_words(tables):
    rows = printed(tables["timetable"])
    days = ["1 Jan 2013 – 30 Jun 2013", "181", "1 Jul 2013 – 30 Jun 2014", "365", "181", "365"]
    assert rows[0] == ["Inclusion of participants", *days]
    assert rows[1][3:] == ["", "", "", ""]
