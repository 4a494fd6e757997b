"""What follows from the published counts and dates of STIGMA."""

from collections.abc import Mapping

import pandas as pd

from peereval.describe.shares import compare_shares, wilson_interval
from peereval.describe.timeline import describe_phases
from peereval.evidence.detectable import detectable_difference
from peereval.evidence.published_tables import Published
from peereval.evidence.recomputation.places import figure_at
from peereval.results import VALUE_COLUMNS, Result, make_result

SITES = {"treated": 15, "control": 9}
"""Services with peer support workers, and institutions that agreed to be controls."""
_FIRST, _LEVEL = "T0", 0.95
_Counts = Mapping[str, Mapping[str, float]]


def recompute_participants(published: Published) -> tuple[Result, ...]:
    """Return what the counts of participants give: retention and its tests, people unexplained, detectable differences.

    The kinds and keys are those of an analysis of a study with the groups treated and control,
    so that the same tables are compared with an analysis of the data.
    """
    table = published.tables["participants"]
    counts = {
        group: {visit: figure_at(published, "participants", group, visit) for visit in table.columns}
        for group in table.rows
    }
    included = figure_at(published, "included_analysed", "included", "control")
    rates = [float(row) for row in published.tables["detectable"].rows]
    return (_retained(counts), _compared(counts), _unexplained(counts, included), _detectable(counts, rates))


def recompute_timetable(published: Published) -> tuple[Result, ...]:
    """Return the phases of the timetable in days, the revised ones as actual."""
    table = published.tables["timetable"]
    columns = (("planned", "original"), ("actual", "revised"))
    phases = [(row, {version: table.cell(row, column).dates for version, column in columns}) for row in table.rows]
    return (describe_phases(phases),)


def _retained(counts: _Counts) -> Result:
    rows = []
    for group, seen in counts.items():
        for visit in list(seen)[1:]:
            low, high = wilson_interval(seen[visit], seen[_FIRST], _LEVEL)
            rows.append((group, "", visit, "retained", 100 * seen[visit] / seen[_FIRST], 100 * low, 100 * high))
    columns = ["group", "entry", "visit", "quantity", "estimate", "conf_low", "conf_high"]
    return make_result("flow", pd.DataFrame(rows, columns=columns), method={"interval": "wilson", "level": _LEVEL})


def _compared(counts: _Counts) -> Result:
    treated, control = counts["treated"], counts["control"]
    rows = [
        ("treated", visit, "control", *row)
        for visit in list(treated)[1:]
        for row in compare_shares(treated[visit], treated[_FIRST], control[visit], control[_FIRST], _LEVEL)
    ]
    frame = pd.DataFrame(rows, columns=["group", "visit", "reference", *VALUE_COLUMNS[:-1]])
    frame = frame.astype(dict.fromkeys(VALUE_COLUMNS[1:-1], "float64"))
    return make_result("differential_attrition", frame, method={"interval": "newcombe", "level": _LEVEL})


def _unexplained(counts: _Counts, included: float) -> Result:
    rows = [("control", "unexplained", included - counts["control"][_FIRST])]
    return make_result("included_analysed", pd.DataFrame(rows, columns=["group", "quantity", "estimate"]))


def _detectable(counts: _Counts, rates: list[float]) -> Result:
    rows = [
        (visit, f"{rate:g}", "detectable difference", _smallest(counts, visit, rate))
        for rate in rates
        for visit in counts["treated"]
    ]
    method = {"power": 0.8, "alpha": 0.05, "sites treated": SITES["treated"], "sites control": SITES["control"]}
    frame = pd.DataFrame(rows, columns=["visit", "icc", "quantity", "estimate"])
    return make_result("detectable_difference", frame, method=method)


def _smallest(counts: _Counts, visit: str, rate: float) -> float:
    people = (counts["treated"][visit], counts["control"][visit])
    return detectable_difference(*people, sites_treated=SITES["treated"], sites_control=SITES["control"], icc=rate)
