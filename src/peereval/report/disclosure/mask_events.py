"""The mask of times to an event: differences between groups stay where every group has enough events."""

from peereval.report.disclosure.known import Known, round_figures
from peereval.results import Result


def mask_event_contrasts(result: Result, known: Known) -> Result | None:
    """Return ratios and differences to three significant digits, or None where a group has few events.

    The shares of each group and its mean are left out: with the people included they give counts back.
    """
    events = result.method.get("least_events")
    if not isinstance(events, int) or events < known.smallest:
        return None
    method = {name: value for name, value in result.method.items() if name != "least_events"}
    rows = round_figures(result.rows, 3).reset_index(drop=True)
    return Result(result.kind, result.outcome, rows, method, result.notes)
