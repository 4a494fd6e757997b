"""Sums by visit pattern: what they refuse."""

import numpy as np
import pytest

from peereval.errors import FitError
from peereval.model.patterns import build_tensors, visit_patterns


def test_sums_too_large_for_memory_are_refused_before_they_are_made():
    rng = np.random.default_rng(1)
    seen = rng.random((3_000, 25)) > 0.2
    seen[:, 0] = True
    who, when = np.nonzero(seen)
    starts, patterns, pattern = visit_patterns(who, when, 25)
    with pytest.raises(FitError, match="different sets of visits"):
        build_tensors(np.ones((who.size, 76)), starts, patterns, pattern)
