"""The question that every sensitivity analysis of a study answers anew: the main contrast of one measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import pandas as pd

from peereval.estimate.cohorts import first_visit
from peereval.estimate.t0_adjusted import starting_cohorts
from peereval.model.fit import Fit
from peereval.remarks import Finding, Note
from peereval.results import Result, make_result
from peereval.score.measure import Measure

if TYPE_CHECKING:
    from peereval.study import Study

Made = tuple[tuple[Result, ...], tuple[Finding, ...]]
KEYS = ("group", "visit", "reference", "baseline")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One measure of a study, with all that an analysis of its main contrast may need.

    Attributes
    ----------
    study, measure
        The study, and the measure that is asked about.
    frame
        The table of the main model: one row per participant and visit, `group` split by visit of
        entry, covariates carried from the first visit attended, `site` where there are several.
    scored
        The scored table, with every column of the files, under the names of the study.
    by_site
        Whether the group is assigned by site.
    fit
        The main model of the measure.
    main
        The results of the main models of the measure, by kind ("change_contrasts", "effect_size" ...).
    """

    study: "Study"
    measure: Measure
    frame: pd.DataFrame
    scored: pd.DataFrame
    by_site: bool
    fit: Fit
    main: Mapping[str, Result] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """The column of the measure."""
        return self.measure.name

    @property
    def reference(self) -> str:
        """The reference group."""
        return self.study.reference

    @property
    def baseline(self) -> str:
        """The visit changes start from: the first one of the reference group."""
        return first_visit(self.study, self.reference)

    @property
    def later(self) -> tuple[str, ...]:
        """The visits after `baseline`, in order."""
        visits = list(self.study.visits)
        return tuple(visits[visits.index(self.baseline) + 1 :])

    @property
    def compared(self) -> tuple[str, ...]:
        """The groups that enter with the reference and are compared with it."""
        return tuple(group for group in starting_cohorts(self.study).values() if group != self.reference)

    def starters(self) -> pd.DataFrame:
        """Return the rows of groups that enter with the reference, from `baseline` on.

        `group` holds the names of the study, the reference first; `visit` the visits of the
        reference, in order. Rows without the measure are kept: they are what drop-out is about.
        """
        names = starting_cohorts(self.study)
        rows = self.frame[self.frame["group"].isin(list(names))]
        visits = [self.baseline, *self.later]
        rows = rows[rows["visit"].astype(str).isin(visits)]
        groups = [self.reference, *self.compared]
        return rows.assign(
            group=pd.Categorical(rows["group"].astype(str).map(names), categories=groups),
            visit=pd.Categorical(rows["visit"].astype(str), categories=visits, ordered=True),
        ).reset_index(drop=True)

    def rng(self, analysis: str) -> np.random.Generator:
        """Return the source of chance of one analysis: it depends on the seed, the measure and the analysis only."""
        words = [crc32(name.encode()) for name in (self.outcome, analysis)]
        return np.random.default_rng([self.study.seed, *words])

    def answer(
        self, analysis: str, rows: pd.DataFrame, *, method: Mapping[str, object], notes: Sequence[Note] = ()
    ) -> Result:
        """Return an answer for the forest, of kind "sensitivity".

        Parameters
        ----------
        analysis
            Its slug: `sensitivity.<slug>` and `sensitivity.<slug>.assumption` stand in terms.csv.
        rows
            Columns group, visit, reference, baseline, quantity and the figures of an estimate.
            Rows of other quantities and of groups that enter later are left out.
        method, notes
            As of every result.
        """
        own = (rows["quantity"] == "difference in change") | (rows["quantity"] == "difference")
        told = rows[own & rows["group"].astype(str).isin(self.compared)]
        named = {name: told[name].astype(str) for name in ("group", "visit")}
        told = told.assign(**named, reference=self.reference, baseline=self.baseline)
        told = told.drop(columns=[name for name in ("analysis", "strategy") if name in told])
        kept = [*KEYS, *(name for name in told.columns if name not in KEYS)]
        told = told[kept].reset_index(drop=True)
        told.insert(0, "analysis", analysis)
        return make_result("sensitivity", told, outcome=self.outcome, method=dict(method), notes=notes)
