"""The constants of the simulated study: who is seen when, in which services, with what effects.

The counts of the treated and of the controls are those published for the evaluation of
peer support workers that the study is shaped like; everything else is invented.
"""

from dataclasses import dataclass, replace

import numpy as np

VISITS = ("T0", "T6", "T12")
MONTHS = (0, 6, 12)
GROUPS = ("control", "treated", "prefollowed")
TRAITS = ("stigma", "physical", "psychological", "social", "environment", "functioning")
DIAGNOSES = ("psychotic", "mood", "other")
REGIONS = ("Nord-Pas-de-Calais", "Île-de-France", "Provence-Alpes-Côte d’Azur")
SERVICES_PER_REGION = 4  # with peer workers, and as many without


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many people of a cohort enter, and how many are seen later.

    `seen` counts people at each visit from the entry on; of those absent at the second
    visit, `returning` come back at the third.
    """

    group: str
    enters: int
    seen: tuple[int, ...]
    returning: int = 0


COHORTS = (
    Attendance("control", 0, (205, 157, 105), returning=10),
    Attendance("treated", 0, (85, 64, 35), returning=5),
    Attendance("prefollowed", 1, (60, 38)),
    Attendance("prefollowed", 2, (50,)),
)


@dataclass(frozen=True, slots=True)
class Course:
    """How one trait runs over the visits, on the scale that its items are drawn from.

    Means of the controls, what the treated add to them (at T0: selection; later: the effect
    on the change, added to it), what the pre-followed add to the controls, and the standard
    deviations of services, services at a visit, people, and people at a visit.
    """

    control: tuple[float, float, float]
    selection: float
    effect: tuple[float, float, float]
    prefollowed: tuple[float, float, float]
    service: float
    service_visit: float
    person: float
    person_visit: float
    per_decade: float
    woman: float
    diagnosis: tuple[float, float, float]
    diagnosis_by_visit: tuple[float, float, float]


# Traits measured by items are on the scale of a response (1 to 4, 1 to 5), functioning on 1 to 100.
_ENVIRONMENT = Course(
    control=(3.15, 3.17, 3.18), selection=0.0, effect=(0.0, 0.0, 0.0), prefollowed=(0.0, 0.05, 0.05),
    service=0.10, service_visit=0.06, person=0.45, person_visit=0.30,
    per_decade=-0.03, woman=-0.05, diagnosis=(0.0, -0.15, 0.05), diagnosis_by_visit=(0.0, 0.08, 0.0),
)  # fmt: skip


def _domain(
    control: tuple[float, float, float], effect: tuple[float, float, float], prefollowed: tuple[float, float, float]
) -> Course:
    return replace(_ENVIRONMENT, control=control, selection=-0.05, effect=effect, prefollowed=prefollowed)


COURSES = {
    "stigma": Course(
        control=(2.25, 2.22, 2.20), selection=0.08, effect=(0.0, -0.15, -0.25), prefollowed=(0.0, -0.12, -0.15),
        service=0.10, service_visit=0.06, person=0.40, person_visit=0.25,
        per_decade=-0.04, woman=0.05, diagnosis=(0.0, 0.12, -0.10), diagnosis_by_visit=(0.0, -0.05, 0.0),
    ),
    "physical": _domain((3.20, 3.22, 3.22), (0.0, 0.05, 0.10), (0.0, 0.10, 0.10)),
    "psychological": _domain((2.95, 2.98, 3.00), (0.0, 0.15, 0.25), (0.0, 0.20, 0.20)),
    "social": _domain((2.85, 2.85, 2.88), (0.0, 0.10, 0.20), (0.0, 0.15, 0.15)),
    "environment": _ENVIRONMENT,
    "functioning": Course(
        control=(50.0, 51.5, 52.5), selection=-2.0, effect=(0.0, 4.0, 6.0), prefollowed=(0.0, 4.0, 5.0),
        service=3.0, service_visit=1.5, person=8.0, person_visit=6.0,
        per_decade=-0.8, woman=1.0, diagnosis=(0.0, 5.0, 4.0), diagnosis_by_visit=(0.0, 1.0, 0.5),
    ),
}  # fmt: skip

# Correlations between traits of a person, in the order of TRAITS.
CORRELATION = np.array([
    [1.00, -0.35, -0.55, -0.40, -0.35, -0.30],
    [-0.35, 1.00, 0.60, 0.45, 0.50, 0.35],
    [-0.55, 0.60, 1.00, 0.55, 0.50, 0.35],
    [-0.40, 0.45, 0.55, 1.00, 0.45, 0.30],
    [-0.35, 0.50, 0.50, 0.45, 1.00, 0.30],
    [-0.30, 0.35, 0.35, 0.30, 0.30, 1.00],
])  # fmt: skip

# Share of women, mean and SD of age, shares of the three diagnostic categories.
PEOPLE = {
    "control": (0.47, 43.5, 11.0, (0.50, 0.30, 0.20)),
    "treated": (0.42, 39.5, 10.0, (0.56, 0.27, 0.17)),
    "prefollowed": (0.45, 41.0, 10.0, (0.60, 0.25, 0.15)),
}
ITEM_NOISE = 0.80  # standard deviation of a response around the trait
RATING_NOISE = 2.0  # the same for the rating of functioning
