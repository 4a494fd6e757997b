"""The command that monitors a programme: what it reaches, employs and costs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from peereval.cli.app import app
from peereval.cli.studies import LanguageOption
from peereval.errors import StudyFileError
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.dossier import Dossier
    from peereval.results import Analysis


@app.command()
def programme(
    file: Annotated[Path | None, typer.Argument(help="The programme file.", show_default=False)] = None,
    *,
    example: Annotated[
        Literal["gem", "south_east", "psw_posts"] | None,
        typer.Option(help="A published programme that comes with the package, in place of a file.", show_default=False),
    ] = None,
    study: Annotated[
        Path | None, typer.Option(help="The study of the programme: its effects beside the costs.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the results; 'programme' beside the file.")] = None,
    language: LanguageOption = "en",
) -> None:
    """Monitor a programme: reach, staffing, posts held, costs, and totals that do not add up."""
    from peereval.dossiers.programme import monitor_programme  # noqa: PLC0415  (the command line starts at once)
    from peereval.load.programme import read_programme  # noqa: PLC0415
    from peereval.report.dossiers.write import write_dossier  # noqa: PLC0415
    from peereval.report.swap import check_target  # noqa: PLC0415

    if (file is None) == (example is None):
        raise StudyFileError("Name one: a programme file, or --example gem, south_east or psw_posts.")
    target = (out or (file.parent if file else Path()) / "programme").absolute()
    check_target(target)  # before minutes of computing, not after
    read = read_programme(file) if file else read_programme(example=example or "gem")
    dossier = monitor_programme(read, analysis=_analysed(study) if study else None, language=language)
    _show(dossier, language)
    typer.echo(term("cli.programme_written", language, path=write_dossier(dossier, target)))


def _analysed(study_file: Path) -> "Analysis":
    from peereval.cli.progress import Bar  # noqa: PLC0415
    from peereval.pipeline import analyze  # noqa: PLC0415
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    refuse_other_files(study_file)
    study = read_study(study_file)
    with Bar(study.language) as bar:
        return analyze(study, progress=bar.show)


def _show(dossier: "Dossier", language: Language) -> None:
    """Print every table in plain lines, then what was found."""
    from peereval.checks.lines import finding_lines  # noqa: PLC0415

    for name in dossier.tables:
        table = dossier.table(name)
        typer.echo(f"\n{table}")
    typer.echo()
    for line in finding_lines(dossier.findings, language):
        typer.echo(line)
