"""Every figure of the simulated study against the one kept: its marks as an image, its words as text.

tests/golden/README.md says how to keep them anew. The images are of marks alone: letters are drawn
a little otherwise by each version of matplotlib, and the words are compared as words.
"""

import os
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from matplotlib.legend import Legend
from matplotlib.text import Text
from PIL import Image

from peereval.report.disclosure.known import with_rows
from peereval.report.figures import style
from peereval.report.figures.all import figure_ids
from peereval.report.figures.families import plan_figures
from peereval.report.figures.files import figure_png

from .frozen import GOLDEN
from .golden import differences

KEPT = GOLDEN / "figures"
DPI = 100
TILE = 8
# Largest root mean square over a tile of 8 x 8 points, of 255. The same marks drawn by matplotlib 3.9.0 and 3.11.2
# are at most 1.3 apart, half of which is the 64 greys of the images kept; a mark moved by its own width gives 60.
TOLERANCE = 6.0


@pytest.fixture(scope="module")
def drawn(frozen):
    """Return each figure by id with its words, in the font that matplotlib brings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "_families", lambda: ["DejaVu Sans"])
        return {plan.id: plan.draw()[0] for plan in plan_figures(frozen)}


def words(figure):
    return "\n".join(one.get_text() for one in figure.findobj(Text) if one.get_text().strip()) + "\n"


def marks(figure):
    """Return the figure in grey without its words and what is placed by their width: legends, labelled contours."""
    for one in figure.findobj(lambda part: isinstance(part, (Text, Legend)) or getattr(part, "labelTexts", None)):
        one.set_visible(False)
    return grey(figure_png(figure, dpi=DPI))


def grey(png):
    return np.asarray(Image.open(BytesIO(png)).convert("L"), dtype=float)


def farthest(made, kept):
    """Return the largest root mean square difference over the tiles of two images; infinite for other sizes.

    A length of 653.4 points is 653 or 654 of them by version: what is beyond the smaller, at the top
    or the right, is left out.
    """
    if max(abs(one - other) for one, other in zip(made.shape, kept.shape, strict=True)) > 1:
        return np.inf
    high, wide = np.minimum(made.shape, kept.shape)
    squares = (made[-high:, :wide] - kept[-high:, :wide]) ** 2
    down, across = (-(-length // TILE) for length in squares.shape)
    padded = np.zeros((down * TILE, across * TILE))
    padded[: squares.shape[0], : squares.shape[1]] = squares
    return float(np.sqrt(padded.reshape(down, TILE, across, TILE).mean(axis=(1, 3)).max()))


def save(path, picture):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture.astype("uint8")).quantize(64).save(path, optimize=True)


def test_words_of_figures_are_what_they_were(drawn, frozen):
    made = {}
    for name, figure in drawn.items():
        figure.draw_without_rendering()  # ticks are made when first drawn
        made[f"{name}.txt"] = words(figure)
    assert differences(f"figures/{frozen.language}", made) == ""


def test_marks_of_figures_are_where_they_were(drawn, frozen, tmp_path):
    far = {}
    for name, figure in drawn.items():
        made, path = marks(figure), KEPT / frozen.language / f"{name}.png"
        if os.environ.get("PEEREVAL_GOLDEN") == "write":
            save(path, made)
        kept = np.asarray(Image.open(path).convert("L"), dtype=float)
        apart = farthest(made, kept)
        if apart > TOLERANCE:
            save(tmp_path / f"{name}-made.png", made)
            if made.shape == kept.shape:
                save(tmp_path / f"{name}-difference.png", 255 - np.abs(made - kept))
            far[name] = apart
    assert far == {}, f"see the images made and their differences in {tmp_path}"


def test_every_family_has_its_image_and_none_is_large(frozen):
    kept = {path.stem: path.stat().st_size for path in (KEPT / frozen.language).glob("*.png")}
    assert set(kept) == set(figure_ids(frozen))
    assert max(kept.values()) < 30_000


def test_one_mark_that_moves_is_seen(frozen, monkeypatch):
    monkeypatch.setattr(style, "_families", lambda: ["DejaVu Sans"])
    results = list(frozen.analysis.results)
    place = next(i for i, one in enumerate(results) if one.kind == "change_contrasts")
    rows = results[place].rows
    low, high = rows[["conf_low", "conf_high"]].iloc[0]
    rows.loc[0, "estimate"] += 0.25 * (high - low)
    results[place] = with_rows(results[place], rows)
    moved = type(frozen)(replace(frozen.analysis, results=tuple(results)))
    kept = np.asarray(Image.open(KEPT / frozen.language / "forest.png").convert("L"), dtype=float)
    figure = next(plan for plan in plan_figures(moved) if plan.id == "forest").draw()[0]
    assert farthest(marks(figure), kept) > 5 * TOLERANCE
