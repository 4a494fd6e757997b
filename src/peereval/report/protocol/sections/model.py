"""The main model, what stands beside it, and the models of outcomes that are no continuous score."""

from collections.abc import Iterator

from peereval.report.document import Block, Heading, Paragraph, Section
from peereval.report.protocol.outline import Outline
from peereval.terms import has_term


def model_section(outline: Outline) -> Section:
    """Return the models in words: main, T0-adjusted, other types, times to an event, covariates."""
    scores = any(keys.type == "continuous" for keys in outline.study.outcomes.values())
    parts = {
        "main_model": _main(outline) if scores else iter(()),
        "beside": _beside(outline) if scores else iter(()),
        "other_types": _typed(outline),
        "covariates": _covariates(outline),
    }
    blocks: list[Block] = []
    for name, sentences in parts.items():
        said = " ".join(sentences)
        if said:
            blocks += [Heading(outline.say(name), f"plan-{name.replace('_', '-')}"), Paragraph((said,), "prose")]
    return Section("plan-model", outline.say("model"), tuple(blocks))


def _main(outline: Outline) -> Iterator[str]:
    say, keys = outline.say, outline.study.model
    covariance = ", ".join(outline.choice("covariance", name) for name in keys.covariance[:1])
    covariates = ", ".join(outline.labels.variable(name) for name in keys.covariates)
    told = {"covariance": covariance, "estimator": outline.choice("estimator", "reml"), "covariates": covariates}
    yield say("model_text" if covariates else "model_text_alone", **told)
    if len(keys.covariance) > 1:
        rest = " → ".join(outline.choice("covariance", name) for name in keys.covariance[1:])
        yield say("covariance_next", rest=rest)
    else:
        yield say("covariance_only")
    yield from _sites(outline)
    yield from _df(outline)
    yield say("convergence_text")


def _sites(outline: Outline) -> Iterator[str]:
    say, keys = outline.say, outline.study.model
    if not outline.study.columns.site:
        yield say("no_sites")
    elif keys.site_effects == "none":
        yield say("sites_none")
    else:
        rule = outline.choice("site_rule", keys.site_rule)
        yield say("sites_text", effects=outline.choice("site_effects", keys.site_effects), rule=rule)
        yield say("sites_zero")
    if outline.study.columns.site:
        yield say("lead_text")


def _df(outline: Outline) -> Iterator[str]:
    method, information = outline.study.model.df_method, outline.study.model.information
    method_text = outline.choice("df_method", method)
    yield outline.say("df_text", method=method_text)
    if method in ("auto", "kenward-roger", "satterthwaite"):
        yield outline.say("information_text", information=outline.choice("information", information))


def _beside(outline: Outline) -> Iterator[str]:
    first = next(iter(outline.study.visits))
    yield outline.say("t0_text", first=first)
    yield outline.say("effect_size_text", first=first)
    if outline.study.columns.site:
        yield outline.say("leave_one_out_text")
    if outline.later:
        yield outline.say("later_text", groups=", ".join(outline.name(name) for name in outline.later))


def _typed(outline: Outline) -> Iterator[str]:
    """Yield what is done with each type of outcome that the study has."""
    named: dict[str, list[str]] = {}
    for name, keys in outline.study.outcomes.items():
        named.setdefault(keys.type, []).append(outline.name(name))
    types = [kind for kind in named if has_term(f"protocol.type_{kind.replace('-', '_')}")]
    marginal = [name for kind in types if kind != "time-to-event" for name in named[kind]]
    if marginal:
        yield outline.say("marginal_text", outcomes=", ".join(marginal))
    for kind in types:
        yield outline.say(f"type_{kind.replace('-', '_')}", outcomes=", ".join(named[kind]))
    if marginal:
        yield outline.say("marginal_weights" if outline.study.sensitivity.attendance.run else "marginal_unweighted")


def _covariates(outline: Outline) -> Iterator[str]:
    say, keys = outline.say, outline.study.model
    if not keys.covariates:
        yield say("covariates_none")
        return
    yield say("covariates_text", covariates=", ".join(map(outline.labels.variable, keys.covariates)),
              visit=outline.choice("covariate_visit", keys.covariate_visit))  # fmt: skip
    yield say("covariates_missing")
    if outline.study.sensitivity.run and outline.study.sensitivity.imputations:
        yield say("covariates_imputed")
