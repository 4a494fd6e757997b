"""What study.yaml says today against what the locked plan said, choice by choice."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from peereval.plan.choices import SECTIONS, plan_choices
from peereval.plan.lock import Lock
from peereval.remarks import Finding
from peereval.study.model import ModelKeys
from peereval.study.sensitivity import SensitivityKeys
from peereval.study.words import Said, name_text, say_choice
from peereval.terms import Language, has_term, term

if TYPE_CHECKING:
    from peereval.study import Study

_NAMED = ("visits", "groups", "outcomes", "covariates", "subgroups", "sample_size")
"""Sections whose items have names of the study; those of the others are keys of study.yaml."""
_FAMILY = "family "
_DEEP = ("visits", "groups", "outcomes", "covariates")
"""Sections whose items have parts that are compared one by one."""


def find_deviations(lock: Lock, study: "Study") -> tuple[Finding, ...]:
    """Return one finding for each choice of study.yaml that differs from the locked plan.

    Parameters
    ----------
    lock
        The lock (`read_lock`).
    study
        The study as it is analysed.

    Returns
    -------
    tuple of Finding
        Warnings of the rules `plan-<section>`, in the order of the sections; each says what,
        what was planned and what is done, in words of both languages.
    """
    now = plan_choices(study)
    found: list[Finding] = []
    for section in SECTIONS:
        planned = {**_added_since(section, lock), **lock.choices.get(section, {})}
        found += _differences(section, planned, now[section], study)
    return tuple(found)


def _added_since(section: str, lock: Lock) -> Mapping[str, Any]:
    """Return the defaults of keys that a lock of an older version does not know: leaving them so is no deviation."""
    if section == "sensitivity":
        known: Mapping[str, Any] = SensitivityKeys().model_dump(mode="json", exclude={"subgroups"})
    elif section in ("model", "df"):
        known = ModelKeys().model_dump(mode="json")
    else:
        return {}
    locked = lock.choices.get(section, {})
    flat = {name: value for name, value in known.items() if not isinstance(value, dict)}
    own = {"model": ("level", "covariate_visit"), "df": ("df_method", "information")}.get(section, tuple(flat))
    return {name: flat[name] for name in own if name not in locked}


def _differences(
    section: str, planned: Mapping[str, Any], done: Mapping[str, Any], study: "Study"
) -> Iterator[Finding]:
    """Yield what differs in a section: items that came or went, then parts or values that changed."""
    for item in dict.fromkeys([*planned, *done]):
        before, after = planned.get(item), done.get(item)
        if section in _NAMED and (item in planned) != (item in done):
            both = _presence(there=item in planned), _presence(there=item in done)
            yield _finding(section, _item(section, item, "", study), both)
        elif section in _DEEP:
            yield from _parts(section, item, (before, after), study)
        elif before != after:
            key = "hypotheses" if item.startswith(_FAMILY) else item
            both = say_choice(key, before, study), say_choice(key, after, study)
            yield _finding(section, _item(section, item, "", study), both)


def _parts(section: str, item: str, both: tuple[Any, Any], study: "Study") -> Iterator[Finding]:
    before, after = both
    for part in dict.fromkeys([*before, *after]):
        if before.get(part) != after.get(part):
            told = say_choice(part, before.get(part), study), say_choice(part, after.get(part), study)
            yield _finding(section, _item(section, item, part, study), told)


def _finding(section: str, what: Said, both: tuple[Said, Said]) -> Finding:
    return Finding("warning", f"plan-{section.replace('_', '-')}",
                   values={"what": what, "planned": both[0], "done": both[1]})  # fmt: skip


def _item(section: str, item: str, part: str, study: "Study") -> Said:
    return Said(_item_text(section, item, part, study, "en"), _item_text(section, item, part, study, "fr"))


def _item_text(section: str, item: str, part: str, study: "Study", language: Language) -> str:
    """Return what differs: an item by its name in the study, a key by its words."""
    if item.startswith(_FAMILY):
        return term("plan.item.family", language, name=item.removeprefix(_FAMILY))
    if section not in _NAMED:
        key = f"plan.item.{item}"
        return term(key, language) if has_term(key) else item
    name = name_text(item, study, language)
    return term("plan.item.part", language, name=name, part=term(f"plan.item.{part}", language)) if part else name


def _presence(*, there: bool) -> Said:
    key = "plan.present" if there else "plan.absent"
    return Said(term(key, "en"), term(key, "fr"))
