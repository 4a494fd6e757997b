"""Tables of record: the measures, what was found in the files, the files themselves."""

from collections.abc import Mapping

from peereval.report.finding_places import file_text, rows_text
from peereval.report.findings import order_findings
from peereval.report.labels import Labels, Measure
from peereval.report.notes import consequence_text, finding_text
from peereval.report.rows import cell_of
from peereval.report.table import Cell, Column, Row, Table, text_row
from peereval.report.tables.shared import label_column

_FILE = ("path", "sheet", "encoding", "separator", "decimal", "rows", "sha256")


def measures_table(labels: Labels) -> Table | None:
    """Return the measures: instrument, range, direction, important difference, key verified or not."""
    if not labels.measures:
        return None
    names = ("instrument", "range", "better", "important_difference", "role", "verified")
    layouts = {"range": "interval", "important_difference": "number"}
    columns = [Column(name, labels.say(f"column.{name}"), layouts.get(name, "text"), _parts(labels, name))  # type: ignore[arg-type]
               for name in names]  # fmt: skip
    rows = tuple(_measure_row(labels, measure) for measure in labels.measures.values())
    head = label_column(labels.say("column.measure"))
    return Table("measures", labels.say("table.measures"), (head, *columns), rows, part="diagnostics")


def _parts(labels: Labels, name: str) -> tuple[str, ...]:
    if name == "range":
        return labels.quantity("minimum"), labels.quantity("maximum")
    return (labels.say(f"column.{name}"),)


def _measure_row(labels: Labels, measure: Measure) -> Row:
    bounds = [measure.figures.get((name,)) for name in ("minimum", "maximum")]
    important = measure.figures.get(("important difference",))
    better = {"better": "table.higher", "worse": "table.lower", "unstated": "table.unstated"}[measure.higher_is]
    instrument = labels.instrument(measure)
    return Row((
        Cell(measure.label),
        Cell(instrument or "–"),
        cell_of(bounds, decimals=0),
        Cell(labels.say(better)),
        cell_of([important], decimals=measure.decimals),
        Cell(labels.say("table.primary" if measure.primary else "table.secondary")),
        Cell(labels.say("table.yes" if measure.method.get("verified") else "table.no") if instrument else "–"),
    ))  # fmt: skip


def findings_table(labels: Labels) -> Table | None:
    """Return what was found in the files, what it changes, where it stands and what would resolve it."""
    findings = order_findings(labels.analysis.findings)
    if not findings:
        return None
    names = ("severity", "found", "consequence", "file", "rows", "count", "fix")
    rows = tuple(
        text_row(
            (
                labels.say(f"report.severity_{finding.severity}"),
                finding_text(labels, finding),
                consequence_text(labels, finding),
                file_text(labels, finding.file),
                rows_text(finding, labels.language),
                str(finding.count or ""),
                finding.fix,
            ),
            code=(3, 6),
        )
        for finding in findings
    )
    columns = tuple(Column(name, labels.say(f"column.{name}")) for name in names)
    return Table("findings", labels.say("table.findings"), columns, rows, part="diagnostics")


def files_table(labels: Labels) -> Table | None:
    """Return each file that was read, how it was read, and its SHA-256."""
    files = labels.analysis.provenance.get("files")
    if not isinstance(files, (list, tuple)) or not files:
        return None
    columns = tuple(Column(name, labels.say(f"column.file_{name}")) for name in _FILE)
    rows = tuple(text_row([_file_text(file, name) for name in _FILE], code=(0, 2, 3, 4, 6)) for file in files)
    return Table("files", labels.say("table.files"), columns, rows, part="diagnostics")


def _file_text(file: Mapping[str, object], name: str) -> str:
    value = file.get(name)
    return "" if value is None else {"\t": "\\t"}.get(str(value), str(value))
