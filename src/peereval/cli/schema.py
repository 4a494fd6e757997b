"""The command that writes the JSON Schemas of study.yaml, codebook.yaml and programme.yaml."""

from pathlib import Path
from typing import Annotated

import typer

from peereval.cli.app import app


@app.command()
def schema(*, out: Annotated[Path, typer.Option(help="Folder of the schemas.")] = Path("data/schema")) -> None:
    """Write the JSON Schemas of study.yaml, codebook.yaml and programme.yaml, with which an editor completes them."""
    from peereval.plan.schema import write_schemas  # noqa: PLC0415

    for path in write_schemas(out):
        typer.echo(str(path))
