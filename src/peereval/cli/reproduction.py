"""The commands that lay results beside published tables."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from peereval.cli.app import app
from peereval.cli.studies import LanguageOption, StudyArgument
from peereval.errors import StudyFileError
from peereval.terms import term

if TYPE_CHECKING:
    from peereval.dossier import Dossier

OutOption = Annotated[Path | None, typer.Option(help="Folder to write to.")]


@app.command()
def reproduce(
    study_name: Annotated[  # noqa: ARG001  (one study today)
        Literal["stigma"], typer.Argument(metavar="STUDY_NAME", help="The published study: stigma.", show_default=False)
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("stigma"),
    language: LanguageOption = "en",
    data: Annotated[
        Path | None, typer.Option(metavar="STUDY.YAML", help="A study whose data fill the same tables.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="With --data: the column by whose levels outcomes are shown.")] = None,
) -> None:
    """Print STIGMA's published tables beside what can be computed, a verdict on each cell, and write HTML and Excel."""
    from peereval.dossiers.blank_published import blank_published  # noqa: PLC0415  (the command line starts at once)
    from peereval.dossiers.reproduction import reproduce_stigma  # noqa: PLC0415
    from peereval.report.swap import check_target  # noqa: PLC0415
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    check_target(out.absolute())
    if by is not None and data is None:
        raise StudyFileError("--by chooses a column of your data. Add --data STUDY.YAML, or leave --by out.")
    if data is None:
        _write(reproduce_stigma(language=language), out, {})
        return
    refuse_other_files(data)
    study = read_study(data)
    dossier = reproduce_stigma(study, language=language, by=by)
    _write(dossier, out, {"published.yaml": blank_published(dossier, study).encode("utf-8")})
    typer.echo(term("cli.published_blank", language, path=out / "published.yaml"))


@app.command()
def compare(
    study: StudyArgument,
    published: Annotated[
        Path, typer.Argument(metavar="PUBLISHED.YAML", help="What an article printed.", show_default=False)
    ],
    *,
    out: OutOption = None,
) -> None:
    """Print the results of a study beside what an article printed, a verdict on each cell, and write HTML and Excel."""
    from peereval.dossiers.comparison import compare_with_published  # noqa: PLC0415  (the command line starts at once)
    from peereval.report.swap import check_target  # noqa: PLC0415
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    refuse_other_files(study)
    target = out or study.parent / "comparison"
    check_target(target.absolute())
    _write(compare_with_published(read_study(study), published), target, {})


def _write(dossier: "Dossier", out: Path, beside: dict[str, bytes]) -> None:
    """Print the tables of a dossier, write it, and say where."""
    from peereval.report.dossiers.printed_tables import print_tables  # noqa: PLC0415  (as above)
    from peereval.report.dossiers.write import write_dossier  # noqa: PLC0415

    for text in print_tables(dossier):
        typer.echo(text)
    typer.echo(term("cli.dossier_written", dossier.language, path=write_dossier(dossier, out, beside=beside)))
