"""What an outcome that is no continuous score needs of the codebook: its event, its categories in order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.codebook import Field
    from peereval.study.file import Study
    from peereval.study.outcomes import Outcome


def outcomes_typed(study: "Study") -> Iterator[Problem]:
    """Find binary, ordinal and count outcomes whose column does not hold such values by the codebook."""
    for name, outcome in study.outcomes.items():
        field = study.book.field(outcome.column or "")
        if outcome.type == "time-to-event" and outcome.column and field is None:
            message = f"the column '{outcome.column}' is not in the codebook. Describe it there, with 'type: date'."
            yield Problem(study.line_of("outcomes", name, "column"), message)
        if outcome.type == "continuous" or field is None:
            continue
        key = "event" if outcome.event else "type"
        problem = _event_problem(outcome, field) if outcome.type == "binary" else _type_problem(outcome, field)
        if problem:
            yield Problem(study.line_of("outcomes", name, key), problem)


def waits_possible(study: "Study") -> Iterator[Problem]:
    """Find time-to-event outcomes without the days they count from, or up to a visit that is none."""
    for name, outcome in study.outcomes.items():
        if outcome.type != "time-to-event":
            continue
        if not outcome.leaves and not study.columns.visit_date:
            line = study.line_of("outcomes", name, "type")
            yield Problem(
                line, "a time to an event counts from the day of the first visit. Add 'visit_date' to 'columns'."
            )
        later = list(study.visits)[1:]
        if outcome.until is not None and outcome.until not in later:
            message = f"'until' is '{outcome.until}', which is no visit after the first: {', '.join(later)}."
            hint = did_you_mean(outcome.until, later)
            yield Problem(study.line_of("outcomes", name, "until"), f"{message}{hint}")


def sensitivity_typed(study: "Study") -> Iterator[Problem]:
    """Find outcomes under `sensitivity: outcomes` that are no continuous score."""
    for name in study.sensitivity.outcomes:
        outcome = study.outcomes.get(name)
        if outcome is not None and outcome.type != "continuous":
            line = study.line_of("sensitivity", "outcomes")
            message = f"these analyses are for continuous outcomes; '{name}' has 'type: {outcome.type}'. Remove it."
            yield Problem(line, message)


def _event_problem(outcome: "Outcome", field: "Field") -> str:
    """Return what is wrong with the event of a binary outcome, or ""."""
    levels = field.level_names or (("true", "false") if field.type == "boolean" else ())
    if not levels and field.type not in ("integer", "number"):
        return f"the codebook lists no levels of '{field.name}'. List them there, and name the event here."
    if not levels:
        return f"'{field.name}' is a number, 1 for the event. Remove 'event'." if outcome.event else ""
    if outcome.event is None and field.type == "boolean":
        return ""
    if outcome.event is None:
        return f"which level of '{field.name}' is the event? Add 'event' with one of: {', '.join(levels)}."
    if outcome.event not in levels:
        hint = did_you_mean(outcome.event, levels)
        return f"'{outcome.event}' is not a level of '{field.name}'; they are: {', '.join(levels)}.{hint}"
    return ""


def _type_problem(outcome: "Outcome", field: "Field") -> str:
    """Return what is wrong with the column of an ordinal outcome or of a count, or ""."""
    numeric = field.type in ("integer", "number")
    if outcome.type == "time-to-event" and field.type != "date":
        return f"'{field.name}' holds no days by the codebook; the day of an event needs 'type: date' there."
    if outcome.type == "ordinal" and not field.level_names and not numeric:
        return f"the codebook lists no levels of '{field.name}'. List them there in order, the lowest first."
    if outcome.type == "count" and (field.level_names or not numeric):
        return f"'{field.name}' holds no numbers by the codebook; a count needs 'type: integer' and no levels there."
    return ""
