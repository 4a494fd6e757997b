"""Shares of people in the bands of a score."""

from collections.abc import Iterator

from peereval.report.labels import Labels, Measure
from peereval.report.rows import Index, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import interval_parts, interval_title, label_column, notes_of, results_by_measure

_Set = tuple[Measure, str, Index]


def bands_table(labels: Labels) -> Table | None:
    """Return count, percentage and interval of each band, by group, a pair of columns for each visit."""
    pairs = results_by_measure(labels, "bands")
    if not pairs:
        return None
    indexes = [index_rows(result, "bands", "group", "band", "visit") for _, result in pairs]
    seen = {key[3] for index in indexes for key in index}
    visits = [visit for visit in labels.study.visits if visit in seen]
    level = pairs[0][1].method.get("level")
    count, percent = labels.quantity("count"), labels.quantity("percent")
    columns = [label_column(labels.say("column.band"))]
    for visit in visits:
        spanner = labels.visit(visit)
        title = f"{percent}, {interval_title(labels, level)}"
        columns += [
            Column(f"{visit}_n", count, "number", (count,), spanner),
            Column(f"{visit}_percent", title, "estimate", interval_parts(labels, percent, level), spanner),
        ]
    sets: list[_Set] = [(measure, given, index) for (measure, _), index in zip(pairs, indexes, strict=True)
            for given in distinct(index, 0)]  # fmt: skip
    rows = tuple(row for one in sets for row in _rows(labels, *one, visits))
    notes = (labels.say("table.bands_note"), *_bounds(labels, sets), *notes_of(labels, pairs))
    return Table("bands", labels.say("table.bands"), tuple(columns), rows, notes)


def _rows(labels: Labels, measure: Measure, given: str, index: Index, visits: list[str]) -> Iterator[Row]:
    yield section(labels.say("table.bands_of", measure=measure.label, bands=_word(labels, measure, f"bands.{given}")))
    for group in dict.fromkeys(key[1] for key in index if key[0] == given):
        yield Row((Cell(labels.group(group)), *(Cell() for _ in range(2 * len(visits)))))
        for band in dict.fromkeys(key[2] for key in index if key[:2] == (given, group)):
            cells = [cell for visit in visits for cell in _cells(index, (given, group, band, visit))]
            yield Row((Cell(_word(labels, measure, f"band.{given}.{band}")), *cells), "indent")


def _cells(index: Index, key: tuple[str, str, str, str]) -> tuple[Cell, Cell]:
    count, percent = index.get((*key, "count")), index.get((*key, "percent"))
    if count is None:
        return Cell(), Cell()
    return count.cell(style="count"), percent.estimate_interval(1) if percent else Cell("–")


def _bounds(labels: Labels, sets: list[_Set]) -> Iterator[str]:
    """Yield which side a score on a bound belongs to, and whether the bounds were seen in a source."""
    for measure, given, _ in sets:
        facts = measure.method
        name = labels.say("table.bands_of", measure=measure.label, bands=_word(labels, measure, f"bands.{given}"))
        side = labels.say(f"table.bands_{facts.get(f'bands.{given}.closed', 'upper')}",
                          cuts=facts.get(f"bands.{given}.cuts.{labels.language}", ""))  # fmt: skip
        doubt = "" if facts.get(f"bands.{given}.verified") else f" {labels.say('table.bands_unverified')}"
        yield labels.say("table.note_of", measures=name, text=side + doubt)


def _word(labels: Labels, measure: Measure, key: str) -> str:
    return str(measure.method.get(f"{key}.{labels.language}") or key.rpartition(".")[2])
