"""What follows from the published figures of the programmes: people, money, and sums of parts."""

from collections.abc import Mapping
from typing import Literal

from peereval.describe.programme.run import describe_programme
from peereval.evidence.published_tables import Published
from peereval.evidence.recomputation.places import Place, place_figures
from peereval.load.programme import read_programme
from peereval.results import Result, row_keys

_SUMS = "programme_sums/{}/computed/made"
Example = Literal["gem", "south_east", "psw_posts"]
# Published file: the example it is read from, and the key of the figure for each place, with what it is divided by.
_PLACES: Mapping[str, tuple[Example, Mapping[Place, tuple[str, float]]]] = {
    "gem_2014": (
        "gem",
        {
            ("reach", "people", "figure"): ("programme_reach/gem/total/computed/members", 1),
            ("reach", "product", "figure"): ("programme_reach/gem/total/computed/members", 1),
            ("money", "budget", "figure"): ("programme_costs/gem/total/computed/funding", 1e6),
            ("money", "product", "figure"): ("programme_costs/gem/total/computed/funding", 1e6),
            ("money", "member", "figure"): ("programme_costs/gem/computed/cost per member", 1),
            ("money", "regular", "figure"): ("programme_costs/gem/computed/cost per regular participant", 1),
        },
    ),
    "south_east_2022": ("south_east", {("settings", "total", "workers"): (_SUMS.format("staff/total"), 1)}),
    "psw_posts": ("psw_posts", {("what_became", "total", "workers"): (_SUMS.format("later/total"), 1)}),
}


def recompute_programme(published: Published) -> tuple[Result, ...]:
    """Return what the figures of a programme give for those beside them."""
    example, places = _PLACES[published.name]
    figures: dict[str, float] = {}
    for result in describe_programme(read_programme(example=example)):
        figures |= dict(zip(row_keys(result), result.rows["estimate"].astype("float64"), strict=True))
    found = {place: figures[key] / divisor for place, (key, divisor) in places.items()}
    return (place_figures(published, found),)
