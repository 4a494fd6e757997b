"""How results show themselves in a notebook: rows as a table; an analysis or dossier by its first screen and parts."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from math import isnan
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

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


def result_html(kind: str, rows: pd.DataFrame, method: Mapping[str, object], notes: Iterable[str]) -> str:
    """Return the rows of a result as a table of HTML, its notes under it, its method folded away.

    Columns without anything in them are left out; an empty cell is a figure that does not apply.
    """
    from html import escape  # noqa: PLC0415  (only Jupyter needs it)

    filled = [name for name in rows.columns if (rows[name].notna() & (rows[name].astype(str) != "")).any()]
    shown = rows[filled].assign(**{name: rows[name].map(_p_value) for name in ("p_value",) if name in filled})
    body = shown.to_html(index=False, na_rep="", float_format="{:.4g}".format)
    said = "".join(f"<li>{escape(note)}</li>" for note in notes)
    about = ", ".join(f"{name} = {value}" for name, value in method.items())
    folded = f"<details><summary>method</summary><small>{escape(about)}</small></details>" if about else ""
    return f"<p><b>{escape(kind.replace('_', ' '))}</b></p>{body}<small><ul>{said}</ul></small>{folded}"


def _p_value(value: float) -> str:
    """Return a p value with four decimals, a small one as a bound."""
    return "" if isnan(value) else "<0.0001" if value < 0.0001 else f"{value:.4f}"
