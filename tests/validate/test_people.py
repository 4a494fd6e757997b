"""What holds for a person at all visits: one worker, one value of what does not change."""

import numpy as np


def brief(findings):
    return [(one.severity, one.rule, one.rows) for one in findings]


def test_a_second_worker_is_a_note(found):
    def fault(frame):
        frame.loc[7, "worker"] = "another"

    assert brief(found(fault)) == [("note", "worker-changed", (8, 9, 10))]


def test_a_level_recorded_differently_is_a_warning_and_a_missing_one_is_not(found):
    def fault(frame):
        frame.loc[[1, 2], "sex"] = ["M", np.nan]

    assert brief(found(fault)) == [("warning", "covariate-differs", (2, 3))]


def test_rows_without_a_participant_belong_to_nobody(found):
    def fault(frame):
        frame["participant"] = frame["participant"].where(~frame.index.isin([0, 3]))
        frame.loc[3, ["sex", "worker"]] = ["M", "another"]

    rules = {one.rule for one in found(fault)}
    assert not rules & {"worker-changed", "covariate-differs", "participant-in-groups", "site-changed"}


def test_copies_of_a_row_are_told_from_two_rows_for_one_visit(found):
    def copy(frame):
        frame.loc[1, frame.columns.drop("source_row")] = frame.loc[0, frame.columns.drop("source_row")]

    assert ("error", "row-repeated", (2, 3)) in brief(found(copy))
    assert "visit-repeated" not in {one.rule for one in found(copy)}

    def two(frame):
        copy(frame)
        frame.loc[2, frame.columns.drop("source_row")] = frame.loc[0, frame.columns.drop("source_row")]
        frame.loc[2, "egf"] = 12.0

    assert ("error", "visit-repeated", (2, 3, 4)) in brief(found(two))
    assert "row-repeated" not in {one.rule for one in found(two)}


def test_a_pattern_holds_for_the_whole_text(found):
    def fault(frame):
        frame.loc[0, "dossier"] = "AB12X"
        frame.loc[1, "dossier"] = np.nan

    (finding,) = found(fault)
    assert (finding.severity, finding.rule, finding.rows) == ("error", "pattern-unmatched", (2,))
    assert "AB12X" not in finding.message("en") + finding.message("fr")
    assert "[A-Z]{2}[0-9]+" in finding.message("en")
