"""The staff by setting: one bar for each kind of service, the largest first."""

import pandas as pd
from matplotlib.figure import Figure

from peereval.report.dossiers.programme_rows import name_of
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.style import INK, MUTED, WIDTH, house_style, new_figure
from peereval.report.figures.wrap import wrap_label
from peereval.report.numbers import format_figure, format_percent
from peereval.report.rows import Figure as Told
from peereval.report.rows import index_rows

_ROW, _HEAD, _FOOT, _LEFT, _RIGHT = 0.3, 0.12, 0.12, 0.33, 0.86
_BAR = "#0072B2"


def has_settings(words: DossierWords) -> bool:
    """Say whether staff is known for two settings or more."""
    return len(_settings(words)) > 1


def settings_data(words: DossierWords) -> pd.DataFrame:
    """Return the count and share of each setting, the largest first."""
    rows = [
        (setting, count.estimate, share.estimate, count.key) for setting, (count, share) in _settings(words).items()
    ]
    data = pd.DataFrame(rows, columns=["setting", "count", "share", "key"])
    return data.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def draw_settings(words: DossierWords) -> tuple[Figure, pd.DataFrame]:
    """Draw how many of the staff work in each kind of service.

    Parameters
    ----------
    words
        The words of a dossier with a result of kind "programme_staffing".
    """
    data = settings_data(words)
    with house_style():
        height = _HEAD + _ROW * len(data) + _FOOT
        figure = new_figure(height)
        axes = figure.add_axes((_LEFT, _FOOT / height, _RIGHT - _LEFT, _ROW * len(data) / height))
        axes.barh(data.index, data["count"], height=0.62, color=_BAR)
        axes.set_ylim(len(data) - 0.5, -0.5)
        axes.set_xlim(0, data["count"].max())
        names = [wrap_label(name_of(words, one), (_LEFT - 0.03) * WIDTH, 8.0) for one in data["setting"]]
        axes.set_yticks(data.index, names, color=INK)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.spines["left"].set_color(MUTED)
        for place, count, share in data[["count", "share"]].itertuples():
            said = f"{format_figure(count, 0, words.language)} ({format_percent(share, 0, words.language)})"
            axes.annotate(said, (count, place), xytext=(4, 0), textcoords="offset points", va="center", size=8.0)
    return figure, data


def _settings(words: DossierWords) -> dict[str, tuple[Told, Told]]:
    """Return count and share of each setting; none where one is hidden."""
    found = words.dossier.of_kind("programme_staffing")
    index = index_rows(found[0], "name", "basis", "part") if found else {}
    pairs = {key[2]: (one, index[*key[:3], "share of staff"]) for key, one in index.items()
             if key[1] == "setting" and key[-1] == "count"}  # fmt: skip
    return {} if any(one.hidden for one, _ in pairs.values()) else pairs
