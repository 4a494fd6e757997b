"""How a finished analysis or dossier shows itself in a notebook: its first screen, a table, a figure."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from peereval.report.shown_parts import ShownFigure, ShownTable


class Shown:
    """What an `Analysis` or a `Dossier` shows of itself in Jupyter, in its language and for its audience.

    Tables and figures are those of the report; they are made when first asked for, which takes
    some seconds, and kept.
    """

    __slots__ = ()

    _shown_by: ClassVar[str] = "peereval.report.display"

    def _repr_html_(self) -> str:
        return str(_display(self).first_screen(self))

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables of the report, for `table`."""
        return tuple(_display(self).table_names(self))

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures of the report, for `figure`."""
        return tuple(_display(self).figure_names(self))

    def table(self, name: str) -> "ShownTable":
        """Return a table of the report as it is printed there, such as `analysis.table("contrasts")`.

        Its `data` is a data frame with the unrounded figures; `save` writes .html or .csv.

        Raises
        ------
        DataError
            If the report has no such table; `tables` names them.
        """
        return _display(self).shown_table(self, name)  # type: ignore[no-any-return]

    def figure(self, name: str) -> "ShownFigure":
        """Return a figure of the report, such as `analysis.figure("forest")`.

        Its `data` is a data frame with what is drawn; `save` writes .png, .svg, .pdf or .csv, and
        `plot` gives it as a figure of matplotlib.

        Raises
        ------
        DataError
            If the report has no such figure; `figures` names them.
        """
        return _display(self).shown_figure(self, name)  # type: ignore[no-any-return]


def _display(shown: Shown) -> Any:  # noqa: ANN401  (a module)
    """Return the module of the report that shows things.

    An analysis lies below the report and knows nothing of it: the name is looked up when a reader
    asks to see something, as Jupyter itself does with methods of display.
    """
    return import_module(shown._shown_by)  # noqa: SLF001  (of the class above)
