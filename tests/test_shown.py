"""How a result shows itself in a notebook: only columns with something in them, nothing of the data as markup."""

import numpy as np
import pandas as pd

from peereval.remarks import Note
from peereval.results import make_result


def shown(rows, **about):
    return make_result("change_contrasts", pd.DataFrame(rows), **about)._repr_html_()


def test_columns_without_anything_in_them_are_left_out():
    html = shown({"visit": ["T6", "T12"], "estimate": [1.0, np.nan]})
    assert "<th>estimate</th>" in html
    assert [name for name in ("std_error", "p_value", "note", "quantity") if f"<th>{name}</th>" in html] == []


def test_an_empty_figure_is_an_empty_cell_beside_its_reason():
    html = shown({"estimate": [1.0, np.nan], "p_value": [0.01, np.nan], "note": ["", "not estimable"]})
    assert "NaN" not in html
    assert "<td>not estimable</td>" in html


def test_a_p_value_has_four_decimals_or_a_bound():
    html = shown({"p_value": [0.04567, 0.00001, 0.5]})
    assert [cell in html for cell in ("<td>0.0457</td>", "<td>&lt;0.0001</td>", "<td>0.5000</td>")] == [True] * 3


def test_labels_notes_and_method_are_escaped():
    html = shown(
        {"group": ["<b>a</b>"], "estimate": [1.0]},
        method={"formula": "y ~ <i>x</i>"},
        notes=[Note("reference", column="<u>g</u>", level="c")],
    )
    assert [mark for mark in ("<b>a", "<i>", "<u>") if mark in html] == []
    assert "formula = y ~ &lt;i&gt;x" in html
    assert "<b>change contrasts</b>" in html
