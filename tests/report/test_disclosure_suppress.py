"""The choice of hidden cells on random small tables, against the attacker of these tests."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.errors import DisclosureError
from peereval.report.disclosure.bounds import find_other, make_reader
from peereval.report.disclosure.margins import Margins, adds_up, from_size, percent_of
from peereval.report.disclosure.suppress import choose_hidden, hide_small

from .disclosure_attack import Attack

SMALLEST = 11
ROWS = st.lists(st.lists(st.integers(0, 40), min_size=2, max_size=4), min_size=2, max_size=4).filter(
    lambda rows: len({len(row) for row in rows}) == 1
)


def table_margins(rows):
    """Return a table with the totals of its rows and columns, all published."""
    table = np.array(rows)
    values = {("cell", str(i), str(j)): int(v) for (i, j), v in np.ndenumerate(table)}
    relations = []
    for i, row in enumerate(table):
        values["row", str(i)] = int(row.sum())
        relations.append(adds_up(("row", str(i)), tuple(("cell", str(i), str(j)) for j in range(len(row)))))
    for j, column in enumerate(table.T):
        values["column", str(j)] = int(column.sum())
        relations.append(adds_up(("column", str(j)), tuple(("cell", str(i), str(j)) for i in range(len(column)))))
    costs = {name: 1.0 if name[0] == "cell" else 5.0 for name in values}
    return Margins(values, costs, tuple(relations))


def flow_margins(steps):
    """Return people seen at visits in a row, those lost between two, and the total of those."""
    seen, values, relations = 60, {("seen", "0"): 60}, []
    for place, lost in enumerate(steps):
        seen -= min(lost, seen)
        now, before = ("seen", str(place + 1)), ("seen", str(place))
        values[now], values["lost", str(place)] = seen, values[before] - seen
        relations.append(adds_up(before, (now, ("lost", str(place)))))
    values["gone",] = 60 - seen
    relations.append(adds_up(("gone",), tuple(("lost", str(place)) for place in range(len(steps)))))
    return Margins(values, dict.fromkeys(values, 1.0), tuple(relations))


def attacked(margins, hidden):
    """Return the hidden counts that the attacker determines."""
    names = {name: "/".join(name) for name in margins.values}
    rows = pd.DataFrame({"key": names.values(), "kind": "flow", "quantity": "seen", "note": "",
                         "estimate": [float(value) for value in margins.values.values()]})  # fmt: skip
    for name in hidden:
        rows.loc[rows["key"] == names[name], ["note", "estimate"]] = ["hidden", float("nan")]
    attack = Attack(rows)
    for relation in margins.relations:
        attack.add({names[name]: weight for name, weight in relation.terms}, relation.low, relation.high)
    return attack.determined({names[name]: value for name, value in margins.values.items() if name in hidden})


def check(margins):
    hidden = choose_hidden(margins, SMALLEST)
    assert hide_small(margins, SMALLEST) <= hidden
    assert attacked(margins, hidden) == []
    assert choose_hidden(margins, SMALLEST) == hidden


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_no_hidden_cell_of_a_table_with_totals_is_determined(rows):
    check(table_margins(rows))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=1, max_size=5))
def test_no_hidden_cell_of_a_flow_is_determined(steps):
    check(flow_margins(steps))


def test_hiding_the_small_cell_alone_would_not_do():
    margins = table_margins([[4, 20], [30, 40]])
    assert attacked(margins, hide_small(margins, SMALLEST)) == ["cell/0/0"]


def test_nothing_is_hidden_where_nothing_is_small():
    assert choose_hidden(table_margins([[11, 20], [0, 40]]), SMALLEST) == frozenset()


def test_the_cheaper_figure_is_hidden():
    values = {("seen",): 205, ("measured",): 201, ("missing",): 4}
    margins = Margins(values, {("seen",): 40.0, ("measured",): 3.0, ("missing",): 1.0},
                      (adds_up(("seen",), (("measured",), ("missing",))),))  # fmt: skip
    assert choose_hidden(margins, SMALLEST) == {("measured",), ("missing",)}


def test_a_difference_that_is_not_printed_is_protected_too():
    values = {("all",): 50, ("seen",): 45, ("absent",): 5}
    relation = adds_up(("all",), (("seen",), ("absent",)))
    margins = Margins(values, {("all",): 9.0, ("seen",): 1.0}, (relation,))
    assert choose_hidden(margins, SMALLEST) == {("seen",)}


def test_a_percentage_that_gives_a_count_away_is_hidden():
    """31 of 202 is 15.3 %: with the 31 it leaves 202 alone among 190 to 205, and so the 3 missing."""
    values = {("group",): 205, ("recorded",): 202, ("missing",): 3, ("level",): 31, ("rest",): 171}
    costs = {("group",): 50.0, ("recorded",): 1.0, ("missing",): 1.0, ("level",): 9.0, ("percent",): 2.0}
    sums = (adds_up(("group",), (("recorded",), ("missing",))), adds_up(("recorded",), (("level",), ("rest",))))
    told = percent_of(("percent",), ("level",), ("recorded",), 100 * 31 / 202, half=0.01)
    hidden = choose_hidden(Margins(values, costs, (*sums, *told)), SMALLEST)
    assert hidden == {("recorded",), ("missing",), ("percent",)}


def test_what_is_shown_from_a_size_on_bounds_the_count_beside_it():
    values = {("n",): 44, ("missing",): 1, ("seen",): 45}
    relations = (adds_up(("seen",), (("n",), ("missing",))), from_size(("quartiles",), ("n",), 44))
    reader = make_reader(Margins(values, {("seen",): 9.0, ("quartiles",): 1.0, ("n",): 1.0}, relations))
    hidden = {("n",), ("missing",)}
    assert not find_other(reader, hidden, ("missing",), at_least=2)
    assert find_other(reader, hidden | {("quartiles",)}, ("missing",), at_least=2)


def test_a_count_that_cannot_be_protected_is_refused():
    values = {("few",): 5}
    fixed = adds_up(("few",), ()).__class__(((("few",), 1.0),), 5, 5)
    with pytest.raises(DisclosureError, match="whatever is hidden"):
        choose_hidden(Margins(values, {("few",): 1.0}, (fixed,)), SMALLEST)
