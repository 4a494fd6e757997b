"""The published figures of programmes, each with the text it stands in, recomputed from what else is printed."""

import pytest

from peereval.describe.programme.run import describe_programme, programme_findings
from peereval.load.programme import EXAMPLES, read_programme

EXACT = 1e-12  # sums, products and quotients of a few numbers


def figures(example):
    """Return every figure of an example by kind, name, basis, part, status and quantity."""
    found = {}
    for result in describe_programme(read_programme(example=example)):
        for row in result.rows.to_dict("records"):
            found[(result.kind.removeprefix("programme_"), *(row[key] for key in ("name", "basis", "part", "status")),
                   row["quantity"])] = row  # fmt: skip
    return found


@pytest.fixture(scope="module")
def gem():
    return figures("gem")


@pytest.fixture(scope="module")
def posts():
    return figures("psw_posts")


# Annual review 2014 and practice description 2015 of the mutual support groups (GEM): what is printed ...
PRINTED = {
    ("reach", "gem", "total", "", "published", "groups"): 403,
    ("reach", "gem", "total", "", "published", "members"): 27_000,
    ("reach", "gem", "per group", "", "published", "members"): 67,
    ("reach", "gem", "per group", "", "published", "regular participants"): 17,
    ("reach", "psychosocial", "share", "", "published", "percent"): 87,
    ("reach", "brain_injury", "share", "", "published", "percent"): 13,
    ("reach", "two_employees", "share", "", "published", "percent"): 80,
    ("reach", "volunteers", "share", "", "published", "percent"): 70,
    ("reach", "groups", "growth", "10 years", "published", "ratio"): 3,
    ("staffing", "gem", "per group", "", "published", "employees"): 1.4,
    ("costs", "gem", "total", "", "published", "funding"): 30e6,
    ("costs", "gem", "per group", "", "published", "funding"): 75_000,
}


@pytest.mark.parametrize("key", PRINTED, ids=lambda key: "/".join(filter(None, key)))
def test_what_is_printed_of_the_mutual_support_groups_stays_as_it_is(gem, key):
    assert gem[key]["estimate"] == PRINTED[key]
    assert gem[key]["source"] == "gem"


