"""Runs the notebooks and keeps their outputs: `python notebooks/refresh.py`, or with the names of some.

The text of a notebook is its .py file (percent format); the .ipynb beside it holds the same cells
with what they show. Each runs from a fresh kernel in an empty folder of its own.
"""

import os
import sys
import tempfile
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbformat import NotebookNode, validate, write
from PIL import Image

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("[0-9]*.py")))
SECONDS = 300  # for the kernel to start, and for one cell: far more than any takes on a busy machine
PIXELS = 1000  # wide enough for a page on a dense screen
COLOURS = 64
_EMBEDDED = "data:image/png;base64,"


def read_text(name: str) -> NotebookNode:
    """Return a notebook as its .py file has it, without outputs, each cell under a name that stays."""
    notebook = jupytext.read(FOLDER / f"{name}.py")
    notebook.metadata = NotebookNode(
        jupytext={"formats": "ipynb,py:percent"},
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02d}"
        cell.metadata = NotebookNode()
    return notebook


def run_notebook(name: str, folder: Path) -> NotebookNode:
    """Run a notebook from a fresh kernel and return it with its outputs; files are written in `folder`.

    Raises
    ------
    CellExecutionError
        If a cell fails.
    """
    notebook = read_text(name)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        startup_timeout=SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # or it warns that it talks to this process unencrypted
        resources={"metadata": {"path": str(folder)}},
    )
    # Without the reader's own start-up files: what runs here runs anywhere.
    client.execute(env={**os.environ, "IPYTHONDIR": str(folder / ".ipython")})
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
    notebook.metadata.language_info = NotebookNode(name="python")
    return notebook


def make_light(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook whose pictures have fewer pixels and colours, each kept once."""
    for cell in notebook.cells:
        for data in (output.data for output in cell.get("outputs", []) if "data" in output):
            if "text/html" in data:
                data.pop("image/png", None)
                first, *rest = data["text/html"].split(_EMBEDDED)
                pictures = (part.split('"', 1) for part in rest)
                parts = (f'{_EMBEDDED}{light_picture(picture)}"{after}' for picture, after in pictures)
                data["text/html"] = "".join([first, *parts])
            elif "image/png" in data:
                data["image/png"] = light_picture(data["image/png"])
    return notebook


def light_picture(encoded: str) -> str:
    """Return a PNG in base64 with at most `PIXELS` across and a palette of `COLOURS`."""
    picture = Image.open(BytesIO(b64decode(encoded))).convert("RGB")
    picture.thumbnail((PIXELS, 4 * PIXELS), Image.Resampling.LANCZOS)
    out = BytesIO()
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return b64encode(out.getvalue()).decode("ascii")


def refresh(name: str) -> Path:
    """Run a notebook, write its .ipynb and return the path."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = make_light(run_notebook(name, Path(folder)))
    validate(notebook)
    path = FOLDER / f"{name}.ipynb"
    write(notebook, path)
    return path


def main(asked: list[str]) -> None:
    """Refresh the notebooks asked for, or all."""
    for name in [Path(one).stem for one in asked] or NAMES:
        path = refresh(name)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
