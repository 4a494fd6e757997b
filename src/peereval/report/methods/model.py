"""The main models, their intervals and tests, as a methods section says them."""

from collections.abc import Iterator, Mapping

from peereval.report.labels import Labels
from peereval.report.methods.said import Said, choice, cite, list_measures, word_by_measure
from peereval.report.tables.families import family_label
from peereval.report.tables.shared import level_text
from peereval.results import Result

_DF_WORKS = {"kenward-roger": ("kenward_roger",), "satterthwaite": ("satterthwaite",)}
_ROBUST_WORKS = ("bell_mccaffrey", "pustejovsky_tipton")
_ADJUST_WORKS = ("holm", "hochberg", "dunnett", "benjamini-hochberg")


def model_said(labels: Labels) -> Iterator[Said]:
    """Yield the mixed model, its sites and degrees of freedom, contrasts, effect sizes and families."""
    if fits := labels.analysis.of_kind("fit"):
        yield from _mixed(labels, fits)
        yield from _fallback(labels, fits)
        yield from _degrees(labels, fits)
    yield from _contrasts(labels)
    if labels.analysis.of_kind("effect_size"):
        yield cite(labels, labels.say("report.methods_effect_size"), "feingold")
    yield from _joint(labels)
    yield from _families(labels)


def _mixed(labels: Labels, fits: tuple[Result, ...]) -> Iterator[Said]:
    covariates = ", ".join(labels.variable(name) for name in labels.study.model.covariates)
    estimator = word_by_measure(labels, fits, lambda method: choice(labels, "estimator", method.get("method")))
    covariance = word_by_measure(labels, fits, lambda method: choice(labels, "covariance", method.get("covariance")))
    key = "report.methods_model" if covariates else "report.methods_model_alone"
    yield cite(labels, labels.say(key, covariates=covariates, estimator=estimator, covariance=covariance),
               "mallinckrodt")  # fmt: skip
    if effects := word_by_measure(labels, fits, lambda method: choice(labels, "sites", method.get("site_effects"))):
        yield Said(labels.say("report.methods_sites", effects=effects))


def _fallback(labels: Labels, fits: tuple[Result, ...]) -> Iterator[Said]:
    """Yield for which measures the first covariance of the list could not be fitted."""
    found: dict[tuple[str, str], list[str]] = {}
    for fit in fits:
        for note in fit.notes:
            if note.code == "covariance_next":
                pair = str(note.values["tried"]), str(note.values["used"])
                found.setdefault(pair, []).append(fit.outcome)
    for (tried, used), names in found.items():
        yield Said(labels.say("methods.fallback", measures=list_measures(labels, names), tried=tried, used=used))


def _df_name(method: Mapping[str, object]) -> str:
    return str(method.get("df_method_used") or method.get("df_method"))


def _degrees(labels: Labels, fits: tuple[Result, ...]) -> Iterator[Said]:
    """Yield the degrees of freedom of the model, measure by measure where they differ."""
    names = dict.fromkeys(_df_name(fit.method) for fit in fits)
    works = [work for name in names for work in _DF_WORKS.get(name, ())]
    if said := word_by_measure(labels, fits, lambda method: choice(labels, "df", _df_name(method))):
        key = "report.methods_df_model" if list(names) == ["kenward-roger"] else "report.methods_df"
        yield cite(labels, labels.say(key, df_method=said), *works)


def _contrasts(labels: Labels) -> Iterator[Said]:
    """Yield the contrasts, which of their intervals leads, and the T0-adjusted difference beside them."""
    of_kind = labels.analysis.of_kind
    contrasts = of_kind("change_contrasts")
    if contrasts:
        level = level_text(labels, contrasts[0].method.get("level"))
        yield Said(labels.say("report.methods_contrasts", reference=labels.group(labels.study.reference), level=level))
    if contrasts and of_kind("change_contrasts_beside"):
        yield from _leading(labels, contrasts)
    if of_kind("t0_adjusted"):
        first = labels.visit(next(iter(labels.study.visits)))
        yield Said(labels.say("report.methods_t0_adjusted", visit=first), ("ding_li",))


def _leading(labels: Labels, contrasts: tuple[Result, ...]) -> Iterator[Said]:
    """Yield which interval leads; for which measures, where it differs."""
    found: dict[str, list[str]] = {}
    for result in contrasts:
        robust = str(result.method.get("variance", "")) != "model"
        found.setdefault("robust" if robust else "model", []).append(result.outcome)
    for name, outcomes in found.items():
        text = labels.say(f"report.methods_lead_{name}")
        if len(found) > 1:
            text = labels.say("table.note_of", measures=list_measures(labels, outcomes), text=text)
        yield cite(labels, text, *_ROBUST_WORKS)


def _joint(labels: Labels) -> Iterator[Said]:
    tests = labels.analysis.of_kind("joint_test")
    if tests and all(test.method.get("df_method") == "kenward-roger" for test in tests):
        yield cite(labels, labels.say("report.methods_joint_kenward_roger"), "kenward_roger")
    elif tests:
        yield Said(labels.say("report.methods_joint"))


def _families(labels: Labels) -> Iterator[Said]:
    """Yield in which families and order the hypotheses were tested."""
    for result in labels.analysis.of_kind("families")[:1]:
        order = [family_label(labels, name) for name in str(result.method.get("order")).split(", ")]
        method = str(result.method.get("adjust"))
        adjust = labels.say(f"report.adjust_{method.replace('-', '_')}")
        key = "report.methods_families" if len(order) > 1 else "report.methods_families_one"
        works = [method.replace("-", "_")] if method in _ADJUST_WORKS else []
        listed = ", ".join(name[:1].lower() + name[1:] for name in order)
        yield cite(labels, labels.say(key, order=listed, adjust=adjust), *works)
