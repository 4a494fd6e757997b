"""One colour and one mark for each group, the same in every figure and on the page.

The colours are those of Okabe and Ito (2008), told apart by colour-blind readers; the first
three also differ in lightness, so that they hold on paper without colour.
"""

from collections.abc import Iterable
from dataclasses import dataclass

COLOURS = ("#262626", "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""The colours of groups, in order."""
_MARKERS = ("s", "o", "D", "^", "v", "P", "X")
_DASHES: tuple[tuple[int, ...], ...] = ((), (), (5, 2), (1, 1), (3, 1, 1, 1), (6, 2, 1, 2), (2, 2))


@dataclass(frozen=True, slots=True)
class Look:
    """How a group is drawn: colour, marker of matplotlib, dashes (none for a full line)."""

    colour: str
    marker: str
    dashes: tuple[int, ...]


def group_looks(groups: Iterable[str], reference: str) -> dict[str, Look]:
    """Return the look of each group; the reference is dark grey, the others follow in order.

    Examples
    --------
    >>> group_looks(["treated", "control"], "control")["control"].colour
    '#262626'
    """
    names = list(groups)
    ordered = [reference, *(name for name in names if name != reference)]
    looks = {
        name: Look(*(options[place % len(options)] for options in (COLOURS, _MARKERS, _DASHES)))  # type: ignore[arg-type]
        for place, name in enumerate(ordered)
    }
    return {name: looks[name] for name in names}
