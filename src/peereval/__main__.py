"""Entry point of ``python -m peereval`` and of the `peereval` command."""

import sys
import warnings

from peereval.errors import PeerevalError


def main() -> None:
    """Run the command line; end with a message, never with a traceback.

    A message of another library may quote the data, so of an unforeseen error only its
    type and its place in this package are shown.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a cp1252 terminal lacks some signs
    warnings.showwarning = _say_nothing
    from peereval.cli import app  # noqa: PLC0415  (after the streams are safe)

    try:
        app()
    except PeerevalError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
    except Exception as error:  # noqa: BLE001  (its text could hold a participant's value)
        sys.stderr.write(f"{_place(error)}\n")
        raise SystemExit(1) from None


def _say_nothing(*_: object, **__: object) -> None:
    """Print no warning: those of other libraries may quote the data, and this package has findings instead."""


def _place(error: BaseException) -> str:
    """Return the type of an unforeseen error and where in this package it came up."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("peereval"):
            place = f"{module}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"An unforeseen error ({type(error).__name__} in {place}). Its text is not shown, since it could hold data. "
        "Please report this line to the developers."
    )


if __name__ == "__main__":
    main()
