"""Every figure of neighbouring studies that can be recomputed, with the verdict it deserves, and no other alarm.

Each figure stands in a file of `evidence/printed` with its source; what is expected here was worked out by hand
from the published figures, beside the table in question.
"""

from dataclasses import replace

import pytest

import peereval as pe
from peereval.evidence.recalculated.check import recalculate_checks
from peereval.evidence.recalculated.shipped import shipped_files
from peereval.evidence.recalculated.verdicts import judge

FILES = {file.stem: file for file in shipped_files()}
ALARMS = {
    ("pmc10949125", "PROMIS-anger", "t"): "inconsistent",
    ("pmc10949125", "PROMIS-anger", "p"): "inconsistent",
    ("pmc10908010", "Within an arm", "partial_eta2"): "inconsistent",
    ("cochrane_cd010880", "CGI", "difference_ci"): "choice-decides",
    ("hop_c", "SSMIS-SF harm, group by time", "p"): "not-recomputable",
}
# Source, row, statistic, and what the printed digits alone give, to the digits of the source.
RECOMPUTED = [
    # Lloyd-Evans 2014, doi:10.1186/1471-244X-14-39, Table 3: I2 and p from chi2 with trials - 1 df
    (("lloyd_evans_2014", "Quality of life: heterogeneity", "i2", "q"), ("0",)),
    (("lloyd_evans_2014", "Depression and anxiety: heterogeneity", "p", "q"), ("0.70",)),
    (("lloyd_evans_2014", "Recovery: heterogeneity", "p", "q"), ("0.40",)),
    (("lloyd_evans_2014", "Hope: heterogeneity", "i2", "q"), ("65",)),
    (("lloyd_evans_2014", "Hope: heterogeneity", "p", "q"), ("0.06",)),
    (("lloyd_evans_2014", "Empowerment: heterogeneity", "i2", "q"), ("12",)),
    (("lloyd_evans_2014", "Empowerment: heterogeneity", "p", "q"), ("0.29",)),
    (("lloyd_evans_2014", "Hope: SMD", "estimate", "middle"), ("-0.24",)),
    (("lloyd_evans_2014", "Recovery: SMD", "estimate", "middle"), ("-0.23",)),
    (("lloyd_evans_2014", "Empowerment: SMD", "estimate", "middle"), ("-0.25",)),
    # West 2011: 52/144, sites 23/74 v 29/70, women 12/29 v men 40/115
    (("west_2011", "All", "percent", "share"), ("36.1",)),
    (("west_2011", "All", "percent_ci", "wilson"), ("28.7", "44.2")),
    (("west_2011", "Sites", "chi2", "uncorrected"), ("1.669",)),
    (("west_2011", "Sites", "p", "uncorrected"), ("0.196",)),
    (("west_2011", "Sites, Yates’ correction", "chi2", "yates"), ("1.251",)),
    (("west_2011", "Sites, Yates’ correction", "p", "yates"), ("0.263",)),
    (("west_2011", "Women and men", "chi2", "uncorrected"), ("0.437",)),
    (("west_2011", "Women and men", "p", "uncorrected"), ("0.509",)),
    # Cochrane CD010880: BSI; CGI by the people randomised and by those analysed
    (("cochrane_cd010880", "BSI, medium term", "difference", "means"), ("-0.13",)),
    (("cochrane_cd010880", "BSI, medium term", "difference_ci", "welch-z"), ("-0.25", "-0.01")),
    (("cochrane_cd010880", "CGI", "difference_ci", "randomised: welch-z"), ("-0.53", "-0.07")),
    (("cochrane_cd010880", "CGI", "difference_ci", "analysed: welch-z"), ("-0.64", "0.04")),
    # HOP-C: age of both groups together
    (("hop_c", "Age", "combined_mean", "weighted"), ("20.76",)),
    (("hop_c", "Age", "combined_sd", "all-people"), ("4.99",)),
    # PMC10949125, Table 3 (34 v 30)
    (("pmc10949125", "GAD-7", "d", "pooled"), ("0.04",)),
    (("pmc10949125", "CBTSQ", "d", "pooled"), ("0.67",)),
    (("pmc10949125", "CBTSQ", "p", "pooled"), ("0.009",)),
    (("pmc10949125", "BNSG", "d", "pooled"), ("0.52",)),
    (("pmc10949125", "BNSG", "d_ci", "large-sample"), ("0.02", "1.02")),
    (("pmc10949125", "BNSG", "t", "pooled"), ("2.08",)),
    (("pmc10949125", "BNSG", "p", "pooled"), ("0.04",)),
    (("pmc10949125", "PROMIS-anger", "t", "pooled"), ("1.10",)),
    (("pmc10949125", "PROMIS-anger", "p", "pooled"), ("0.28",)),
    # PMC10908010, Table 3: partial eta squared from F and its df
    (("pmc10908010", "Interaction, row 1", "partial_eta2", "eta"), ("0.66",)),
    (("pmc10908010", "Interaction, row 2", "partial_eta2", "eta"), ("0.49",)),
    (("pmc10908010", "Interaction, row 3", "partial_eta2", "eta"), ("0.44",)),
    (("pmc10908010", "Interaction, row 4", "partial_eta2", "eta"), ("0.37",)),
    (("pmc10908010", "Within an arm", "partial_eta2", "eta"), ("0.63",)),
]


