"""How much of the information on each contrast went with the missed visits."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.rows import Index, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import label_column, results_by_measure, rows_by_measure
from peereval.results import Result

_QUANTITIES = ("percent missing", "percent missing of the reference", "percent of information missing")
_COLUMNS = ("missed_compared", "missed_reference", "missing_information")


def missing_information_table(labels: Labels) -> Table | None:
    """Return, for each contrast, the shares of people not measured and of information missing."""
    pairs = results_by_measure(labels, "missing_information")
    if not pairs:
        return None
    titles = {name: labels.say(f"column.{name}") for name in _COLUMNS}
    shares = (Column(name, title, "number", (title,)) for name, title in titles.items())
    columns = (label_column(labels.say("column.contrast")), *shares)

    def make(result: Result, _measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "reference", "baseline", "visit")
        keys = dict.fromkeys(key[:4] for key in index)
        return [Row((Cell(_label(labels, key)), *_cells(index, key))) for key in keys]

    imputations = max(int(str(result.method["imputations"])) for _, result in pairs)
    note = labels.say("table.missing_information_note", imputations=imputations)
    title = labels.say("table.missing_information")
    return Table("missing_information", title, columns, rows_by_measure(pairs, make), (note,), part="sensitivity")


def _label(labels: Labels, key: tuple[str, ...]) -> str:
    group, reference = (labels.group(name) for name in key[:2])
    label = labels.say("table.contrast", group=group, reference=reference, minus=MINUS)
    return f"{label}, {' → '.join(labels.visit(name) for name in key[2:])}"


def _cells(index: Index, key: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the shares of a contrast; nothing where an external report lacks one."""
    found = [index.get((*key, name)) for name in _QUANTITIES]
    return tuple(Cell() if one is None else one.cell(style="percent", decimals=0) for one in found)
