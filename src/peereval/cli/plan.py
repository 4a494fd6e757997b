"""The command that writes the analysis plan of a study, and locks it."""

from pathlib import Path
from typing import Annotated

import typer

from peereval.cli.app import app
from peereval.cli.studies import StudyArgument
from peereval.errors import StudyFileError
from peereval.terms import term


@app.command()
def plan(
    study: StudyArgument,
    *,
    out: Annotated[Path | None, typer.Option(help="Folder of the plan; 'plan' beside the study file.")] = None,
    lock: Annotated[bool, typer.Option("--lock", help="Store the choices in plan.lock.json.")] = False,
    again: Annotated[
        str, typer.Option(metavar="REASON", help="With --lock: why a locked plan is locked anew.", show_default=False)
    ] = "",
) -> None:
    """Write the analysis plan of a study before data exist: plan.html and plan.docx; --lock stores its choices."""
    from peereval.plan.lock import lock_plan  # noqa: PLC0415  (the command line starts at once)
    from peereval.planning import FOLDER, write_plan  # noqa: PLC0415
    from peereval.report.swap import check_target  # noqa: PLC0415
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    if again and not lock:
        raise StudyFileError('--again says why a plan is locked anew, so it needs --lock: --lock --again "REASON".')
    refuse_other_files(study)
    read = read_study(study)
    target = (out or read.folder / FOLDER).absolute()
    check_target(target)
    if lock:
        made = lock_plan(read, again=again)
        typer.echo(term("cli.plan_locked", read.language, hash=made.sha256))
    typer.echo(term("cli.plan_written", read.language, path=write_plan(read, target)))
