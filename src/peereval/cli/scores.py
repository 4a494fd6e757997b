"""The command that writes the scored table."""

from pathlib import Path
from typing import Annotated

import typer

from peereval.cli.app import app
from peereval.cli.findings import print_findings
from peereval.cli.studies import StudyArgument
from peereval.terms import term


@app.command()
def score(
    study: StudyArgument,
    *,
    out: Annotated[Path | None, typer.Option(help="The new .xlsx file; 'scores.xlsx' beside the study file.")] = None,
) -> None:
    """Write the scores of a study as .xlsx: internal, one row per person and visit."""
    from peereval.checks.data import check_data  # noqa: PLC0415  (the command line starts at once)
    from peereval.report.scores_book import check_scores_target, write_scores  # noqa: PLC0415  (openpyxl)
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    refuse_other_files(study)
    read = read_study(study)
    target = check_scores_target(read, out or study.parent / "scores.xlsx")
    checked = check_data(read)
    if not checked.usable:
        errors = [finding for finding in checked.findings if finding.severity == "error"]
        print_findings(errors, read, to_stderr=True)
        typer.echo(term("cli.scores_refused", read.language), err=True)
        raise typer.Exit(1)
    write_scores(read, target, checked=checked)
    typer.echo(term("cli.scores_written", read.language, path=target))
    typer.echo(term("scores.internal", read.language))
