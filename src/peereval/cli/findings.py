"""Findings as lines on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from peereval.remarks import Finding
    from peereval.study import Study


def print_findings(findings: "Sequence[Finding]", study: "Study", *, to_stderr: bool = False) -> None:
    """Print findings, errors first, with where they are and what would resolve them."""
    from peereval.checks.lines import count_line, finding_lines  # noqa: PLC0415  (the command line starts at once)

    for line in finding_lines(findings, study.language):
        typer.echo(line, err=to_stderr)
    if not to_stderr:
        typer.echo(count_line(findings, study.language))
