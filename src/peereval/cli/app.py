"""The application: its name, its help and its options; the commands register themselves on it."""

from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Statistics for longitudinal evaluations of peer-support programmes.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from peereval import __version__  # noqa: PLC0415

        typer.echo(f"peereval {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Statistics for longitudinal evaluations of peer-support programmes."""
