"""How a stage of loading says that a source cannot be read any further."""

from collections.abc import Mapping

from peereval.errors import DataError
from peereval.remarks import Finding, Severity


class SourceError(DataError):
    """A source cannot be read; it carries its findings, so that the other sources are still read."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("\n".join(map(_placed, findings)))
        self.findings = findings


def _placed(finding: Finding) -> str:
    """Return what was found behind its file and the first of its rows."""
    rows = f", row {', '.join(map(str, finding.rows[:8]))}" if finding.rows else ""
    return f"{finding.file}{rows}: {finding.message()}" if finding.file else finding.message()


def refuse(
    rule: str,
    file: str,
    values: Mapping[str, object] | None = None,
    *,
    rows: tuple[int, ...] = (),
    fix: str = "",
) -> SourceError:
    """Return the exception for a finding of severity error, to be raised by the caller."""
    return SourceError(found("error", rule, file, values, rows=rows, fix=fix))


def found(
    severity: Severity,
    rule: str,
    file: str,
    values: Mapping[str, object] | None = None,
    *,
    rows: tuple[int, ...] = (),
    count: int | None = None,
    fix: str = "",
) -> Finding:
    """Return a finding whose count is its number of rows unless said otherwise."""
    total = len(rows) if count is None else count
    return Finding(severity, rule, file=file, rows=rows, count=total, fix=fix, values=values or {})
