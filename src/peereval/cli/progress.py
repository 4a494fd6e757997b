"""The progress of an analysis on a terminal."""

import sys
from typing import Self

from peereval.terms import Language, term


class Bar:
    """A progress bar on a terminal, silence elsewhere."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import Progress  # noqa: PLC0415

            self._bar = Progress(console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, what: str, step: int, steps: int) -> None:
        """Show what is being done."""
        if self._bar:
            known = {"describe": "cli.progress.describe", "done": "cli.progress.done"}
            text = term(known[what], self._language) if what in known else what
            self._bar.update(self._task, description=text, completed=step, total=steps)
