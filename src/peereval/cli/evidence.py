"""The command on the trials of peer support, and a study among them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from peereval.cli.app import app
from peereval.cli.progress import Bar
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.dossier import Dossier
    from peereval.report.table import Table
    from peereval.results import Analysis
    from peereval.study import Study

FOLDER = "trials"


@app.command()
def evidence(
    study: Annotated[Path | None, typer.Argument(help="The study file; without one, the trials alone.")] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="Folder of the results; 'trials' beside the study file.")] = None,
    trials: Annotated[Path | None, typer.Option(help="Your table of trials, in the format of Metapsy.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="This domain only; may be repeated.")] = None,
    method: Annotated[
        Literal["reml", "dersimonian-laird"], typer.Option(help="How the variance between trials is estimated.")
    ] = "reml",
    interval: Annotated[
        Literal["knapp-hartung", "wald"], typer.Option(help="How intervals of pooled effects are made.")
    ] = "knapp-hartung",
    language: Annotated[
        Language | None, typer.Option("--language", help="en or fr; that of the study when left out.")
    ] = None,
) -> None:
    """Pool the trials of peer support by domain; with a study, put its own effect beside them, not pooled."""
    from peereval.dossiers.trials import review_trials  # noqa: PLC0415  (the command line starts at once)
    from peereval.report.dossiers.write import write_dossier  # noqa: PLC0415
    from peereval.report.swap import check_target  # noqa: PLC0415
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    if study is not None:
        refuse_other_files(study)
    read = read_study(study) if study is not None else None
    target = (out or (study.parent if study is not None else Path()) / FOLDER).absolute()
    check_target(target)  # before minutes of computing, not after
    analysis = _analysed(read) if read is not None else None
    made = review_trials(analysis, trials=trials, domains=domain, method=method, interval=interval, language=language)
    for line in _lines(made):
        typer.echo(line)
    for finding in made.findings:
        typer.echo(f"- {finding.message(made.language)}")
    typer.echo(term("cli.evidence_written", made.language, path=write_dossier(made, target)))


def _analysed(study: "Study") -> "Analysis":
    """Return the analysis of a study, its progress shown on a terminal."""
    from peereval.pipeline import analyze  # noqa: PLC0415

    with Bar(study.language) as bar:
        return analyze(study, progress=bar.show)


def _lines(dossier: "Dossier") -> Iterator[str]:
    """Yield the pooled effects as a plain table and, with a study, its own effects beside them."""
    from peereval.report.dossiers.trials_tables import own_table, pooled_table  # noqa: PLC0415
    from peereval.report.dossiers.words import DossierWords  # noqa: PLC0415

    words = DossierWords(dossier)
    for table in (pooled_table(words), own_table(words)):
        if table is not None:
            yield table.title
            yield from _plain(table, dossier.language)
            yield ""


def _plain(table: "Table", language: Language) -> Iterator[str]:
    """Yield the rows of a table in columns of one width; rows that head others stand alone."""
    from peereval.report.numbers import cell_text  # noqa: PLC0415

    heads = [f"{one.title} ({one.spanner})" if one.spanner else one.title for one in table.columns]
    body = [
        [cell_text(cell, column.layout, language) for cell, column in zip(row.cells, table.columns, strict=False)]
        for row in table.rows
    ]
    widths = [max(len(row[place]) for row in (heads, *body) if len(row) > place) for place in range(len(heads))]
    for row in (heads, *body):
        yield "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False)).rstrip()
