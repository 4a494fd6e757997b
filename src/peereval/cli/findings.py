"""Findings as lines on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.results import Finding

ROWS_SHOWN = 12


def print_findings(findings: "Sequence[Finding]", language: Language, *, to_stderr: bool = False) -> None:
    """Print findings, errors first, with where they are and what would resolve them."""
    order = {"error": 0, "warning": 1, "note": 2}
    for finding in sorted(findings, key=lambda one: order[one.severity]):
        where = " ".join(part for part in (finding.file, _rows(finding, language)) if part)
        severity = term(f"cli.severity.{finding.severity}", language)
        typer.echo(f"{severity}  {finding.rule}  {where}".rstrip(), err=to_stderr)
        typer.echo(f"    {finding.message(language)}", err=to_stderr)
        if finding.fix:
            where_to = "" if ".yaml line" in finding.fix else f"{term('cli.would_resolve', language)} "
            typer.echo(f"    {where_to}{finding.fix}", err=to_stderr)
    if not to_stderr:
        counts = {name: sum(one.severity == name for one in findings) for name in order}
        said = {f"{name}s": counted(name, count, language) for name, count in counts.items()}
        typer.echo(term("cli.findings", language, **said))


def counted(what: str, count: int, language: Language) -> str:
    """Return a number with its noun: French has the singular for 0 too."""
    single = count == 1 or (count == 0 and language == "fr")
    return term(f"cli.count.{what}" if single else f"cli.count.{what}s", language, count=count)


def _rows(finding: "Finding", language: Language) -> str:
    if not finding.rows:
        return ""
    shown = ", ".join(str(row) for row in finding.rows[:ROWS_SHOWN])
    more = max(finding.count, len(finding.rows)) - ROWS_SHOWN
    tail = f" {term('cli.and_more', language, count=more)}" if more > 0 else ""
    place = "line" if finding.file.endswith((".yaml", ".yml")) else "row"
    word = term(f"cli.{place}{'s' if len(finding.rows) > 1 else ''}", language)
    return f"{word} {shown}{tail}"
