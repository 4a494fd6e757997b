"""A simulated study shaped like an evaluation of peer support workers, with its true effects."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.plan.answers import draw_answers
from peereval.plan.attendance import draw_attendance
from peereval.plan.dates import draw_dates
from peereval.plan.employment import draw_employment, employment_effects
from peereval.plan.followup import draw_followup
from peereval.plan.gaps import lose_answers, lose_covariates
from peereval.plan.latent import draw_traits
from peereval.plan.people import draw_people
from peereval.plan.reasons import draw_never_seen, draw_reasons
from peereval.plan.truth import true_effects
from peereval.plan.world import VISITS


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedStudy:
    """A simulated study and the truth behind it.

    Attributes
    ----------
    frame
        One row per participant and visit attended: participant, group, site, region, visit,
        date, age, sex, diagnosis, worker, exposure_start, exposure_end, exposure_end_reason, egf,
        emploi and the items ISMI01 to ISMI29 and QV1 to QV26.
    absences
        One row per visit that did not take place and whose reason was recorded: the columns
        of the frame up to exposure_end_reason (no date), and reason.
    truth
        measure, visit, effect: the true difference in change since T0, treated v control
        (of work, of the probability).
    """

    frame: pd.DataFrame
    absences: pd.DataFrame
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
    # Days, reasons and follow-up, and employment, have streams of their own: they leave the answers as they are.
    aside, jobs = rng.spawn(2)
    people = draw_people(rng)
    traits = draw_traits(rng, people)
    answers = draw_answers(rng, traits.reshape(-1, traits.shape[-1]))
    seen = draw_attendance(rng, people, _scores(answers).reshape(len(people), len(VISITS), 2))
    kept = lose_answers(rng, answers)
    rows, reason = _rows(aside, lose_covariates(rng, people), seen)
    items = kept.drop(columns="egf")
    work = draw_employment(jobs, people, traits)
    frame = pd.concat([rows.assign(egf=kept["egf"], emploi=work), items], axis="columns")[seen.reshape(-1)]
    absent = rows.assign(date=np.datetime64("NaT"), reason=reason)[reason != ""]
    absences = pd.concat([absent, draw_never_seen(aside)], ignore_index=True)
    truth = pd.concat([true_effects(people), employment_effects(people)], ignore_index=True)
    return SimulatedStudy(frame.reset_index(drop=True), absences, truth)


def _scores(answers: pd.DataFrame) -> np.ndarray:
    """Return the stigma score (without the reversed items) and the rating, one row per visit."""
    columns = [f"ISMI{item:02d}" for item in range(1, 30) if item not in (7, 14, 24, 26, 27)]
    return np.column_stack([answers[columns].mean(axis="columns"), answers["egf"]])


def _rows(rng: np.random.Generator, people: pd.DataFrame, seen: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Return one row per person and visit, attended or not, and for each why it did not take place."""
    dates, followed = draw_dates(rng, people)
    reasons = draw_reasons(rng, people, seen)
    followup = draw_followup(rng, people.assign(followed=followed), dates, seen, reasons)
    people = pd.concat([people, followup], axis="columns")
    repeated = people.loc[people.index.repeat(len(VISITS))].reset_index(drop=True)
    rows = repeated.assign(visit=np.tile(np.array(VISITS), len(people)), date=dates.reshape(-1))
    about = ["participant", "group", "site", "region", "visit", "date", "age", "sex", "diagnosis", *followup]
    return rows[about], reasons.reshape(-1)
