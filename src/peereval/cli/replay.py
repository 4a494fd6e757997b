"""The command that runs an analysis again from its manifest."""

from pathlib import Path
from typing import Annotated

import typer

from peereval.cli.app import app
from peereval.cli.progress import Bar


@app.command()
def replay(
    manifest: Annotated[Path, typer.Argument(help="The manifest.json of a report.", show_default=False)],
    *,
    study: Annotated[
        Path | None, typer.Option(help="Where the study file is now; where it was by default.", show_default=False)
    ] = None,
    changed_data: Annotated[bool, typer.Option("--changed-data", help="Go on where a file has changed.")] = False,
) -> None:
    """Run the analysis of a report again, compare every number with results.csv, and end with 0 or 1."""
    from peereval.replication.replay import replay as run_again  # noqa: PLC0415  (the command line starts at once)

    with Bar("en") as bar:
        found = run_again(manifest, study=study, changed_data=changed_data, progress=bar.show)
    for line in found.lines:
        typer.echo(line)
    if not found.equal:
        raise typer.Exit(1)
