"""A study file that makes every kind of choice, to be changed in one place at a time."""

from small_study import write_small_study

STUDY = """\
peereval: 1
study: Small
language: en
seed: 1
columns: {participant: id, visit: visit, group: group, site: service}
visits: {T0: {month: 0}, T6: {month: 6, window_weeks: 4}, T12: {month: 12}}
groups:
  control: {also: [témoin, "2"], reference: true, label: {en: Controls, fr: Témoins}}
  treated: {also: ["1"], label: {en: Treated, fr: Suivis}}
  other: {label: {en: Others, fr: Autres}}
sources:
  - {path: data.csv}
codebook: codebook.yaml
missing_codes: ["", NA]
outcomes:
  score: {column: score, primary: true, important_difference: 0.5}
  rating: {column: rating, important_difference: 2}
  stigma: {instrument: ismi29, items: "I{item}"}
  work: {column: work, type: binary, event: oui}
  leaving: {type: time-to-event, event: leaving}
model: {covariates: [age, sex], covariance: [unstructured, toeplitz]}
families:
  primary: [{outcome: score, visit: T12, contrast: treated - control}]
  secondary:
    - {outcome: score, visit: T6, contrast: treated - control}
    - {outcome: rating, visit: T12, contrast: treated - control}
  third: [{outcome: stigma, visit: T12, contrast: treated - control}]
sensitivity: {propensity: [att, overlap], missing: [delta], delta: {treated: 0.2}, subgroups: {sex: [f, m], age: [40]}}
sample_size: {groups: {treated: 150, control: 150}, text: As computed elsewhere., assumptions: [power 0.8, SD 1.5]}
protocol: {population: Adults followed in the services, registration: NCT00000000}
"""
CODEBOOK = """\
fields:
  - {name: id, type: string}
  - {name: age, type: number, constraints: {minimum: 18, maximum: 100}, labels: {en: Age, fr: Âge}}
  - {name: sex, levels: {f: {labels: {fr: Femme, en: Woman}}, m: {labels: {fr: Homme, en: Man}}}}
  - {name: service_size, type: number}
  - {name: score, type: number, constraints: {minimum: 0, maximum: 10}}
  - {name: rating, type: number, constraints: {minimum: 0, maximum: 100}}
  - {name: grade, levels: {low: {}, high: {}}}
  - {name: calls, type: integer}
  - {name: work, levels: {oui: {}, non: {}}}
"""


def write_planned_study(folder, study=STUDY, codebook=CODEBOOK):
    """Write the study without any data file, and return the path of its study.yaml."""
    file = write_small_study(folder, data=[], study=study, codebook=codebook)
    (folder / "data.csv").unlink()
    return file
