"""The draft of study.yaml: its outcomes and what may be a covariate."""

from peereval.plan.draft.lines import guessed, listed, named, quoted, remark, said, undecided
from peereval.plan.draft.series import Scale
from peereval.plan.draft.study import DraftStudy
from peereval.plan.draft.words import words_of
from peereval.terms import Language

_FEW_VALUES = 8


def outcome_lines(draft: DraftStudy, language: Language) -> list[str]:
    """Return the entries of `outcomes`, and as comments what may be one."""
    lines = [line for scale in draft.scales if scale.chosen for line in _outcome(scale, language)]
    lines += [line for scale in draft.scales if not scale.chosen for line in _proposed(scale, language)]
    numbers = _numbers(draft)
    if numbers:
        lines += remark(said("numbers", language, columns=named(numbers)), "  ")
    if not any(scale.chosen for scale in draft.scales):
        lines = [*remark(said("no_outcome", language), "  "), *lines]
    return lines


def _outcome(scale: Scale, language: Language) -> list[str]:
    certainty = scale.certainty if scale.pattern else "rating"
    count = said(f"certain.{certainty}", language, count=len(scale.columns))
    lines = [f"  {scale.name}:", guessed(f"    instrument: {scale.keys[0]}", language, count)]
    if scale.pattern:
        lines.append(guessed(f"    items: {_pattern(scale)}", language))
    else:
        lines.append(guessed(f"    column: {quoted(scale.columns[0])}", language))
    if scale.codes:
        lines.append(guessed(f"    missing: {listed(scale.codes)}", language, said("codes", language)))
    lines.append(undecided("    primary:", language, "draft.decide.primary"))
    return lines


def _pattern(scale: Scale) -> str:
    return quoted(scale.pattern)


def _proposed(scale: Scale, language: Language) -> list[str]:
    """Return as comments a scale of which the key must be chosen, or of which nothing is known."""
    first, last = quoted(scale.columns[0]), quoted(scale.columns[-1])
    values = {"first": first, "last": last, "count": len(scale.columns)}
    if not scale.keys:
        return remark(said("possible_scale", language, **values), "  ")
    lines = remark(said("choose_key", language, keys=f" {said('or', language)} ".join(scale.keys), **values), "  ")
    if scale.recoded:
        lines += remark(said("recoded", language, key=scale.keys[0], low=scale.low, high=f"{scale.top:g}"), "  ")
    codes = f", missing: {listed(scale.codes)}" if scale.codes else ""
    return [*lines, f"  # {scale.name}: {{instrument: {said('key', language)}, items: {_pattern(scale)}{codes}}}"]


def _numbers(draft: DraftStudy) -> list[str]:
    """Return the columns of numbers that are no item and take many values: scores made elsewhere, durations."""
    taken = {column for scale in draft.scales for column in scale.columns} | set(draft.keys.values())
    many = [name for name, look in draft.looks.items() if look.kind == "number" and look.different > _FEW_VALUES]
    untaken = [name for name in many if name not in taken and name not in draft.partial.values()]
    return [name for name in untaken if "age" not in words_of(name)]


def covariate_lines(draft: DraftStudy, language: Language) -> list[str]:
    """Return the line of `covariates`: none, with the columns that may be one."""
    taken = {column for scale in draft.scales for column in scale.columns}
    taken |= {*draft.keys.values(), *draft.partial.values()}
    fit = [name for name, look in draft.looks.items() if look.can_list or look.kind == "number"]
    possible = [name for name in fit if name not in taken]
    comment = remark(said("covariates", language, columns=named(possible)), "  ") if possible else []
    return [*comment, "  covariates: []"]
