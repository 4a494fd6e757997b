"""The command that recomputes the figures of printed tables."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peereval.cli.app import app
from peereval.cli.studies import LanguageOption
from peereval.errors import StudyFileError
from peereval.terms import term

if TYPE_CHECKING:
    from peereval.dossier import Dossier

FOLDER = "recalculation"


@app.command()
def recalculate(
    printed: Annotated[
        Path | None, typer.Argument(metavar="PRINTED.yaml", help="A file of printed figures.", show_default=False)
    ] = None,
    *,
    example: Annotated[bool, typer.Option("--example", help="Recalculate the tables that come with peereval.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder of the document; 'recalculation' beside the file.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 where a figure is inconsistent.")] = False,
    language: LanguageOption = "en",
) -> None:
    """Recompute printed figures from those beside them: t, d, F, eta squared, chi2, p, I2, intervals, sums, GRIM."""
    if (printed is None) == (not example):
        raise StudyFileError("Name one file of printed figures, or write --example for those that come with peereval.")
    from peereval.dossiers.recalculation import recalculate as gather  # noqa: PLC0415  (imports pandas)
    from peereval.evidence.recalculated.shipped import shipped_files  # noqa: PLC0415
    from peereval.report.dossiers.write import write_dossier  # noqa: PLC0415
    from peereval.report.swap import check_target  # noqa: PLC0415

    paths = [printed] if printed else list(shipped_files())
    target = (out or (printed.parent if printed else Path()) / FOLDER).absolute()
    check_target(target)
    dossier = gather(paths, language=language)
    _print_verdicts(dossier)
    beside = {f"printed/{path.name}": path.read_bytes() for path in paths}
    typer.echo(term("cli.recalculated", language, path=write_dossier(dossier, target, beside=beside)))
    if strict and any(finding.rule == "printed-inconsistent" for finding in dossier.findings):
        raise typer.Exit(1)


def _print_verdicts(dossier: "Dossier") -> None:
    """Print a line for each printed figure, and what was found."""
    from peereval.report.dossiers.recalculation_lines import verdict_lines  # noqa: PLC0415

    for line in verdict_lines(dossier):
        typer.echo(line)
    for finding in dossier.findings:
        typer.echo("")
        typer.echo(finding.message(dossier.language))
        typer.echo(finding.message(dossier.language, ".consequence"))
    typer.echo("")
