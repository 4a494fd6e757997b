"""The works that the methods of a plan rest on: those of what the study asks for, in the order of the plan."""

from collections.abc import Iterator

from peereval.report.document import Paragraph, Section
from peereval.report.protocol.outline import Outline

_OF_TYPE = {
    "binary": ("liang_zeger",),
    "ordinal": ("liang_zeger",),
    "count": ("liang_zeger",),
    "time-to-event": ("kaplan_meier", "cox", "efron", "royston_parmar"),
}


def references_section(outline: Outline) -> Section:
    """Return the sources of the methods that the plan names, each once."""
    works = dict.fromkeys(work for part in (_design(outline), _models(outline), _assumed(outline)) for work in part)
    blocks = tuple(Paragraph((outline.labels.say(f"reference.{work}"),)) for work in works)
    return Section("plan-references", outline.say("references"), blocks)


def _design(outline: Outline) -> Iterator[str]:
    yield from ("gamble", "ich")
    adjust = outline.study.families.adjust.replace("-", "_")
    if adjust in ("holm", "hochberg", "benjamini_hochberg", "dunnett"):
        yield adjust


def _models(outline: Outline) -> Iterator[str]:
    types = {keys.type for keys in outline.study.outcomes.values()}
    if "continuous" in types:
        yield from ("mallinckrodt", "kenward_roger")
    if outline.study.columns.site:
        yield from ("bell_mccaffrey", "pustejovsky_tipton")
    if "continuous" in types:
        yield from ("ding_li", "feingold")
    for kind in sorted(types):
        yield from _OF_TYPE.get(kind, ())


def _assumed(outline: Outline) -> Iterator[str]:
    """Yield the works behind the sensitivity analyses asked for."""
    keys = outline.study.sensitivity
    if not keys.run:
        return
    asked = {
        "li_morgan": bool(keys.propensity),
        "sloczynski": bool(keys.propensity),
        "santanna_zhao": "att" in keys.propensity,
        "robins": keys.attendance.run,
        "rubin": keys.imputations > 0,
        "liublinska": "delta" in keys.missing,
        "carpenter": any(name != "delta" for name in keys.missing),
        "donner_klar": bool(outline.study.columns.site),
        "cameron": bool(outline.study.columns.site),
        "manski_pepper": True,
        "vanderweele_ding": True,
        "floden_bell": keys.responders == "impute",
        "wang": bool(keys.subgroups),
    }
    yield from (work for work, wanted in asked.items() if wanted)