@pytest.fixture(scope="module")
def rows():
    return {name: pe.evidence.check_printed(pe.evidence.read_printed(file)).rows for name, file in FILES.items()}


def test_the_alarms_are_those_of_the_inconsistent_cells_and_no_others(rows):
    verdicts = {
        (name, row.check, row.figure): row.note
        for name, frame in rows.items()
        for row in frame[frame["quantity"].str.startswith("printed")].itertuples()
    }
    assert {cell: verdict for cell, verdict in verdicts.items() if verdict != "consistent"} == ALARMS
    assert len(verdicts) == 51


@pytest.mark.parametrize(("cell", "expected"), RECOMPUTED)
def test_a_printed_figure_recomputes_to_its_digits(rows, cell, expected):
    name, check, statistic, reading = cell
    frame = rows[name].set_index(["check", "figure", "reading", "quantity"])["estimate"]
    suffixes = ("",) if len(expected) == 1 else ("_lower", "_upper")
    found = [frame[check, statistic, reading, f"recomputed{end}"] for end in suffixes]
    assert (
        tuple(f"{one:.{len(text.partition('.')[2])}f}" for one, text in zip(found, expected, strict=True)) == expected
    )


def test_what_is_printed_and_rounded_twice_is_no_alarm(rows):
    """GAD-7's t is 0.16 from the printed digits and 0.17 in print; the rounding of the means explains it."""
    frame = rows["pmc10949125"].set_index(["check", "figure", "reading", "quantity"])
    t = frame.loc["GAD-7", "t", "pooled", "recomputed"]
    assert round(t["estimate"], 2) == 0.16
    assert t["conf_low"] < 0.165 < t["conf_high"]
    assert t["note"] == "agrees-turned"  # printed without its sign


def test_how_far_outside_is_said(rows):
    frame = rows["pmc10949125"].set_index(["check", "figure", "reading", "quantity"])
    outside = frame.loc["PROMIS-anger", "t", "pooled", "beyond"]["estimate"]
    assert 0.37 < outside < 0.38  # 1.475 is the least that prints as 1.48; 1.102 the most that the means allow


def test_group_by_time_says_what_it_would_need(rows):
    frame = rows["hop_c"]
    reason = frame[(frame["figure"] == "p") & (frame["quantity"] == "recomputed")]["note"]
    assert reason.tolist() == ["needs-correlation"]


def moved(figure, units):
    """Return a printed figure with its number moved by units of its last digit."""
    change = units * figure.unit
    return replace(figure, value=figure.value + change, low=figure.low + change, high=figure.high + change)


@pytest.mark.parametrize("units", [-11, 11])
@pytest.mark.parametrize("name", FILES)
def test_a_figure_that_is_moved_by_eleven_units_of_its_last_digit_is_found(name, units):
    """None of the 46 consistent figures stays so; ten units would not do for CGI, whose means have one decimal less."""
    for one in recalculate_checks(pe.evidence.read_printed(FILES[name])):
        for judged in one.judged:
            printed = judged.statistic.printed
            for place in range(len(printed) if judged.verdict == "consistent" else 0):
                changed = [*printed[:place], moved(printed[place], units), *printed[place + 1 :]]
                again = judge(replace(judged.statistic, printed=tuple(changed)))
                assert again.verdict != "consistent", (one.check.name, judged.statistic.name)
