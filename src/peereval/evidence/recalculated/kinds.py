"""The kinds of checks by their names in a file: what each is read into and how it is recomputed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from peereval.evidence.recalculated.candidates import Statistic
from peereval.evidence.recalculated.cells import Check
from peereval.evidence.recalculated.combined import Combined, recompute_combined
from peereval.evidence.recalculated.counts import TableOfCounts, recompute_counts
from peereval.evidence.recalculated.grim import Grim, recompute_grim
from peereval.evidence.recalculated.group_by_time import GroupByTime, recompute_group_by_time
from peereval.evidence.recalculated.heterogeneity import Heterogeneity, recompute_heterogeneity
from peereval.evidence.recalculated.interval import Interval, recompute_interval
from peereval.evidence.recalculated.one_mean import OneMean, recompute_one_mean
from peereval.evidence.recalculated.parts import Parts, recompute_parts
from peereval.evidence.recalculated.proportion import Proportion, recompute_proportion
from peereval.evidence.recalculated.several_means import SeveralMeans, recompute_several_means
from peereval.evidence.recalculated.statistic import TestStatistic, recompute_statistic
from peereval.evidence.recalculated.two_means import TwoMeans, recompute_two_means
from peereval.evidence.recalculated.two_visits import TwoVisits, recompute_two_visits

Recompute = Callable[[Any], Iterator[Statistic]]  # each takes the model beside it

KINDS: Mapping[str, tuple[type[Check], Recompute]] = {
    "two_means": (TwoMeans, recompute_two_means),
    "two_visits": (TwoVisits, recompute_two_visits),
    "several_means": (SeveralMeans, recompute_several_means),
    "one_mean": (OneMean, recompute_one_mean),
    "combined": (Combined, recompute_combined),
    "test": (TestStatistic, recompute_statistic),
    "counts": (TableOfCounts, recompute_counts),
    "proportion": (Proportion, recompute_proportion),
    "parts": (Parts, recompute_parts),
    "interval": (Interval, recompute_interval),
    "heterogeneity": (Heterogeneity, recompute_heterogeneity),
    "grim": (Grim, recompute_grim),
    "group_by_time": (GroupByTime, recompute_group_by_time),
}
