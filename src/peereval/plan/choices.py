"""The choices of an analysis plan: what of a study may not change once the data are seen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from peereval.plan.canonical import hash_choices, plain
from peereval.study.families import Hypothesis

if TYPE_CHECKING:
    from peereval.study import Outcome, Study

Choices = dict[str, dict[str, Any]]
SECTIONS = (
    "visits",
    "groups",
    "outcomes",
    "contrast",
    "covariates",
    "model",
    "df",
    "families",
    "sensitivity",
    "subgroups",
    "exclusions",
    "sample_size",
    "seed",
)
_WORDS_OF_A_KEY = {"name", "version", "source", "label", "verified", "template", "based_on", "default_scores"}


def plan_choices(study: "Study") -> Choices:
    """Return the choices of a study that a locked plan holds, in plain values.

    Labels, language, audience, paths and the names of the columns that say who, where and when
    are not choices. What is left out in study.yaml is there with the value it takes.

    Parameters
    ----------
    study
        The study; only its file, its codebook and the keys of its instruments are read.

    Returns
    -------
    dict
        By section (`SECTIONS`): item and value. The order of keys, and of lists whose order
        changes nothing, does not matter.

    Raises
    ------
    ScoringError
        If the key of an instrument cannot be used.
    """
    first = tuple(study.visits)[:1]
    sensitivity = study.sensitivity.model_dump(mode="json", exclude={"subgroups"})
    choices = {
        "visits": {name: visit.model_dump(mode="json", exclude={"also"}) for name, visit in study.visits.items()},
        "groups": {name: {"enters_at": list(group.enters_at or first)} for name, group in study.groups.items()},
        "outcomes": {name: _outcome(study, outcome) for name, outcome in study.outcomes.items()},
        "contrast": {"reference": study.reference, "hypotheses": _primary_contrast(study)},
        "covariates": {name: _coding(study, name) for name in study.model.covariates},
        "model": _model(study),
        "df": {"df_method": study.model.df_method, "information": study.model.information},
        "families": _families(study),
        "sensitivity": {name: _unordered(value) for name, value in _flat(sensitivity).items()},
        "subgroups": {name: _split(split) for name, split in study.sensitivity.subgroups.items()},
        "exclusions": {
            "missing_covariates": study.model.missing_covariates,
            "site_rule": study.model.site_rule if study.columns.site else "none",
            "missing_codes": sorted(study.missing_codes),
        },
        "sample_size": dict(study.sample_size.groups),
        "seed": {"seed": study.seed},
    }
    return {name: plain(choices[name]) for name in SECTIONS}


def _outcome(study: "Study", outcome: "Outcome") -> dict[str, Any]:
    """Return what an outcome is: the column is its definition only where no instrument is."""
    told = outcome.model_dump(mode="json", include={"type", "primary", "event", "higher_is"})
    told["missing"] = sorted(outcome.missing)
    if not outcome.instrument:
        one = {"column": outcome.column, "important_difference": outcome.important_difference}
        return {**told, **one, **_typed(study, outcome)}
    from peereval.score.keyfile import read_instrument  # noqa: PLC0415  (pandas: `--help` starts without it)

    key = read_instrument(outcome.instrument, study.folder, within=study.allowed)
    scores = key.chosen(outcome.scores)
    return {
        **told,
        "instrument": key.name,
        "scoring": _scoring(key.model_dump(mode="json", exclude=_WORDS_OF_A_KEY)),
        "scores": sorted(scores),
        "important_difference": _by_score(outcome.important_difference, scores),
        "reliability": _by_score(outcome.reliability, scores),
    }


def _typed(study: "Study", outcome: "Outcome") -> dict[str, Any]:
    """Return what only outcomes of a type have: the levels, the last visit waited for, the reliability."""
    if outcome.type == "continuous":
        return {"reliability": outcome.reliability}
    if outcome.type == "time-to-event":
        return {"until": outcome.until or list(study.visits)[-1]}
    field = study.book.field(outcome.column or "")
    return {"levels": list(field.level_names) if field else []}


def _scoring(key: dict[str, Any]) -> str:
    """Return the hash of what makes the scores: items, reversal, rules; not words nor bands."""
    rules = {
        name: {k: v for k, v in rule.items() if k not in ("label", "bands")} for name, rule in key["scores"].items()
    }
    return hash_choices({**key, "scores": rules})[:12]


def _by_score(value: Any, scores: Sequence[str]) -> Any:  # noqa: ANN401  (any figure or word of study.yaml)
    """Return one value for all scores as that of each; a single score has it alone."""
    each = {score: value.get(score) if isinstance(value, Mapping) else value for score in scores}
    return each if len(each) > 1 else next(iter(each.values()))


def _primary_contrast(study: "Study") -> list[dict[str, str]]:
    """Return the hypotheses of the first family; without families every primary outcome at the last visit."""
    families = study.families.named
    if families:
        return _sorted(next(iter(families.values())))
    last = list(study.visits)[-1]
    groups = [name for name in study.groups if name != study.reference and starts_with_reference(study, name)]
    return [{"outcome": "*", "visit": last, "contrast": f"{name} - {study.reference}"} for name in sorted(groups)]


def starts_with_reference(study: "Study", group: str) -> bool:
    """Say whether a group is first seen at the visit the reference is, so that changes can be compared."""
    visits = tuple(study.visits)
    first = (study.groups[study.reference].enters_at or visits)[0]
    return first in (study.groups[group].enters_at or visits[:1])


def _sorted(tests: Sequence[Hypothesis]) -> list[dict[str, str]]:
    dumped = [test.model_dump() for test in tests]
    for one in dumped:
        one["contrast"] = " ".join(one["contrast"].replace("−", "-").replace("–", "-").split())
    return sorted(dumped, key=lambda one: (one["outcome"], one["visit"], one["contrast"]))


def _families(study: "Study") -> dict[str, Any]:
    """Return order and adjustment, and the hypotheses of every family but the first: that is the primary contrast."""
    named = study.families.named
    later = {f"family {name}": _sorted(tests) for name, tests in list(named.items())[1:]}
    return {"order": list(named), "adjust": study.families.adjust, **later}


def _coding(study: "Study", name: str) -> dict[str, Any]:
    """Return how the codebook says a covariate is read: as a number, or with which levels."""
    field = study.book.field(name)
    if field is None:
        return {"type": "string", "levels": []}
    return {"type": "categories" if field.level_names else field.type, "levels": list(field.level_names)}


def _model(study: "Study") -> dict[str, Any]:
    keys = study.model
    return {
        "covariance": list(keys.covariance),
        "site_effects": keys.site_effects if study.columns.site else "none",
        "estimator": "reml",
        "level": keys.level,
        "covariate_visit": keys.covariate_visit,
    }


def _flat(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested keys under one name each, such as attendance.run; what is added by group stays together."""
    made: dict[str, Any] = {}
    for name, value in keys.items():
        nested = isinstance(value, dict) and name != "delta"
        made |= {f"{name}.{inner}": one for inner, one in value.items()} if nested else {name: value}
    return made


def _unordered(value: Any) -> Any:  # noqa: ANN401  (any value of study.yaml)
    return sorted(value) if isinstance(value, list) else value


def _split(split: Any) -> Any:  # noqa: ANN401  (levels in order, or merged levels)
    if isinstance(split, Mapping):
        return {name: sorted(levels) for name, levels in split.items()}
    return list(split)
