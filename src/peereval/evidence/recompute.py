"""Which published tables can be recomputed from their own figures, and by what."""

from collections.abc import Callable, Mapping
from importlib import import_module

from peereval.evidence.published_tables import Published
from peereval.results import Result

Recomputation = Callable[[Published], tuple[Result, ...]]

# The function of each file of published/: it takes the tables and returns results, whose keys the cells name
# or which stand by the place of the cell (`place_figures`).
_RECOMPUTATIONS: Mapping[str, str] = {
    "stigma_participants": "stigma.recompute_participants",
    "stigma_timetable": "stigma.recompute_timetable",
    "smit_2023": "reviews.recompute_smit",
    "lloyd_evans_2014": "neighbours.recompute_neighbour",
    "west_2011": "neighbours.recompute_neighbour",
    "cochrane_cd010880": "neighbours.recompute_neighbour",
    "hop_c": "neighbours.recompute_neighbour",
    "pmc10949125": "neighbours.recompute_neighbour",
    "pmc10908010": "neighbours.recompute_neighbour",
    "gem_2014": "programmes.recompute_programme",
    "south_east_2022": "programmes.recompute_programme",
    "psw_posts": "programmes.recompute_programme",
}


def recompute_published(published: Published) -> tuple[Result, ...]:
    """Return what the package computes from the figures of published tables of its own.

    Parameters
    ----------
    published
        From `read_published("stigma_participants")` and their like.

    Returns
    -------
    tuple of Result
        For `compare_published`; empty where nothing is known to follow from the figures.
    """
    if published.name not in _RECOMPUTATIONS:
        return ()
    module, function = _RECOMPUTATIONS[published.name].split(".")
    found: Recomputation = getattr(import_module(f"peereval.evidence.recomputation.{module}"), function)
    return found(published)
