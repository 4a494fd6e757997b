"""The trials of peer support, pooled by domain, and a study's own effect among them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

import pandas as pd

from peereval.dossier import Dossier, Source
from peereval.errors import DataError, one_of
from peereval.evidence.own_effects import own_effects
from peereval.evidence.random_effects import Interval, Method
from peereval.evidence.trials.doubtful import recompute_effects, review_findings
from peereval.evidence.trials.peer_support import PUBLISHED
from peereval.evidence.trials.read import read_trials
from peereval.evidence.trials.reviewed import review_domain
from peereval.evidence.trials.table import Trials
from peereval.pipeline import analyze
from peereval.provenance import describe_environment
from peereval.results import Analysis, Result, make_result
from peereval.study import Study
from peereval.terms import Language, has_term, label_of, term


def review_trials(
    study: Analysis | Study | str | Path | None = None,
    *,
    trials: Trials | str | PathLike[str] | None = None,
    domains: Sequence[str] | None = None,
    method: Method = "reml",
    interval: Interval = "knapp-hartung",
    level: float = 0.95,
    language: Language | None = None,
) -> Dossier:
    """Pool the trials of peer support by domain, and put a study's own effect beside them.

    Parameters
    ----------
    study
        A finished analysis, or a study (or the path of its file), which is analysed; without one the
        trials alone are shown. Its standardised difference in change at the last visit, turned so that
        more is better, stands by domain below the pooled effect, and is not pooled.
    trials
        From `read_trials`, or the path of a table in the format of Metapsy; the trials by Smit et al. when left out.
    domains
        The domains to show, of those of the trials; all by default.
    method, interval, level
        As in `pool_effects`.
    language
        Of every word; that of the study, or English, when left out.

    Returns
    -------
    Dossier
        For each domain (the `outcome`) results of kinds "trials", "pooled_effects", "leave_one_trial_out",
        "funnel_asymmetry", "trials_sensitivity", with a study "own_effects"; for all "trial_recomputed",
        "trials_published" and "own_effects_unplaced". Show it, or give it to `write_dossier`.

    Raises
    ------
    DataError
        If the table of trials or the files of the study cannot be used, or there is no such domain.

    Examples
    --------
    >>> dossier = review_trials(domains=["personal"])
    >>> rows = dossier.result("pooled_effects", "personal").rows.set_index("quantity")
    >>> [round(float(rows.loc["pooled effect", name]), 2) for name in ("estimate", "conf_low", "conf_high")]
    [0.15, 0.04, 0.27]
    """
    started = datetime.now(UTC)
    read = trials if isinstance(trials, Trials) else read_trials(trials)
    asked = _asked(read, domains)
    analysis = _analysed(study)
    tongue: Language = language or (analysis.study.language if analysis is not None else "en")
    results = [one for domain in asked
               for one in review_domain(read, domain, method=method, interval=interval, level=level)]  # fmt: skip
    recalculated = recompute_effects(read)
    results += [recalculated, *_published(read, asked)]
    if analysis is not None:
        pooled = {one.outcome: one for one in results if one.kind == "pooled_effects"}
        results += own_effects(analysis, pooled)
    return Dossier(
        "trials",
        _title(analysis, tongue),
        tongue,
        tuple(results),
        labels={**_domain_labels(read, tongue), **(_study_labels(analysis, tongue) if analysis else {})},
        findings=review_findings(read, recalculated),
        sources=read.sources or (Source(read.name, term("trials.user_table", tongue, file=read.name)),),
        provenance={**describe_environment(), **_study_facts(analysis), "trials": read.name,
                    "started": started.isoformat(timespec="seconds")},
    )  # fmt: skip


def _asked(trials: Trials, domains: Sequence[str] | None) -> tuple[str, ...]:
    for name in domains or ():
        if name not in trials.domains:
            raise DataError(one_of("domains", name, trials.domains))
    return tuple(one for one in trials.domains if domains is None or one in domains)


def _analysed(study: Analysis | Study | str | Path | None) -> Analysis | None:
    """Return the analysis of a study, fit to leave where the study says it shall."""
    if study is None:
        return None
    analysis = study if isinstance(study, Analysis) else analyze(study)
    if analysis.study.audience != "external":
        return analysis
    from peereval.report.disclosure.apply import disclose  # noqa: PLC0415  (slow to import)

    return disclose(analysis)


def _published(trials: Trials, domains: Sequence[str]) -> list[Result]:
    """Return what the review printed, of kind "trials_published", for the trials that it is about."""
    rows = [
        {"domain": domain, "quantity": name, "estimate": value[0], "conf_low": value[1], "conf_high": value[2]}
        for domain in domains
        for name, value in PUBLISHED.get(domain, {}).items()
    ]
    return [make_result("trials_published", pd.DataFrame(rows))] if rows and trials.reviewed else []


def _title(analysis: Analysis | None, language: Language) -> str:
    if analysis is None:
        return term("trials.title", language)
    return term("trials.title_study", language, study=analysis.study.study)


def _domain_labels(trials: Trials, language: Language) -> dict[str, str]:
    known = {one: f"trials.domain_{one or 'all'}" for one in trials.domains}
    return {one: term(key, language) for one, key in known.items() if has_term(key)}


def _study_labels(analysis: Analysis, language: Language) -> dict[str, str]:
    """Return the words for the measures and groups of a study."""
    groups = {name: label_of(dict(one.label.items()), language, name) for name, one in analysis.study.groups.items()}
    measures = {}
    for one in analysis.of_kind("measure"):
        words = {tongue: str(one.method.get(f"label.{tongue}") or "") for tongue in ("en", "fr")}
        measures[one.outcome] = words[language] or next(filter(None, words.values()), one.outcome)
    return {**groups, **measures}


def _study_facts(analysis: Analysis | None) -> dict[str, object]:
    if analysis is None:
        return {}
    study = analysis.study
    visit, plan = list(study.visits.items())[-1]
    return {
        "study": study.study, "simulated": study.simulated, "audience": study.audience,
        "smallest_cell": study.smallest_cell, "seed": study.seed, "visit": visit, "month": plan.month,
    }  # fmt: skip
