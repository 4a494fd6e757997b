"""An attacker with results.csv and the definitions of its quantities, who bounds what is hidden.

Nothing here is taken from the package: the sums are those of the documentation, written over
the keys of results.csv, and the bounds are exact integer linear programmes.
"""

from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

COUNTS = {
    "flow": {"expected", "seen", "missed", "lost", "newly lost", "returned", "entered"},
    "analysed": {"measured", "missing outcome", "missing covariate", "analysed"},
    "observed": {"count", "missing"},
    "baseline": {"count", "missing"},
    "reliability": {"count"},
    "residuals": {"count"},
    "fit": {"participants", "observations"},
}


class Attack:
    """Equations and limits over counts, of which some are published."""

    def __init__(self, rows):
        self.rows = rows
        counts = [row.quantity in COUNTS.get(row.kind, ()) for row in rows.itertuples()]
        cells = rows[counts]
        self.shown = {row.key: round(row.estimate) for row in cells.itertuples() if row.note != "hidden"}
        self.hidden = [row.key for row in cells.itertuples() if row.note == "hidden"]
        self.cells = {**self.shown, **dict.fromkeys(self.hidden)}
        self.limits = []

    def add(self, terms, low=0.0, high=0.0):
        """State low <= sum of weight x count <= high; a sum with a key that no row has is not known."""
        if all(name in self.cells or name.startswith("~") for name in terms):
            self.limits.append((terms, low, high))

    def equal(self, total, *parts):
        self.add({total: 1.0, **dict.fromkeys(parts, -1.0)})

    def at_most(self, less, *more):
        self.add({less: 1.0, **dict.fromkeys(more, -1.0)}, -inf, 0.0)

    def clusters(self):
        """Yield the unknown counts that hang together, with their limits."""
        parent = {}

        def root(name):
            while parent.setdefault(name, name) != name:
                name = parent[name]
            return name

        open_limits = []
        for terms, low, high in self.limits:
            unknown = {name: weight for name, weight in terms.items() if name not in self.shown}
            told = sum(weight * self.shown[name] for name, weight in terms.items() if name in self.shown)
            if not unknown:
                assert low - 1e-6 <= told <= high + 1e-6, f"a sum does not hold: {terms}"
                continue
            names = list(unknown)
            for name in names[1:]:
                parent[root(name)] = root(names[0])
            open_limits.append((unknown, low - told, high - told))
        groups = {}
        for name in {*self.hidden, *(name for terms, _, _ in open_limits for name in terms)}:
            groups.setdefault(root(name), ([], []))[0].append(name)
        for limit in open_limits:
            groups[root(next(iter(limit[0])))][1].append(limit)
        return [(sorted(names), limits) for names, limits in groups.values()]

    def determined(self, truth=None):
        """Return the hidden counts with one possible whole number; with the truth, check that it is possible."""
        found = []
        for names, limits in self.clusters():
            solver = _Solver(names, limits)
            if truth is not None:
                assert solver.solve(fixed={name: truth[name] for name in names if name in truth}) is not None
            found += [name for name in names if name in self.hidden and not solver.has_two(name)]
        return found


class _Solver:
    def __init__(self, names, limits):
        self.place = {name: number for number, name in enumerate(names)}
        self.matrix = lil_array((max(1, len(limits)), len(names)))
        for row, (terms, _, _) in enumerate(limits):
            for name, weight in terms.items():
                self.matrix[row, self.place[name]] = weight
        self.low = np.array([low for _, low, _ in limits] or [0.0])
        self.high = np.array([high for _, _, high in limits] or [0.0])
        self.met = {}

    def solve(self, aim=None, sign=1.0, fixed=None):
        size = len(self.place)
        low, high, goal = np.zeros(size), np.full(size, 10_000.0), np.zeros(size)
        for name, value in (fixed or {}).items():
            low[self.place[name]] = high[self.place[name]] = value
        if aim is not None:
            goal[self.place[aim]] = sign
        told = LinearConstraint(self.matrix.tocsr(), self.low, self.high)
        found = milp(goal, integrality=np.ones(size), bounds=Bounds(low, high), constraints=told)
        return None if found.x is None else np.round(found.x)

    def has_two(self, name):
        """Say whether two whole numbers are possible: the least and the greatest differ."""
        place = self.place[name]
        if len(self.met.get(name, ())) > 1:
            return True
        for sign in (1.0, -1.0):
            counts = self.solve(name, sign)
            assert counts is not None, "no counts fit what is published"
            for other, number in self.place.items():
                self.met.setdefault(other, set()).add(counts[number])
            if len(self.met[name]) > 1:
                return True
        return self.solve(name, 1.0)[place] != self.solve(name, -1.0)[place]
