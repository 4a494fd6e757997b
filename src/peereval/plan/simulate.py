"""A simulated study shaped like an evaluation of peer support workers, with its true effects."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.plan.answers import draw_answers
from peereval.plan.attendance import draw_attendance
from peereval.plan.gaps import lose_answers, lose_covariates
from peereval.plan.latent import draw_traits
from peereval.plan.people import draw_people
from peereval.plan.truth import true_effects
from peereval.plan.world import MONTHS, VISITS


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedStudy:
    """A simulated study and the truth behind it.

    Attributes
    ----------
    frame
        One row per participant and visit attended: participant, group, site, region, visit,
        date, age, sex, diagnosis, egf and the items ISMI01 to ISMI29 and QV1 to QV26.
    truth
        measure, visit, effect: the true difference in change since T0, treated v control.
    """

    frame: pd.DataFrame
    truth: pd.DataFrame


def simulate_study(rng: np.random.Generator) -> SimulatedStudy:
    """Return a simulated study whose counts at every visit are fixed and whose effects are known.

    Treated people and controls are seen 85/64/35 and 205/157/105 times at T0/T6/T12; people
    already followed enter at T6 or T12. Services and services at a visit vary; drop-out
    depends on the scores of the previous visit; treated people differ from controls in age,
    diagnosis and level at T0, but would change as they do without the programme.

    Parameters
    ----------
    rng
        Source of chance; the same seed gives the same study.

    Examples
    --------
    >>> study = simulate_study(np.random.default_rng(1))
    >>> study.frame.query("group == 'treated'").groupby("visit", sort=False).size().to_dict()
    {'T0': 85, 'T6': 64, 'T12': 35}
    """
    people = draw_people(rng)
    traits = draw_traits(rng, people)
    answers = draw_answers(rng, traits.reshape(-1, traits.shape[-1]))
    seen = draw_attendance(rng, people, _scores(answers).reshape(len(people), len(VISITS), 2))
    kept = lose_answers(rng, answers)
    rows = _rows(rng, lose_covariates(rng, people))
    items = kept.drop(columns="egf")
    frame = pd.concat([rows.assign(egf=kept["egf"]), items], axis="columns")[seen.reshape(-1)]
    return SimulatedStudy(frame.reset_index(drop=True), true_effects(people))


def _scores(answers: pd.DataFrame) -> np.ndarray:
    """Return the stigma score (without the reversed items) and the rating, one row per visit."""
    columns = [f"ISMI{item:02d}" for item in range(1, 30) if item not in (7, 14, 24, 26, 27)]
    return np.column_stack([answers[columns].mean(axis="columns"), answers["egf"]])


def _rows(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person and visit, attended or not, with the date of the visit."""
    n = len(people)
    repeated = people.loc[people.index.repeat(len(VISITS))].reset_index(drop=True)
    months = np.tile(np.array(MONTHS), n)
    late = np.where(months > 0, rng.integers(-12, 25, n * len(MONTHS)), 0)
    days = np.round(months * 30.4).astype("int64") + late
    visit = np.tile(np.array(VISITS), n)
    rows = repeated.assign(visit=visit, date=repeated["inclusion"] + pd.to_timedelta(days, unit="D"))
    return rows[["participant", "group", "site", "region", "visit", "date", "age", "sex", "diagnosis"]]
