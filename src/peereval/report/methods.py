"""The methods paragraph: what was done in this analysis, in the words of an article."""

from collections.abc import Iterable, Mapping

from peereval.report.answers import MAIN, answers_of
from peereval.report.labels import Labels
from peereval.report.methods_change import change_methods
from peereval.report.tables.families import family_label
from peereval.report.tables.shared import level_text
from peereval.results import Result
from peereval.terms import has_term


def methods_paragraph(labels: Labels) -> tuple[str, ...]:
    """Return the sentences of the methods section; each one stands only if its part was done."""
    said = [*_design(labels), *_measures(labels), *_description(labels), *_model(labels), *_estimates(labels)]
    said += [*_marginal(labels), *change_methods(labels)]
    return (*said, *_disclosure(labels), *_software(labels))


def _design(labels: Labels) -> Iterable[str]:
    study = labels.study
    groups = ", ".join(labels.group(name) for name in study.groups)
    yield labels.say("report.methods_design", groups=groups, visits=", ".join(study.visits),
                     reference=labels.group(study.reference))  # fmt: skip
    later = [labels.group(name) for name in study.groups if labels.enters_later(name)]
    if later:
        yield labels.say("report.methods_later", groups=", ".join(later))


def _measures(labels: Labels) -> Iterable[str]:
    instruments: dict[str, list[str]] = {}
    for measure in labels.measures.values():
        if name := labels.instrument(measure):
            instruments.setdefault(name, []).append(measure.label)
    semicolon = "\u00a0; " if labels.language == "fr" else "; "
    listed = semicolon.join(f"{', '.join(names)} [{name}]" for name, names in instruments.items())
    if listed:
        yield labels.say("report.methods_measures", listed=listed)


def _description(labels: Labels) -> Iterable[str]:
    if labels.analysis.of_kind("baseline"):
        yield labels.say("report.methods_baseline")
    if labels.analysis.of_kind("reliability"):
        yield labels.say("report.methods_reliability")


def _model(labels: Labels) -> Iterable[str]:
    fits = labels.analysis.of_kind("fit")
    if not fits:
        return
    method = _shared(fits)
    covariates = [labels.variable(name) for name in labels.study.model.covariates]
    estimator = _choice(labels, "estimator", method.get("method"))
    covariance = _choice(labels, "covariance", method.get("covariance"))
    key = "report.methods_model" if covariates else "report.methods_model_alone"
    yield labels.say(key, covariates=", ".join(covariates), estimator=estimator, covariance=covariance)
    if effects := _choice(labels, "sites", method.get("site_effects")):
        yield labels.say("report.methods_sites", effects=effects)
    df_name = method.get("df_method_used") or method.get("df_method")
    if df_method := _choice(labels, "df", df_name):
        yield labels.say(f"report.methods_df{'_model' if df_name == 'kenward-roger' else ''}", df_method=df_method)
    if covariates:
        yield labels.say("report.methods_missing_covariates")
    yield labels.say("report.methods_missing_outcomes")


def _shared(fits: Iterable[Result]) -> Mapping[str, object]:
    """Return what all fits have in common: a word that differs between measures is not said of all."""
    methods = [fit.method for fit in fits]
    return {name: value for name, value in methods[0].items() if all(method.get(name) == value for method in methods)}


def _choice(labels: Labels, family: str, name: object) -> str:
    key = f"report.{family}_{str(name).replace('-', '_').replace('+', '_').replace(' ', '_')}"
    return labels.say(key) if has_term(key) else ""


def _estimates(labels: Labels) -> Iterable[str]:
    contrasts = labels.analysis.of_kind("change_contrasts")
    if contrasts:
        level = level_text(labels, contrasts[0].method.get("level"))
        yield labels.say("report.methods_contrasts", reference=labels.group(labels.study.reference), level=level)
        yield labels.say("report.methods_estimand")
        yield labels.say("report.methods_assumption")
        yield from _beside(labels, contrasts[0])
    if tests := labels.analysis.of_kind("joint_test"):
        own = _shared(tests).get("df_method") == "kenward-roger"
        yield labels.say("report.methods_joint_kenward_roger" if own else "report.methods_joint")


def _marginal(labels: Labels) -> Iterable[str]:
    """Return what was done with outcomes that are no continuous score."""
    fits = labels.analysis.of_kind("marginal_contrasts")
    if not fits:
        return
    listed = ", ".join(labels.measure(fit.outcome).label for fit in fits)
    yield labels.say("report.methods_marginal", measures=listed)
    for family in dict.fromkeys(str(fit.method.get("family")) for fit in fits):
        yield labels.say(f"report.methods_family_{family.replace('-', '_')}")
    codes = {note.code for fit in fits for note in fit.notes}
    weighted = "marginal_attendance" in codes
    yield labels.say("report.methods_marginal_weighted" if weighted else "report.methods_marginal_unweighted")


def _beside(labels: Labels, leading: Result) -> Iterable[str]:
    """Return what stands beside the contrasts: the other interval, the T0-adjusted model, effect sizes, refits."""
    of_kind = labels.analysis.of_kind
    if of_kind("change_contrasts_beside"):
        robust = str(leading.method.get("variance", "")) != "model"
        yield labels.say("report.methods_lead_robust" if robust else "report.methods_lead_model")
    if of_kind("t0_adjusted"):
        yield labels.say("report.methods_t0_adjusted", visit=labels.visit(next(iter(labels.study.visits))))
    if of_kind("effect_size"):
        yield labels.say("report.methods_effect_size")
    if of_kind("leave_one_site_out"):
        yield labels.say("report.methods_leave_one_out")
    yield from _families(labels)
    if of_kind("subgroup_joint_test"):
        named = [labels.variable(name) for name in labels.study.sensitivity.subgroups]
        yield labels.say("report.methods_subgroups", moderators=", ".join(named))
    asked = [one for measure in labels.measures for one in answers_of(labels, measure) if one.analysis not in MAIN]
    if asked:
        names = dict.fromkeys(one.name(labels) for one in asked)
        yield labels.say("report.methods_sensitivity", analyses=", ".join(names))


def _families(labels: Labels) -> Iterable[str]:
    """Yield in which families and order the hypotheses were tested."""
    for result in labels.analysis.of_kind("families")[:1]:
        order = [family_label(labels, name) for name in str(result.method.get("order")).split(", ")]
        adjust = labels.say(f"report.adjust_{str(result.method.get('adjust')).replace('-', '_')}")
        named = "report.methods_families" if len(order) > 1 else "report.methods_families_one"
        yield labels.say(named, order=", ".join(order), adjust=adjust)


def _disclosure(labels: Labels) -> Iterable[str]:
    if labels.study.audience == "external":
        yield labels.say("report.methods_disclosure", most=labels.study.smallest_cell - 1)


def _software(labels: Labels) -> Iterable[str]:
    facts = labels.analysis.provenance
    if "peereval" in facts:
        yield labels.say("report.methods_software", version=facts["peereval"], python=facts.get("python", "–"))
