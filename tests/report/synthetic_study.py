"""A study as the report reads it, made by hand."""

from collections import OrderedDict
from types import SimpleNamespace
from typing import ClassVar

from peereval.study.planned import ProtocolKeys, SampleSize

from .synthetic_people import ENDS, REASONS, TIMETABLE

GROUPS = ("control", "treated", "prefollowed")
VISITS = ("T0", "T6", "T12")


def field(en, fr, **levels):
    made = {name: SimpleNamespace(labels={"en": pair[0], "fr": pair[1]}) for name, pair in levels.items()}
    return SimpleNamespace(labels={"en": en, "fr": fr}, levels=made)


class Book:
    fields: ClassVar = {
        "age": field("Age (years)", "Âge (années)"),
        "sex": field("Sex", "Sexe", female=("Female", "Féminin"), male=("Male", "Masculin")),
        "diagnosis": field("Diagnosis", "Diagnostic", psychotic=("Psychotic disorders", "Troubles psychotiques"),
                           mood=("Mood disorders", "Troubles de l’humeur"), other=("Other", "Autres")),
        "why": field("Reason", "Motif", **REASONS),
        "why_ended": field("Reason", "Motif", **ENDS),
    }  # fmt: skip

    def field(self, name):
        return self.fields.get(name)


def make_study(language="en", simulated=True, groups=None):
    labels = groups or {
        "control": ("Control districts", "Secteurs témoins"),
        "treated": ("Followed by a PSW", "Suivis par un MSP"),
        "prefollowed": ("Already followed", "Déjà suivis"),
    }
    entries = {"prefollowed": ("T6", "T12")}
    made = OrderedDict(
        (name, SimpleNamespace(label=dict(zip(("en", "fr"), labels[name], strict=True)),
                               reference=name == "control", enters_at=entries.get(name, ())))
        for name in GROUPS
    )  # fmt: skip
    model = SimpleNamespace(covariates=("age", "sex", "diagnosis"), level=0.95, covariance="unstructured",
                            df_method="auto", missing_covariates="complete-cases")  # fmt: skip
    asked = SimpleNamespace(run=False, subgroups={})
    visits = OrderedDict(
        (name, SimpleNamespace(month=month, window_weeks=6.0 if name == "T6" else None))
        for name, month in zip(VISITS, (0, 6, 12), strict=True)
    )
    return SimpleNamespace(language=language, study="STIGMA", simulated=simulated, groups=made, visits=visits,
                           outcomes={}, reference="control", timetable=TIMETABLE,
                           columns=SimpleNamespace(named={"absence_reason": "why", "exposure_end_reason": "why_ended"}),
                           model=model, sensitivity=asked, book=Book(), seed=20150630, audience="internal",
                           smallest_cell=11, protocol=ProtocolKeys(), sample_size=SampleSize())  # fmt: skip
