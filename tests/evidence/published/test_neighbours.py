"""The published tables of STIGMA's neighbours, figure by figure, each with the source it was taken from."""

import pytest

from peereval.evidence import read_published

# A row of each table as printed; "-" where the table has no figure. Sources stand in the files and beside each table.
TABLES = {
    # Smit et al. 2023, Psychological Medicine 53(11): effects, studies, g, its interval, I2 and its interval.
    ("smit_2023", "pooled"): {
        "clinical": "22 21 0.19 0.11 0.27 10 0 44",
        "personal": "19 18 0.15 0.04 0.27 43 1 67",
        "functional": "25 24 0.08 -0.02 0.18 36 0 61",
    },
    # Recomputed from doi:10.5281/zenodo.7687898 by REML and Knapp-Hartung: g, its interval, tau2, Q, I2.
    ("smit_2023", "recomputed"): {
        "clinical": "0.1895 0.1108 0.2681 0 23.33 10.0",
        "personal": "0.1543 0.0413 0.2673 0.01965 31.32 42.5",
        "functional": "0.0798 -0.0196 0.1791 0.01114 37.69 36.3",
    },
    # Lloyd-Evans et al. 2014, BMC Psychiatry 14:39, Table 3: trials, n, SMD, its interval, I2, chi2, p.
    ("lloyd_evans_2014", "table_3"): {
        "psychosis": "1 448 -0.00 -0.19 0.18 - - -",
        "quality": "2 639 -0.24 -0.40 -0.08 0 0.00 .98",
        "depression": "2 721 -0.17 -0.32 -0.03 0 0.15 .70",
        "symptoms": "1 448 -0.08 -0.26 0.11 - - -",
        "recovery": "2 757 -0.23 -0.37 -0.09 0 0.71 .40",
        "hope": "3 967 -0.24 -0.46 -0.02 65 5.74 .06",
        "empowerment": "2 538 -0.25 -0.43 -0.07 12 1.13 .29",
    },
    # West et al. 2011, Stigma Research and Action 1: above the threshold, n, percent; the Wilson interval is computed.
    ("west_2011", "prevalence"): {
        "all": "52 144 36.1 28.7 44.2",
        "site_1": "23 74 - - -",
        "site_2": "29 70 - - -",
        "women": "12 29 - - -",
        "men": "40 115 - - -",
    },
    # Computed from these counts: chi2, p, and with Yates's correction.
    ("west_2011", "tests"): {"sites": "1.669 .196 1.251 .263", "sexes": "0.437 .509 - -"},
    # Cochrane CD010880: mean, SD and n of both groups, mean difference with its interval.
    ("cochrane_cd010880", "differences"): {
        "bsi": "0.72 0.64 224 0.85 0.70 234 -0.13 -0.25 -0.01",
        "cgi_randomised": "4.5 0.9 114 4.8 0.85 102 -0.30 -0.53 -0.07",
        "cgi_analysed": "4.5 0.9 61 4.8 0.85 42 -0.30 -0.64 0.04",
    },
    # HOP-C: age by arm, and of both as printed elsewhere; SSMIS-SF harm, mean and SD at T0, T1 and T2.
    ("hop_c", "age"): {"arm_1": "20.24 2.87 63", "arm_2": "21.35 6.62 55", "both": "20.76 4.99 -"},
    ("hop_c", "harm"): {"arm_1": "3.23 2.08 2.49 1.65 2.43 1.56", "arm_2": "2.92 1.75 3.02 2.08 2.72 2.12"},
    ("hop_c", "interaction"): {"group_time": ".047"},
    # PMC10949125, Table 3: mean and SD of 34 and of 30 people, d with its interval, t(62), p.
    ("pmc10949125", "table_3"): {
        "gad_7": "5.06 4.71 5.23 3.38 0.04 - - 0.17 -",
        "cbtsq": "50.26 8.11 44.90 7.81 0.67 - - 2.69 .009",
        "bnsg": "66.91 8.11 62.3 9.64 0.52 0.02 1.02 2.08 .04",
        "promis_anger": "50.06 9.08 52.32 7.14 - - - 1.48 .16",
    },
    # PMC10908010, Table 3: F, its two df, partial eta squared.
    ("pmc10908010", "table_3"): {
        "interaction_1": "87.89 2 90 .66",
        "interaction_2": "43.42 2 90 .49",
        "interaction_3": "35.19 2 90 .44",
        "interaction_4": "25.63 2 86 .37",
        "within_arm": "40.24 2 48 .71",
    },
    # Mutual support groups (GEM), France: annual review 2014, practice description 2015.
    ("gem_2014", "reach"): {
        "groups": "403", "members": "67", "people": "about 27 000", "product": "27 001", "regular": "17",
        "psychosocial": "87", "brain_injury": "13", "growth": "three times as many",
    },
    ("gem_2014", "money"): {
        "budget": "30", "group": "75 000", "product": "30.2", "member": "1 119", "regular": "4 412",
    },
    ("gem_2014", "staff"): {"fte": "1.4", "two": "more than 80", "volunteers": "about 70"},
    # Peer workers in south-east France, 2022.
    ("south_east_2022", "settings"): {
        "mental_health": "4", "community": "28", "social": "7", "employment": "3", "total": "42",
    },
    ("south_east_2022", "wage"): {"median": "1 600"},
    # Posts: URC Eco and CNSA (2012), December 2017; insertion: CNSA; what became of the 29: a press account.
    ("psw_posts", "posts"): {"planned": "30", "recruited": "29", "posts_2017": "35", "regions_2017": "6"},
    ("psw_posts", "insertion"): {"good": "7", "relapse": "4", "left": "14"},
    ("psw_posts", "what_became"): {
        "in_post": "16", "other": "6", "studying": "3", "not_working": "2", "stopped": "4", "total": "29",
    },
}  # fmt: skip


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_every_cell_is_as_in_its_source(name, table):
    held = read_published(name).tables[table]
    assert list(held.rows) == list(TABLES[name, table])
    for row, printed in TABLES[name, table].items():
        cells = [held.cell(row, column).value or "-" for column in held.columns]
        assert cells == (printed.split() if len(held.columns) > 1 else [printed])


def test_no_table_is_left_out():
    names = {name for name, _ in TABLES}
    assert {(name, table) for name in names for table in read_published(name).tables} == TABLES.keys()


def test_what_was_worked_out_is_not_passed_off_as_printed():
    computed = {
        (name, table, cell.row, cell.column)
        for name, table in TABLES
        for cell in read_published(name).tables[table].cells
        if cell.status == "computed"
    }
    assert {place[:2] for place in computed} == {
        ("smit_2023", "recomputed"), ("west_2011", "prevalence"), ("west_2011", "tests"),
        ("cochrane_cd010880", "differences"), ("gem_2014", "reach"), ("gem_2014", "money"),
    }  # fmt: skip
    assert ("gem_2014", "money", "member", "figure") in computed
    assert ("cochrane_cd010880", "differences", "cgi_randomised", "low") not in computed
