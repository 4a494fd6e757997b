"""The timetable of STIGMA: each phase as planned above what it became, and the day the programme closed."""

from datetime import date

import pandas as pd
from matplotlib.figure import Figure

from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.gantt import draw_phases
from peereval.report.rows import index_rows

CLOSURE = date(2014, 6, 30)
"""The day on which the programme closed."""


def draw_timetable(words: DossierWords) -> tuple[Figure, pd.DataFrame]:
    """Draw the published timetable, original above revised.

    Parameters
    ----------
    words
        The words of a dossier with a result of kind `"timetable"` and the labels of its phases.
    """
    index = index_rows(words.dossier.result("timetable", "stigma_timetable"), "phase", "version", "first", "last")
    rows = [(*key[:4], figure.estimate, figure.key) for key, figure in index.items() if key[4] == "days"]
    data = pd.DataFrame(rows, columns=["phase", "version", "first", "last", "estimate", "key"])
    place = "stigma_timetable/timetable"
    names = {phase: words.label(f"{place}/row/{phase}") for phase in dict.fromkeys(data["phase"])}
    columns = {"planned": "original", "actual": "revised"}
    versions = {version: words.label(f"{place}/column/{column}") for version, column in columns.items()}
    marks = {CLOSURE: words.say("figure.phases_closed")}
    return draw_phases(data, names, versions, words.language, marks=marks), data
