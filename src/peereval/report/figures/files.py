"""How a figure becomes files: PNG for the report; SVG and PDF for whoever edits or prints it large.

The same figure gives the same bytes: no dates, no random names.
"""

from io import BytesIO

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from peereval.report.figures.style import DPI, house_style

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
    said = PngInfo()
    if title:
        said.add_itxt("Title", title)
    buffer = BytesIO()
    image.save(buffer, format="png", dpi=(dpi, dpi), pnginfo=said)
    return buffer.getvalue()


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