# ... and what is worked out from it: to the digit of the same texts.
@pytest.mark.parametrize(
    ("key", "printed", "decimals"),
    [
        (("reach", "gem", "total", "", "computed", "members"), 27_001, 0),
        (("costs", "gem", "total", "", "computed", "funding"), 30.2e6, -5),
        (("costs", "gem", "", "", "computed", "cost per member"), 1_119, 0),
        (("costs", "gem", "", "", "computed", "cost per regular participant"), 4_412, 0),
        (("reach", "gem", "per group", "", "computed", "share regular"), 25, 0),  # 17 of 67
        # 3 ** 0.1 = 1.1161 by a table of logarithms: log10 3 = 0.47712, a tenth 0.047712
        (("reach", "groups", "growth", "10 years", "computed", "yearly growth"), 11.61, 2),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_what_is_worked_out_has_the_printed_digits(gem, key, printed, decimals):
    assert round(gem[key]["estimate"], decimals) == printed


def test_costs_are_those_of_averages_and_not_of_the_rounded_totals(gem):
    # 30 million by 27 000 is 1 111: the printed 1 119 is 75 000 / 67, and 4 412 is 75 000 / 17.
    cost = gem["costs", "gem", "", "", "computed", "cost per member"]["estimate"]
    assert cost == pytest.approx(75_000 / 67, rel=EXACT)
    assert round(cost) != round(30e6 / 27_000)
    month = gem["costs", "gem", "", "", "computed", "cost per participant-month"]["estimate"]
    assert month == pytest.approx(75_000 / 17 / 12, rel=EXACT)
    post = gem["costs", "gem", "", "", "computed", "cost per full-time employee"]["estimate"]
    assert post == pytest.approx(75_000 / 1.4, rel=EXACT)


def test_figures_said_to_be_about_right_are_compared_by_what_the_words_leave_open(gem):
    verdicts = {key[3]: row["note"] for key, row in gem.items() if key[0] == "sums" and key[-1] == "difference"}
    assert verdicts == {"members": "adds up", "funding": "adds up", "": "adds up"}
    differences = {key[3]: row["estimate"] for key, row in gem.items() if key[0] == "sums" and key[-1] == "difference"}
    assert differences == {"members": 1.0, "funding": 225_000.0, "": 0.0}
    assert programme_findings(read_programme(example="gem")) == ()


def test_the_arithmetic_of_every_computed_figure_is_said():
    said = {result.kind: [str(note) for note in result.notes if note.code == "programme_arithmetic"]
            for result in describe_programme(read_programme(example="gem"))}  # fmt: skip
    plain = " ".join(text for texts in said.values() for text in texts).replace("\u00a0", " ")
    for sum_ in ("403 × 67 = 27,001", "403 × 75,000 = 30,225,000", "75,000 / 67 = 1,119", "75,000 / 17 = 4,412",
                 "17 / 67 = 25.4%", "87 + 13 = 100", "3^(1/10) − 1 = 11.6%"):  # fmt: skip
        assert sum_ in plain


def test_every_note_knows_the_row_it_is_about():
    for example in EXAMPLES:
        for result in describe_programme(read_programme(example=example)):
            keys = result.rows[[*result.keys, "quantity"]].astype(str).to_numpy().tolist()
            rows = {"/".join(filter(None, key)) for key in keys}
            assert {note.values["row"] for note in result.notes if note.code == "programme_arithmetic"} <= rows


# Peer workers in south-east France, 2022: 42 = 4 + 28 + 7 + 3; median wage quoted for France 1 600 EUR a month.
def test_peer_workers_of_the_south_east_add_up_by_setting():
    found = figures("south_east")
    people = {key[3]: row["estimate"] for key, row in found.items() if key[0] == "staffing" and key[-1] == "count"}
    assert people == {"mental_health": 4, "community": 28, "social": 7, "employment": 3}
    assert found["staffing", "staff", "total", "", "published", "people"]["estimate"] == 42 == sum(people.values())
    shares = [row["estimate"] for key, row in found.items() if key[-1] == "share of staff"]
    assert [round(share, 1) for share in shares] == [9.5, 66.7, 16.7, 7.1]
    wage = found["staffing", "staff", "total", "", "published", "median monthly wage"]
    assert (wage["estimate"], wage["source"]) == (1600, "france")
    assert programme_findings(read_programme(example="south_east")) == ()


# Posts of peer workers: 30 planned and 29 recruited in 2012; 35 posts in 6 regions in December 2017; 7 good
# integrations, 4 stopped after a relapse, 14 of 29 had left (CNSA).
def test_posts_are_counted_at_each_moment(posts):
    counted = {key[1:4:2]: row["estimate"] for key, row in posts.items() if key[0] == "staffing" and key[-1] == "count"}
    assert counted == {
        ("planned", "2012"): 30, ("recruited", "2012"): 29, ("posts", "2017-12"): 35, ("regions", "2017-12"): 6,
        ("good_integration", "evaluation"): 7, ("relapse", "evaluation"): 4, ("left", "evaluation"): 14,
    }  # fmt: skip
    filled = posts["staffing", "recruited", "moment", "2012", "computed", "filled percent"]["estimate"]
    assert filled == pytest.approx(100 * 29 / 30, rel=EXACT)
    left = posts["staffing", "left", "moment", "evaluation", "computed", "share"]
    # Wilson's interval of 14 of 29 by his formula: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n)
    z, n, p = 1.959963984540054, 29, 14 / 29
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    wanted = [100 * (p + z**2 / (2 * n) + side * half) / (1 + z**2 / n) for side in (-1, 1)]
    assert [left["conf_low"], left["conf_high"]] == pytest.approx(wanted, rel=1e-9)


# Press account of the 29 recruited: 16 in post, 6 other occupation, 3 studying, 2 not working, 4 stopped early.
def test_thirty_one_of_twenty_nine_is_a_finding_and_stays_as_printed(posts):
    parts = [row["estimate"] for key, row in posts.items() if key[0] == "sums" and key[-1] == "part"]
    assert parts == [16, 6, 3, 2, 4]
    assert posts["sums", "later", "total", "", "published", "printed"]["estimate"] == 29
    assert posts["sums", "later", "total", "", "computed", "made"]["estimate"] == 31
    assert posts["sums", "later", "total", "", "computed", "difference"]["note"] == "does not add up"
    (found,) = programme_findings(read_programme(example="psw_posts"))
    assert (found.severity, found.rule) == ("warning", "programme-total")
    english, french = (found.message(language).replace("\u00a0", " ") for language in ("en", "fr"))
    assert "16 + 6 + 3 + 2 + 4 = 31" in english
    assert "29 is printed" in english
    assert "les 29 personnes recrutées" in french
