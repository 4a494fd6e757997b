"""The sensitivity analyses that were run, family by family, each with the works it rests on."""

from collections.abc import Iterator

from peereval.report.answers import MAIN, Answer, answers_of
from peereval.report.labels import Labels
from peereval.report.methods.said import Said, cite, list_measures, mark
from peereval.report.methods.selection import selection_said
from peereval.results import Result

_BASED = ("copy-increments", "copy-reference", "jump-to-reference", "last-mean-carried-forward")
_SITES = ("site-means", "site-permutation")


def asked_said(labels: Labels) -> Iterator[Said]:
    """Yield of which outcomes the main contrast was estimated anew, then how selection was handled."""
    if labels.analysis.of_kind("leave_one_site_out"):
        yield Said(labels.say("report.methods_leave_one_out"))
    asked = [name for name in labels.measures if answers_of(labels, name)]
    if asked:
        yield Said(labels.say("methods.asked", measures=list_measures(labels, asked)))
    elif not labels.study.sensitivity.run:
        yield Said(labels.say("methods.nothing"))
    yield from selection_said(labels, _done(labels))


def _done(labels: Labels) -> dict[str, Answer]:
    """Return an answer of each sensitivity analysis that was run, by its name."""
    done: dict[str, Answer] = {}
    for name in labels.measures:
        for one in answers_of(labels, name):
            if one.analysis not in MAIN:
                done.setdefault(one.analysis, one)
    return done


def drop_out_said(labels: Labels) -> Iterator[Said]:
    """Yield what was done about missed visits."""
    done = _done(labels)
    for result in labels.analysis.of_kind("attendance_weights")[:1]:
        names = [name for name in str(result.method.get("covariates") or "").split(", ") if name]
        listed = ", ".join(labels.variable(name) for name in names)
        text = labels.say("methods.attendance" if listed else "methods.attendance_alone", covariates=listed)
        yield cite(labels, text, "robins")
    for name in ("attendance-and-att", "completers"):
        if name in done:
            yield Said(labels.say(f"methods.{name.replace('-', '_')}"))
    if "multiple-imputation" in done:
        number = _imputations(done["multiple-imputation"].result)
        yield cite(labels, labels.say("methods.imputation", imputations=number), "rubin", "barnard_rubin")
    if any(name.startswith("delta-") for name in done):
        yield cite(labels, labels.say("methods.delta"), "cro")
    if labels.analysis.of_kind("tipping_point"):
        yield cite(labels, labels.say("methods.tipping"), "campbell", "liublinska")
    yield from _reference_based(labels, done)


def _reference_based(labels: Labels, done: dict[str, Answer]) -> Iterator[Said]:
    named = [done[name].name(labels) for name in _BASED if name in done]
    if named:
        listed = mark(labels, ";").join(name[:1].lower() + name[1:] for name in named)
        yield cite(labels, labels.say("methods.reference_based", assumptions=listed), "carpenter")
    if any(f"{name}-frequentist" in done for name in _BASED):
        yield cite(labels, labels.say("methods.frequentist"), "cro", "wolbers", "efron_stein")


def other_said(labels: Labels) -> Iterator[Said]:
    """Yield what was done about missing covariates, sites and groups that entered later."""
    done = _done(labels)
    if "covariates-imputed" in done:
        number = _imputations(done["covariates-imputed"].result)
        yield cite(labels, labels.say("methods.covariates_imputed", imputations=number), "van_buuren", "rubin")
    sites = [done[name].name(labels) for name in _SITES if name in done]
    if sites:
        listed = mark(labels, ";").join(name[:1].lower() + name[1:] for name in sites)
        yield cite(labels, labels.say("methods.sites_tested", analyses=listed), "donner_klar", "gail")
    if "wild-bootstrap" in done:
        yield cite(labels, labels.say("methods.wild"), "cameron")
    if "without-late-entrants" in done:
        yield Said(labels.say("methods.late"))
    if labels.analysis.of_kind("survivors"):
        yield Said(labels.say("methods.survivors"))


def subgroups_said(labels: Labels) -> Iterator[Said]:
    """Yield how it was asked whether the result differs by category."""
    if labels.analysis.of_kind("subgroup_joint_test"):
        named = [labels.variable(name) for name in labels.study.sensitivity.subgroups]
        text = labels.say("report.methods_subgroups", moderators=", ".join(named))
        yield cite(labels, text, "kenward_roger", "holm", "wang")


def _imputations(result: Result) -> str:
    return str(result.method.get("imputations", "–"))
