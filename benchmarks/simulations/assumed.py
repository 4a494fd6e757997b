"""Analyses under an assumption on the values that were not seen: a delta, or that people follow the reference."""

import pandas as pd

from peereval.estimate.contrasts import level_contrasts
from peereval.model.fit import Fit
from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
from peereval.sensitivity.imputation.reference_based import reference_based_contrasts
from simulations.answers import BASELINE, GROUP, MAIN, REFERENCE, Answer, Study, at_end, change_at_end, mixed
from simulations.designs import DELTA

IMPUTATIONS = 20
ADJUSTED = "y ~ group * visit + (start + age) * visit"


def impute_people(study: Study, *, strategy: str = "mar", delta: float | None = None) -> Answer:
    """Multiple imputation from the main model without sites, people taken as independent, Rubin."""
    found = multiply_imputed_contrasts(
        _people(study),
        study.data.seen,
        group=GROUP,
        reference=REFERENCE,
        baseline=BASELINE,
        rng=study.rng,
        imputations=IMPUTATIONS,
        strategy=strategy,
        delta=None if delta is None else {"treated": delta},
    )
    return at_end(found)


def _people(study: Study) -> Fit:
    return study.fit("people", lambda: mixed(MAIN, study.data.seen))


def _conditional(study: Study, *, strategy: str = "mar", delta: float | None = None) -> Answer:
    found = reference_based_contrasts(
        _people(study),
        study.data.seen,
        group=GROUP,
        reference=REFERENCE,
        baseline=BASELINE,
        strategy=strategy,
        delta=None if delta is None else {"treated": delta},
    )
    return at_end(found)


def main_people(study: Study) -> Answer:
    """Ask the main model without sites: missing at random."""
    return change_at_end(_people(study))


def main_complete(study: Study) -> Answer:
    """Ask the main model of the complete data, as if nobody had left."""
    return change_at_end(mixed(MAIN, study.data.complete))


def delta_rubin(study: Study) -> Answer:
    """Multiple imputation with the true delta, Rubin."""
    return impute_people(study, delta=DELTA)


def delta_jackknife(study: Study) -> Answer:
    """Conditional means with the true delta, jackknife."""
    return _conditional(study, delta=DELTA)


def increments_rubin(study: Study) -> Answer:
    """Copy increments by multiple imputation, Rubin."""
    return impute_people(study, strategy="copy-increments")


def increments_jackknife(study: Study) -> Answer:
    """Copy increments by conditional means, jackknife."""
    return _conditional(study, strategy="copy-increments")


def _adjusted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return later visits with the value at T0 as a covariate; a visit without a value keeps its row."""
    start = frame[frame["visit"] == "T0"].set_index("participant")
    later = pd.MultiIndex.from_product([start.index, ["T6", "T12"]], names=["participant", "visit"])
    values = frame.assign(visit=frame["visit"].astype(str)).set_index(["participant", "visit"])["y"].reindex(later)
    rows = values.reset_index()
    own = start.loc[rows["participant"], ["group", "age", "y"]].reset_index(drop=True)
    return rows.assign(group=own["group"], age=own["age"], start=own["y"])


def _at_same_start(study: Study) -> Fit:
    return study.fit("adjusted", lambda: mixed(ADJUSTED, _adjusted(study.data.seen)))


def adjusted_mar(study: Study) -> Answer:
    """Ask the T0-adjusted model: missing at random."""
    return at_end(level_contrasts(_at_same_start(study), group=GROUP, reference=REFERENCE))


def adjusted_complete(study: Study) -> Answer:
    """Ask the T0-adjusted model of the complete data, as if nobody had left."""
    fit = mixed(ADJUSTED, _adjusted(study.data.complete))
    return at_end(level_contrasts(fit, group=GROUP, reference=REFERENCE))


def jump_rubin(study: Study) -> Answer:
    """Jump to reference by multiple imputation, Rubin."""
    found = multiply_imputed_contrasts(
        _at_same_start(study),
        _adjusted(study.data.seen),
        group=GROUP,
        reference=REFERENCE,
        strategy="jump-to-reference",
        baseline_covariate="start",
        rng=study.rng,
        imputations=IMPUTATIONS,
    )
    return at_end(found)


def jump_jackknife(study: Study) -> Answer:
    """Jump to reference by conditional means, jackknife."""
    found = reference_based_contrasts(
        _at_same_start(study),
        _adjusted(study.data.seen),
        group=GROUP,
        reference=REFERENCE,
        strategy="jump-to-reference",
        baseline_covariate="start",
    )
    return at_end(found)
