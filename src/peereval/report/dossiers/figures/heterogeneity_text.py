"""The line under a forest that says how far trials differ."""

from collections.abc import Mapping
from math import isnan

from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import bounds_separator, format_figure, format_p, format_percent
from peereval.report.rows import Figure


def heterogeneity_text(words: DossierWords, found: Mapping[str, Figure]) -> str:
    """Return tau2, I2 with its interval and Q with its p value of a pooling, or "" with one trial.

    Parameters
    ----------
    words
        The words of the dossier.
    found
        The figures of a pooling by quantity, from `pooled_figures`.
    """
    language = words.language
    spread, share, q = found["tau2"], found["I2"], found["Q"]
    if isnan(spread.estimate):
        return ""
    bounds = bounds_separator(language).join(
        format_figure(one, 0, language) for one in (share.conf_low, share.conf_high)
    )
    interval = "" if isnan(share.conf_low) else f" [{bounds}]"
    p = format_p(q.p_value, language)
    return words.say(
        "forest.heterogeneity",
        tau2=format_figure(spread.estimate, 3, language),
        i2=format_percent(share.estimate, 0, language) + interval,
        q=format_figure(q.statistic, 1, language),
        df=format_figure(q.df, 0, language),
        p=p if p[:1] in "<>" else f"= {p}",
    )
