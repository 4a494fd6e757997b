"""Groups one by one: sums, shares with intervals, growth, costs; what holds whatever the figures; what is refused."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.describe.programme.amounts import all_amounts, row_amounts
from peereval.describe.programme.arithmetic import Arithmetic
from peereval.describe.programme.costs import describe_costs
from peereval.describe.programme.reach import describe_reach
from peereval.describe.programme.run import describe_programme, programme_findings
from peereval.errors import StudyFileError
from peereval.load.programme import read_programme
from peereval.study.programme import GroupRow, Programme, ProgrammeKeys
from peereval.study.programme_figure import Figure

TWO = """programme: 1
title: {en: Two groups}
currency: CHF
groups:
  - {name: north, year: 2013, members: 40, regular: 10, employees: 1, funding: 60000}
  - {name: south, year: 2013, members: 60, regular: 20, employees: 2, funding: 90000}
  - {name: north, year: 2015, members: 90, regular: 30, employees: 1.5, funding: 90000, wage: 1700}
"""


def read(folder, yaml):
    (folder / "programme.yaml").write_text(yaml, encoding="utf-8")
    return read_programme(folder / "programme.yaml")


def figure(result, quantity, **keys):
    rows = result.rows[result.rows["quantity"] == quantity]
    for name, value in keys.items():
        rows = rows[rows[name] == value]
    return rows.iloc[0]


def test_groups_are_added_up_year_by_year(tmp_path):
    results = {result.kind: result for result in describe_programme(read(tmp_path, TWO))}
    reach, costs = results["programme_reach"], results["programme_costs"]
    assert figure(reach, "members", name="all", basis="total")["estimate"] == 100
    share = figure(reach, "share regular", name="all")
    # Wilson by hand: (30 + 1.92 -+ 1.96 * sqrt(30 * 70 / 100 + 0.96)) / 103.84
    assert [round(share[name], 1) for name in ("estimate", "conf_low", "conf_high")] == [30.0, 21.9, 39.6]
    assert figure(costs, "cost per member", name="all")["estimate"] == 1500
    assert figure(costs, "cost per participant-month", name="south")["estimate"] == pytest.approx(90_000 / 20 / 12)
    assert costs.method["currency"] == "CHF"
    assert "all" not in set(reach.rows.loc[reach.rows["year"] == "2015", "name"])


def test_growth_of_a_group_is_taken_from_its_first_to_its_last_year(tmp_path):
    reach = describe_reach(read(tmp_path, TWO))
    assert figure(reach, "ratio", name="north")["estimate"] == 2.25
    assert figure(reach, "yearly growth", name="north")["estimate"] == pytest.approx(50.0)


def test_growth_may_be_given_by_the_counts_of_years(tmp_path):
    yaml = "programme: 1\ntitle: {en: x}\ngrowth: {groups: {counts: {2014: 400, 2004: 100}}}\n"
    reach = describe_reach(read(tmp_path, yaml))
    assert figure(reach, "ratio")["estimate"] == 4
    assert figure(reach, "yearly growth")["estimate"] == pytest.approx(100 * (4**0.1 - 1))


@pytest.mark.parametrize(
    ("text", "number", "half", "said"),
    [
        ("67", 67, 0.5, "exact"),
        ("1.4", 1.4, 0.05, "exact"),
        ("27 000", 27_000, 0.5, "exact"),
        ("about 27 000", 27_000, 500, "about"),
        ("Environ 27\u00a0000", 27_000, 500, "about"),
        ("about 30 million", 30e6, 0.5e6, "about"),
        ("30.2 million", 30.2e6, 0.05e6, "exact"),
        ("environ 30 millions", 30e6, 0.5e6, "about"),
        ("more than 80 %", 80, 0.5, "more"),
        ("moins de 80", 80, 0.5, "less"),
    ],
)
def test_figures_are_read_as_they_are_printed(text, number, half, said):
    figure = Figure(value=text)
    assert (figure.number, figure.half_unit, figure.said) == (number, pytest.approx(half), said)


@pytest.mark.parametrize(
    ("members", "average", "holds"),
    [("about 27 000", 67, True), ("about 28 000", 67, False), ("27 001", 67, True), ("more than 27 000", 67, True),
     ("less than 26 000", 67, False), ("about 27 800", 67, False)],
)  # fmt: skip
def test_a_printed_total_is_compared_within_what_it_leaves_open(tmp_path, members, average, holds):
    row = f"{{name: a, groups: 403, members: {members}, average: {{members: {average}}}}}"
    programme = read(tmp_path, f"programme: 1\ntitle: {{en: x}}\ngroups:\n  - {row}\n")
    assert [found.rule for found in programme_findings(programme)] == ([] if holds else ["programme-total"])


def test_shares_of_a_whole_may_miss_a_hundred_by_their_rounding_only(tmp_path):
    def read_shares(*percents):
        shares = "".join(f"  s{i}: {{percent: {percent}, adds_up: all}}\n" for i, percent in enumerate(percents))
        return programme_findings(read(tmp_path, f"programme: 1\ntitle: {{en: x}}\nshares:\n{shares}"))

    assert read_shares(33, 33, 33) == ()
    assert [found.rule for found in read_shares(33, 33, 30)] == ["programme-total"]


COUNTS = st.integers(min_value=1, max_value=5000)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=6), factor=st.integers(2, 1000))
def test_costs_scale_with_the_currency_and_do_not_depend_on_the_order_of_rows(rows, factor):
    def costs(rows, factor=1):
        groups = [{"name": f"g{members}-{money}-{i}", "members": members, "funding": factor * money}
                  for i, (members, money) in rows]  # fmt: skip
        keys = ProgrammeKeys.model_validate({"programme": "1", "title": {"en": "x"}, "groups": groups})
        result = describe_costs(Programme(keys, None)).rows
        return result.set_index(["name", "basis", "status", "quantity"])["estimate"].sort_index()

    listed = list(enumerate(rows))
    plain = costs(listed)
    assert costs(listed, factor).to_numpy() == pytest.approx(factor * plain.to_numpy(), rel=1e-12)
    assert costs(listed[::-1])[plain.index].to_numpy() == pytest.approx(plain.to_numpy(), rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(COUNTS, min_size=2, max_size=6))
def test_the_cost_of_all_lies_between_those_of_the_groups(rows):
    made = [row_amounts(GroupRow.model_validate({"name": f"{i}", "members": n, "funding": 1000 * (i + 1)}))
            for i, n in enumerate(rows)]  # fmt: skip
    each = [row.totals["funding"] / row.totals["members"] for row in made]
    whole = all_amounts(made)
    assert min(each) * (1 - 1e-12) <= whole.totals["funding"] / whole.totals["members"] <= max(each) * (1 + 1e-12)


def test_what_only_some_rows_have_is_not_added_up(tmp_path):
    yaml = "programme: 1\ntitle: {en: x}\ngroups:\n  - {name: a, members: 3, funding: 9}\n  - {name: b, members: 4}\n"
    costs = describe_costs(read(tmp_path, yaml))
    assert set(costs.rows["name"]) == {"a"}


def test_nothing_is_divided_by_nobody(tmp_path):
    yaml = "programme: 1\ntitle: {en: x}\ngroups:\n  - {name: a, members: 0, regular: 0, funding: 9}\n"
    programme = read(tmp_path, yaml)
    rows = (figure(describe_costs(programme), "cost per member"), figure(describe_reach(programme), "share regular"))
    for row in rows:
        assert row["note"] == "not estimable"
        assert row[["estimate", "conf_low", "conf_high"]].isna().all()


def test_arithmetic_of_many_numbers_is_cut_and_french_has_its_marks():
    said = Arithmetic(tuple(float(n) for n in range(1, 21)), "+", 210.0).in_language("fr").replace("\u00a0", " ")
    assert said == "1 + 2 + 3 + 4 + 5 + 6 + 7 + … + 20 = 210"
    percent = Arithmetic((17.0, 67.0), "/", 100 * 17 / 67, percent=True).in_language("fr")
    assert percent.replace("\u00a0", " ") == "17 / 67 = 25,4 %"


HEAD = "programme: 1\ntitle: {en: x}\n"
TWICE = """shares:
  a: {percent: 3, label: {en: b}}
