"""How a figure becomes files: PNG for the report; SVG and PDF for whoever edits or prints it large.

The same figure gives the same bytes: no dates, no random names.
"""

from io import BytesIO

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from peereval.report.colours import COLOURS
from peereval.report.figures.style import DPI, INK, MUTED, RULE, house_style

_SHADE = 12  # of 255: by how much a colour of the palette may miss the one it stands for
_FALLBACK = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def figure_png(figure: Figure, *, dpi: int = DPI, title: str = "") -> bytes:
    """Return a figure as PNG of 256 colours, a third of the size of one of all colours.

    Parameters
    ----------
    figure
        Any figure in the house style.
    dpi
        Dots an inch.
    title
        What the file says of itself.
    """
    raw = BytesIO()
    with house_style():
        figure.set_dpi(dpi)
        figure.savefig(raw, format="rgba", dpi=dpi)
    drawn = Image.frombytes("RGBA", figure.canvas.get_width_height(), raw.getvalue()).convert("RGB")
    image = drawn.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image.putpalette(_exact(image.getpalette() or []))
    said = PngInfo()
    if title:
        said.add_itxt("Title", title)
    buffer = BytesIO()
    image.save(buffer, format="png", dpi=(dpi, dpi), pnginfo=said)
    return buffer.getvalue()


def _exact(palette: list[int]) -> list[int]:
    """Return a palette in which white and the colours of the house, which stand for nearly all points, are exact."""
    entries = np.array(palette, dtype=int).reshape(-1, 3)
    for colour in ("#ffffff", INK, MUTED, RULE, *COLOURS):
        wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
        apart = np.abs(entries - wanted).max(axis=1)
        if apart.min() <= _SHADE:
            entries[apart.argmin()] = wanted
    return [int(value) for value in entries.ravel()]


def figure_vectors(figure: Figure, *, title: str = "") -> dict[str, bytes]:
    """Return a figure as `{"svg": ..., "pdf": ...}`: text stays text, fonts are embedded in the PDF.

    Parameters
    ----------
    figure
        Any figure in the house style.
    title
        What the files say of themselves.
    """
    return {"svg": _svg(figure, title), "pdf": _pdf(figure, title)}


def _svg(figure: Figure, title: str) -> bytes:
    """Return a figure as SVG whose words can be edited; readers without our font have one of its widths."""
    buffer = BytesIO()
    with house_style(), mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "peereval"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
        ours = ", ".join(f"'{name}'" for name in mpl.rcParams["font.family"])
    return buffer.getvalue().replace(ours.encode("utf-8"), _FALLBACK.encode("utf-8"))


def _pdf(figure: Figure, title: str) -> bytes:
    """Return a figure as PDF; Type 3 fonts, since cutting TrueType ones down takes longer than all other drawing."""
    buffer = BytesIO()
    said = {"CreationDate": None, "Creator": None, "Producer": None, "Title": title}
    with house_style(), mpl.rc_context({"pdf.fonttype": 3}):
        figure.savefig(buffer, format="pdf", metadata=said)
    return buffer.getvalue()
