"""What an analysis can say to the items of the checklists: every piece of evidence by its name."""

from collections.abc import Callable, Mapping
from functools import partial

from peereval.report.checklists import design, estimates, people, recorded
from peereval.report.document import Sentence
from peereval.report.labels import Labels

Evidence = Callable[[Labels], Sentence]

EVIDENCE: Mapping[str, Evidence] = {
    "adjusted": estimates.adjusted,
    "analysed": people.analysed,
    "analyses": estimates.analyses,
    "assignment": design.assignment,
    "balance": estimates.balance,
    "clustering": design.clustering,
    "compared": design.compared,
    "completers": estimates.completers_imputed,
    "covariates": design.covariates,
    "design": design.design,
    "deviations": partial(recorded.findings_of, rules=("deviation", "plan-")),
    "e_values": estimates.e_values,
    "ended": people.ended,
    "entered": people.entered,
    "exposed": people.exposed,
    "headlines": estimates.headlines,
    "hypotheses": design.hypotheses,
    "instruments": design.instruments,
    "later": people.later_groups,
    "lost": people.lost_differences,
    "comparison": partial(recorded.protocol, word="comparison"),
    "missing_covariate": partial(people.say_flag, name="missing_covariate"),
    "missing_handling": design.missing_handling,
    "missing_outcome": people.missing_outcome,
    "months": design.months_followed,
    "interim": partial(recorded.protocol, word="interim"),
    "moved": partial(recorded.findings_of, rules=("site-changed", "participant-in-groups", "worker-changed")),
    "objective": partial(recorded.protocol, word="objective"),
    "outcomes": design.outcomes,
    "period": design.period,
    "population": partial(recorded.protocol, word="population"),
    "registration": partial(recorded.protocol, word="registration"),
    "reliability": estimates.reliability,
    "retained": people.retained,
    "sample_size": recorded.sample_size,
    "screened": people.screened,
    "selection": partial(people.say_flag, name="selection"),
    "sites": design.sites,
    "software": design.software,
    "spread": estimates.spread,
    "subgroups": estimates.subgroups,
    "survivors": partial(people.say_flag, name="survivors"),
    "time_zero": design.time_zero,
    "treatment": partial(recorded.protocol, word="treatment"),
    "trends": estimates.trends,
    "turning": estimates.turning,
    "units": design.units,
    "unverified": partial(recorded.findings_of, rules=("key-unverified",)),
    "windows": partial(recorded.findings_of, rules=("visit-outside-window",)),
}
"""Each returns a sentence whose figures keep their keys in results.csv, or nothing where the analysis is silent."""
