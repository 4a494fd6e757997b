"""Which plan this is: study, registration, version, responsible people, locked or draft."""

from peereval.report.document import Fact, Facts, Paragraph, Section
from peereval.report.numbers import format_moment
from peereval.report.protocol.outline import Outline


def front_section(outline: Outline) -> Section:
    """Return what identifies the plan, and whether it is locked."""
    say, keys = outline.say, outline.study.protocol
    moment = format_moment(outline.written, outline.labels.language)
    known = {"registration": keys.registration, "version": keys.version, "responsible": ", ".join(keys.responsible)}
    facts = [Fact(say("fact_study"), outline.study.study)]
    facts += [Fact(say(f"fact_{name}"), text or say("to_decide")) for name, text in known.items()]
    facts += [Fact(say("fact_written"), moment), Fact(say("fact_status"), _status(outline))]
    if outline.locked:
        facts.append(Fact(say("fact_hash"), str(outline.locked["sha256"]), code=True))
    return Section("plan-front", say("front"), (Facts(tuple(facts)), Paragraph((say("front_text"),), "prose")))


def _status(outline: Outline) -> str:
    """Return whether the plan is locked, since when, why again, and whether the study file still says the same."""
    locked = outline.locked
    if not locked:
        return outline.say("status_draft")
    moment = format_moment(str(locked["locked"]), outline.labels.language)
    again = "status_locked_again" if locked.get("earlier") else "status_locked"
    said = outline.say(again, moment=moment, reason=locked["reason"])
    changed = locked.get("deviations")
    return f"{said}. {outline.say('status_changed', count=changed)}" if changed else said