parts:
  w: {total: 1, parts: {a: {count: 1, label: {en: c}}}}
"""


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        (f"{HEAD}group:\n  - {{name: a}}\n", "line 3: unknown key 'group'. Did you mean 'groups'?"),
        (f"{HEAD}groups:\n  - {{name: a, membres: 3}}\n", "line 4: unknown key 'membres'. Did you mean 'members'?"),
        (f"{HEAD}groups:\n  - {{name: a, members: many}}\n", "line 4: 'many' is not a figure"),
        (f"{HEAD}groups:\n  - {{name: a, members: '1,400'}}\n", "line 4: '1,400' is not a figure"),
        (f"{HEAD}groups:\n  - {{name: a, members: 1e400}}\n", "line 4: '1e400' is not a figure"),
        (f"{HEAD}growth: {{g: {{ratio: 3, years: 0}}}}\n", "'years' must be at least 0.25"),
        (f"{HEAD}groups:\n  - {{name: a, members: -3}}\n", "line 4: '-3' is not a figure"),
        (f"{HEAD}groups:\n  - {{name: a, members: 3, source: annual}}\nsources: {{annuals: x}}\n",
         "line 4: 'source' is 'annual', which 'sources' does not name. Did you mean 'annuals'?"),
        (f"{HEAD}groups:\n  - {{name: a, members: 3}}\n  - {{name: a, members: 4}}\n", "line 5: the row 'a' is given"),
        (f"{HEAD}growth: {{g: {{ratio: 3}}}}\n", "'ratio' with 'years'"),
        (f"{HEAD}growth: {{g: {{counts: {{now: 1, then: 2}}}}}}\n", "by year: 2004: 134"),
        (HEAD, "the programme has no figures"),
        (f"{HEAD}{TWICE}", "line 6: 'a' has another label above"),
        ("programme: 2\ntitle: {en: x}\n", "line 1: 'programme' is '2'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path, yaml, said):
    with pytest.raises(StudyFileError) as refused:
        read(tmp_path, yaml)
    assert said in str(refused.value)
    assert "programme.yaml" in str(refused.value)


def test_an_example_or_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StudyFileError, match="Did you mean 'south_east'"):
        read_programme(example="southeast")
    with pytest.raises(StudyFileError, match="does not exist"):
        read_programme(tmp_path / "absent.yaml")


def test_the_file_of_the_document_can_be_read(tmp_path):
    text = (Path(__file__).parents[3] / "docs" / "programme.md").read_text(encoding="utf-8")
    yaml = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0]
    (tmp_path / "posts.csv").write_text("début;fin\n01/02/2012;31/12/2013\n15/03/2012;\n", encoding="utf-8")
    programme = read(tmp_path, yaml)
    assert programme.posts["left"].tolist() == [True, False]
    assert [found.rule for found in programme_findings(programme)] == ["programme-total"]  # 31 of 29
    reach = describe_reach(programme)
    assert figure(reach, "members", name="all", basis="total")["estimate"] == 120 + 403 * 67
    assert set(reach.rows.loc[reach.rows["basis"] == "growth", "quantity"]) == {"ratio", "yearly growth"}


def test_one_text_names_it_in_every_language(tmp_path):
    named = read(
        tmp_path, TWO.replace("{en: Two groups}", "Deux groupes").replace("{name: south,", "{name: south, label: Sud,")
    )
    assert named.keys.title == {"en": "Deux groupes"}
    assert named.keys.groups[1].label == {"en": "Sud"}
