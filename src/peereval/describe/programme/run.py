"""All that is told of a programme: reach, staffing, posts, costs, and what does not add up."""

from peereval.describe.programme.costs import describe_costs
from peereval.describe.programme.posts import describe_posts
from peereval.describe.programme.reach import describe_reach
from peereval.describe.programme.staffing import describe_staffing
from peereval.describe.programme.sums import describe_sums, sum_findings
from peereval.remarks import Finding
from peereval.results import Result
from peereval.study.programme import Programme
from peereval.terms import Language, label_of, term


def describe_programme(programme: Programme, *, level: float = 0.95) -> tuple[Result, ...]:
    """Return what a programme reaches, employs and costs, with the arithmetic of every computed figure.

    Use it to monitor a programme, or to check what is published of one. Published figures stay as they are
    printed; what is worked out from them stands beside, and a total that its parts contradict is a finding
    (`programme_findings`).

    Parameters
    ----------
    programme
        From `read_programme`.
    level
        Of the intervals.

    Returns
    -------
    tuple of Result
        Kinds "programme_reach", "programme_staffing", "programme_posts" and "programme_leaving" (where there is a
        table of posts), "programme_costs", "programme_sums"; those without rows are left out.

    Examples
    --------
    >>> from peereval.load.programme import read_programme
    >>> results = {result.kind: result for result in describe_programme(read_programme(example="gem"))}
    >>> costs = results["programme_costs"].rows.set_index("quantity")["estimate"]
    >>> round(costs["cost per member"]), round(costs["cost per regular participant"])
    (1119, 4412)
    """
    made = (
        describe_reach(programme, level=level),
        describe_staffing(programme, level=level),
        *describe_posts(programme, level=level),
        describe_costs(programme),
        describe_sums(programme),
    )
    return tuple(result for result in made if len(result.rows))


def programme_findings(programme: Programme) -> tuple[Finding, ...]:
    """Return what was found in the files of a programme, and each printed figure that others contradict."""
    return (*programme.findings, *sum_findings(programme))


def programme_labels(programme: Programme, language: Language) -> dict[str, str]:
    """Return the words for the names in the rows, in a language, as the file gives them."""
    keys, staff = programme.keys, programme.keys.staff
    labelled = [(row.name, row.label) for row in keys.groups if row.label]
    labelled += [(name, share.label) for name, share in keys.shares.items()]
    labelled += [(name, growth.label) for name, growth in keys.growth.items()]
    labelled += [(name, one.label) for name, one in staff.settings.items()]
    labelled += [(moment.at, moment.label) for moment in staff.moments]
    labelled += [(name, one.label) for moment in staff.moments for name, one in moment.counts.items()]
    labelled += staff.posts.labels.items() if staff.posts else ()
    for name, whole in keys.parts.items():
        labelled += [(name, whole.label), *((part, one.label) for part, one in whole.parts.items())]
    wholes = dict.fromkeys((share.adds_up for share in keys.shares.values()), term("programme.whole_shares", language))
    named = {name: label_of(dict[str, str](label.items()), language, name) for name, label in labelled if label}
    return {name: text for name, text in wholes.items() if name} | named
