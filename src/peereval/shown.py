"""How a finished analysis shows itself in a notebook: its first screen, a table, a figure."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peereval.report.display import ShownFigure, ShownTable


class Shown:
    """What `Analysis` shows of itself in Jupyter, in the language and for the audience of its study.

    Tables and figures are those of the report; they are made when first asked for, which takes
    some seconds, and kept.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(_display().first_screen(self))

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables of the report, for `table`."""
        return tuple(_display().table_names(self))

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures of the report, for `figure`."""
        return tuple(_display().figure_names(self))

    def table(self, name: str) -> "ShownTable":
        """Return a table of the report as it is printed there, such as `analysis.table("contrasts")`.

        Its `data` is a data frame with the unrounded figures; `save` writes .html or .csv.

        Raises
        ------
        DataError
            If the report has no such table; `tables` names them.
        """
        return _display().shown_table(self, name)  # type: ignore[no-any-return]

    def figure(self, name: str) -> "ShownFigure":
        """Return a figure of the report, such as `analysis.figure("forest")`.

        Its `data` is a data frame with what is drawn; `save` writes .png or .csv.

        Raises
        ------
        DataError
            If the report has no such figure; `figures` names them.
        """
        return _display().shown_figure(self, name)  # type: ignore[no-any-return]


def _display() -> Any:  # noqa: ANN401  (a module)
    """Return the module of the report that shows things.

    An analysis lies below the report and knows nothing of it: the name is looked up when a reader
    asks to see something, as Jupyter itself does with methods of display.
    """
    return import_module("peereval.report.display")
