"""The checklists as tables, numbered after the tables of the report that they refer to."""

from collections.abc import Callable, Sequence
from functools import partial

from peereval.report.checklists.forms import robins_table, trial_table
from peereval.report.checklists.held import Held, hold_report
from peereval.report.checklists.reporting import reporting_table
from peereval.report.document import Picture
from peereval.report.labels import Labels
from peereval.report.table import Table

MAKERS: tuple[Callable[[Held], Table], ...] = (
    partial(reporting_table, checklist="trend"),
    partial(reporting_table, checklist="strobe"),
    trial_table,
    robins_table,
)


def build_checklists(labels: Labels, tables: Sequence[Table], pictures: Sequence[Picture]) -> tuple[Table, ...]:
    """Return TREND, STROBE, the target trial and ROBINS-I, filled where the report answers.

    Parameters
    ----------
    labels
        The labels of the analysis.
    tables, pictures
        The tables and figures of the report, numbered: references are made from them.

    References
    ----------
    Des Jarlais et al. (2004), TREND, doi:10.2105/AJPH.94.3.361. von Elm et al. (2007), STROBE,
    doi:10.1371/journal.pmed.0040296. Hernán and Robins (2016), doi:10.1093/aje/kwv254.
    Sterne et al. (2016), ROBINS-I, doi:10.1136/bmj.i4919.
    """
    held = hold_report(labels, tables, pictures)
    made = (make(held) for make in MAKERS)
    return tuple(table.numbered(number) for number, table in enumerate(made, start=len(tables) + 1))
