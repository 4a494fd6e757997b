"""How many people have the event, or stand in each category, by group and visit."""

from collections.abc import Iterator, Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import Figure, Index, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import label_column, notes_of, results_by_measure, rows_by_measure
from peereval.results import Result


def observed_events_table(labels: Labels) -> Table | None:
    """Return those measured and, of them, count and percentage with the event or in each category."""
    pairs = results_by_measure(labels, "observed_events")
    if not pairs:
        return None
    seen = {key[0] for _, result in pairs for key in index_rows(result, "visit")}
    visits = [visit for visit in labels.study.visits if visit in seen]
    count, percent, measured = (labels.quantity(name) for name in ("count", "percent", "measured"))
    columns = [label_column(labels.say("column.group"))]
    for visit in visits:
        spanner = labels.visit(visit)
        columns += [
            Column(f"{visit}_measured", measured, "number", (measured,), spanner),
            Column(f"{visit}_n", labels.say("column.n_percent"), "pair", (count, percent), spanner),
        ]

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        return tuple(_rows(labels, measure, index_rows(result, "group", "visit", "category"), visits))

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.observed_events_note"), *notes_of(labels, pairs))
    return Table("observed_events", labels.say("table.observed_events"), tuple(columns), rows, notes)


def _rows(labels: Labels, measure: Measure, index: Index, visits: list[str]) -> Iterator[Row]:
    """Yield a row a group, and where there are several categories a row for each below it."""
    categories = [name for name in dict.fromkeys(key[2] for key in index) if name]
    for group in dict.fromkeys(key[0] for key in index):
        measured = [index.get((group, visit, "", "measured")) for visit in visits]
        own = [_shares(index, group, categories[0], visits)] if len(categories) == 1 else []
        yield _row(labels.group(group), measured, own[0] if own else [Cell() for _ in visits])
        for category in categories if not own else ():
            shares = _shares(index, group, category, visits)
            yield _row(labels.level(measure.name, category), [None for _ in visits], shares, below=True)


def _row(label: str, measured: Sequence[Figure | None], shares: Sequence[Cell], *, below: bool = False) -> Row:
    cells = [Cell(label)]
    for figure, share in zip(measured, shares, strict=True):
        cells += [figure.cell(style="count") if figure else Cell(), share]
    return Row(tuple(cells), "indent" if below else "body")


def _shares(index: Index, group: str, category: str, visits: list[str]) -> list[Cell]:
    cells = []
    for visit in visits:
        count, percent = (index.get((group, visit, category, quantity)) for quantity in ("count", "percent"))
        numbers = (count.number(style="count"), percent.number(decimals=1)) if count and percent else ()
        cells.append(Cell(numbers=numbers))
    return cells
