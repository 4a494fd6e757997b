"""Finds the events of a REDCap export that no visit lists, and their order."""

import re
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.problems import found
from peereval.remarks import Finding
from peereval.study import Source, Study
from peereval.yaml_file import as_yaml


def events_unlisted(
    events: "pd.Series[Any]",
    participants: "pd.Series[Any]",
    bad: "np.ndarray[Any, np.dtype[np.bool_]]",
    source: Source,
    study: Study,
) -> Finding:
    """Return the finding of events that no visit lists, with all of them in their order as its fix.

    Names of events belong to the project and not to a person, so they may be shown.
    """
    order = [event for event in _in_order(events, participants) if event in set(events[bad])]
    stems = list(dict.fromkeys(map(_stem, order)))
    visits = list(study.visits)
    all_new = bool(bad[events.notna().to_numpy()].all()) and len(stems) == len(visits)
    names = visits if all_new else [f"VISIT{number}" for number in range(1, len(stems) + 1)]
    also = {stem: ", ".join(as_yaml(event) for event in order if _stem(event) == stem) for stem in stems}
    entries = [f"{as_yaml(name)}: {{also: [{also[stem]}]}}" for name, stem in zip(names, stems, strict=True)]
    rows = tuple(int(row) for row in events.index[bad])
    values = {"events": ", ".join(order), "first": order[0]}
    return found("error", "redcap-events", source.path, values, rows=rows, fix=f"visits: {{{', '.join(entries)}}}")


def _stem(event: str) -> str:
    """Return an event without its arm: the events of all arms are one visit."""
    return re.sub(r"_arm_\d+[a-z]*$| \(Arm \d+: .*\)$", "", event)


def _in_order(events: "pd.Series[Any]", participants: "pd.Series[Any]") -> list[str]:
    """Return the events in the order in which the rows of participants have them."""
    frame = pd.DataFrame({"event": events, "participant": participants}).dropna().drop_duplicates()
    sequences = frame.groupby("participant", sort=False)["event"].agg(tuple)
    order: list[str] = []
    for sequence in sorted(sequences.unique(), key=len, reverse=True):
        # Before the first event that is known already; after all where none is.
        place = next((order.index(event) for event in sequence if event in order), len(order))
        for event in sequence:
            if event not in order:
                order.insert(place, event)
            place = order.index(event) + 1
    return order
