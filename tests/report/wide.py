"""A stored analysis made as wide as studies get: seven groups, six visits, ten outcomes, long labels."""

from dataclasses import replace

import pandas as pd

from peereval.report.disclosure.known import with_rows
from peereval.report.labels import Labels
from peereval.results import Result

MORE_GROUPS = tuple(f"treated{number}" for number in range(2, 6))
MORE_VISITS = ("T18", "T24", "T36")


class LongLabels(Labels):
    def visit(self, name):
        return f"Suivi à {name[1:]} mois après l'inclusion"

    def group(self, name):
        return f"Personnes suivies par un médiateur de santé-pair du dispositif {name}"

    def measure(self, name):
        found = super().measure(name)
        return replace_label(found, f"Stigmatisation intériorisée mesurée par l'échelle ISMI en 29 items, {name}")


def replace_label(measure, label):
    return type(measure)(measure.name, label, measure.method, measure.figures)


def widen(analysis):
    """Return an analysis whose treated group and last visit stand there several times over."""
    study = analysis.study
    groups = {**study.groups, **dict.fromkeys(MORE_GROUPS, study.groups["treated"])}
    visits = dict(study.visits)
    for name in MORE_VISITS:
        visits[name] = visits["T12"].model_copy(update={"month": float(name[1:])})
    results = tuple(_widened(one) for one in analysis.results)
    more = tuple(Result(one.kind, f"{one.outcome}{number}", one.rows, one.method, one.notes)
                 for number in (2, 3, 4, 5) for one in results if one.outcome == "functioning")  # fmt: skip
    study = study.model_copy(update={"groups": groups, "visits": visits})
    return replace(analysis, study=study, results=(*results, *more))


def _later(rows, kind):
    """Return rows of a later visit; the dates of one are later too."""
    if kind != "visit_timing" or rows["visit"].iloc[0] not in MORE_VISITS:
        return rows
    dated = rows["quantity"].isin(["planned", "median", "q1", "q3", "p10", "p90"])
    return rows.assign(estimate=rows["estimate"] + dated * (float(rows["visit"].iloc[0][1:]) - 12.0))


def _widened(result):
    rows = result.rows
    for name, of, more in (
        ("group", "treated", MORE_GROUPS),
        ("arm", "treated", MORE_GROUPS),
        ("visit", "T12", MORE_VISITS),
    ):
        if name in rows and not (name == "visit" and result.kind == "tipping_point"):  # is of one visit
            found = rows[rows[name] == of]
            rows = pd.concat([rows, *(_later(found.assign(**{name: one}), result.kind) for one in more)])
    return with_rows(result, rows.drop_duplicates())
