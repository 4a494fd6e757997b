"""What the flow figure draws: counts before inclusion, at each visit, in the model, and reasons of absence."""

import pandas as pd

from peereval.report.labels import Labels
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("group", "visit", "reason", "quantity", "estimate", "key")
BEFORE = ("refusals", "missed appointments", "still expected", "never seen")
BETWEEN = ("missed", "newly lost", "returned", "entered")
MODEL = ("analysed", "missing outcome", "missing covariate")
_FLOW = ("expected", "seen", "retained", "eligible", "included", *BEFORE, *BETWEEN)
_ABSENT = ("newly absent", "newly not recorded")


def flow_data(labels: Labels) -> pd.DataFrame:
    """Return the counts of the flow, those of the first primary measure, and why people were newly absent."""
    rows = []
    for _, result in results_by_measure(labels, "flow")[:1]:
        found = index_rows(result, "group", "entry", "visit")
        rows += [_drawn(key[0], key[2], "", key[3], figure) for key, figure in found.items()
                 if not key[1] and key[3] in _FLOW]  # fmt: skip
    for _, result in results_by_measure(labels, "analysed")[:1]:
        found = index_rows(result, "group", "visit")
        rows += [_drawn(key[0], key[1], "", key[2], figure) for key, figure in found.items() if key[2] in MODEL]
    for _, result in results_by_measure(labels, "absences")[:1]:
        found = index_rows(result, "group", "visit", "reason")
        rows += [_drawn(key[0], key[1], key[2], key[3], figure) for key, figure in found.items() if key[3] in _ABSENT]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _drawn(group: str, visit: str, reason: str, quantity: str, figure: Figure) -> tuple[str, str, str, str, float, str]:
    return group, visit, reason, quantity, figure.estimate, figure.key
