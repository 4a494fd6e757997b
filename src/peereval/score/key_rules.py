"""What the parts of a key must say of each other: item numbers, scores, value sets, bands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.score.ranges import score_range

if TYPE_CHECKING:
    from peereval.score.instruments import Instrument


def key_problems(key: "Instrument") -> Iterator[str]:
    """Yield a sentence for each thing in a key that does not fit the rest of it."""
    for rule in (_numbers, _scores, _composites, _partition, _amounts, _value_sets, _bands):
        found = tuple(rule(key))
        yield from found
        if found:  # what follows may look up what was found wrong
            return


def _numbers(key: "Instrument") -> Iterator[str]:
    used = {item for rule in key.scores.values() if rule.items != "all" for item in rule.items}
    if any(item > key.items for item in used | set(key.reversed)):
        yield f"an item number is above the number of items, {key.items}. Correct one of them."
    if len(set(key.reversed)) < len(key.reversed):
        yield "'reversed' lists an item twice. Keep it once."


def _scores(key: "Instrument") -> Iterator[str]:
    if not key.scores:
        yield "'scores' lists no score. Add one, such as total: {items: all}."
    for block, names in (("default_scores", key.default_scores), ("partition", key.partition)):
        for name in names:
            if name not in key.scores:
                hint = did_you_mean(name, key.scores)
                yield f"'{block}' names '{name}', which is not in 'scores'. Correct it.{hint}"
    empty = [name for name, rule in key.scores.items() if not rule.items and not rule.scores]
    if empty and not key.template:
        yield f"no items are listed for {', '.join(empty)}. Write them, such as {empty[0]}: {{items: [1, 2]}}."


def _composites(key: "Instrument") -> Iterator[str]:
    for name, rule in key.scores.items():
        for part in rule.scores:
            if part not in key.scores:
                hint = did_you_mean(part, key.scores)
                yield f"the score '{name}' is made of '{part}', which is not in 'scores'.{hint}"
            elif key.scores[part].scores:
                yield f"the score '{name}' is made of '{part}', itself made of scores. Name scores made of items."
            elif key.direction_of(part) != key.direction_of(name):
                yield f"the score '{name}' is made of '{part}', whose higher_is is the other one. Reflect one of them."


def _partition(key: "Instrument") -> Iterator[str]:
    if not key.partition or set(key.partition) & set(key.incomplete):
        return
    used = [item for name in key.partition for item in key.items_of(name)]
    twice = sorted({item for item in used if used.count(item) > 1})
    unused = [item for item in range(1, key.items + 1) if item not in used]
    for items, what in ((twice, "in more than one"), (unused, "in none")):
        if items:
            numbers = ", ".join(map(str, items))
            yield f"each item belongs to one of {', '.join(key.partition)}; {what}: {numbers}. Correct their 'items'."


def _amounts(key: "Instrument") -> Iterator[str]:
    for name, rule in key.scores.items():
        parts = len(rule.scores or key.items_of(name))
        if parts and key.needed(name) > parts:
            wanted = f"asks for {key.needed(name)} answers"
            yield f"the score '{name}' has {parts} items and {wanted}. Correct 'minimum_answered'."


def _value_sets(key: "Instrument") -> Iterator[str]:
    levels = int(key.responses.maximum - key.responses.minimum) + 1
    for name, rule in key.scores.items():
        values = rule.value_set
        if values is None:
            continue
        if not key.responses.whole or rule.scores:
            yield f"the score '{name}' has a value set, which needs items with whole responses."
        elif set(values.by_level) != set(key.items_of(name)):
            yield f"'by_level' of the score '{name}' must list each of its items once: {list(key.items_of(name))}."
        elif any(len(row) != levels for row in values.by_level.values()):
            yield f"'by_level' of the score '{name}' must give {levels} numbers for each item, one a response."
        elif values.any_at and not key.responses.minimum <= values.any_at.level <= key.responses.maximum:
            yield f"'any_at' of the score '{name}' names a level that is no response."


def _bands(key: "Instrument") -> Iterator[str]:
    for name, rule in key.scores.items():
        if not rule.bands or name in key.incomplete:
            continue
        low, high = score_range(key, name)
        for given, bands in rule.bands.items():
            if bands.cuts[0] < low or bands.cuts[-1] > high:
                yield f"bands '{given}' of the score '{name}' have a bound outside its range, {low:g} to {high:g}."
