"""How long posts are held: the share still held by month, and why they ended."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.describe.programme.arithmetic import Day
from peereval.describe.programme.facts import ALL, Fact, divided, facts_result, wilson
from peereval.describe.survival import kaplan_meier, log_log_interval, survival_at
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.study.programme import Programme

GRID = 6.0
"""The curve is told at every event, and every so many months."""
FEWEST = 5
"""Posts that a kind of service needs to have a curve of its own."""
_NOISE = 1e-12


def describe_posts(programme: Programme, *, level: float = 0.95) -> tuple[Result, ...]:
    """Return how long posts are held by whoever took them up, and the reasons for leaving.

    Posts held when last seen count up to that day, by Kaplan and Meier's estimate, which assumes that they
    would have gone on as those watched for longer. Reasons that the file calls administrative end the watch.

    Parameters
    ----------
    programme
        From `read_programme`, with a table of posts; without one there are no results.
    level
        Of the intervals; of the curve on the scale of log(-log S).

    Returns
    -------
    tuple of Result
        Kind "programme_posts", keys `curve` ("all", or the setting where each has 5 posts) and `months`; quantities
        posts held (the share), at risk, left (so far), at every month of leaving and at every half-year watched.
        Kind "programme_leaving", keys as of `describe_reach`; quantities posts, still held, posts left, of `basis`
        "reason" count and percent (of the posts left; Wilson's interval; `part` names it), of `basis` "curve"
        median months held: the first month at which the curve is at a half or below, where R's survfit
        takes the middle of a stretch at exactly a half (missing where more than half are held).

    References
    ----------
    Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452; Kalbfleisch and Prentice 2002,
    doi:10.1002/9781118032985 (interval); Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    posts = programme.posts
    if posts.empty:
        return ()
    whose = {name: posts.loc[own] for name, own in _curves(posts).items()}
    curves = [_curve(own, name, level) for name, own in whose.items()]
    notes = [Note("programme_posts_held", day=Day(programme.until))]
    administrative = programme.keys.staff.posts.administrative if programme.keys.staff.posts else ()
    if administrative:
        notes.append(Note("programme_administrative", reasons=", ".join(administrative)))
    method = {"estimate": "kaplan-meier", "variance": "greenwood", "interval": "log-log", "level": level}
    rows = pd.concat(curves, ignore_index=True)
    facts = [*_leaving(posts, level), *(_median(own, name) for name, own in whose.items())]
    leaving = facts_result("programme_leaving", facts, method={"interval": "wilson", "level": level})
    return make_result("programme_posts", rows, method=method, notes=notes), leaving


def _curves(posts: pd.DataFrame) -> dict[str, "pd.Series[bool]"]:
    """Return which posts each curve is about: all, and each setting where there are several with enough posts."""
    whole = {ALL: pd.Series(data=True, index=posts.index)}
    if "setting" not in posts:
        return whole
    counts = posts["setting"].value_counts()
    apart = 2 <= len(counts) <= 4 and counts.min() >= FEWEST
    return whole | ({str(name): posts["setting"] == name for name in sorted(counts.index)} if apart else {})


def _curve(posts: pd.DataFrame, name: str, level: float) -> pd.DataFrame:
    """Return the steps of a curve with its intervals, the posts at risk, and those left so far."""
    time, event = posts["months"].to_numpy(dtype=np.float64), posts["left"].to_numpy(dtype=bool)
    curve = kaplan_meier(time, event)
    when = np.union1d(curve.times, np.arange(0.0, curve.last + _NOISE, GRID))
    share = survival_at(curve, curve.survival, when)
    error = np.where(share < 1.0, survival_at(curve, curve.std_error, when), 0.0)
    low, high = log_log_interval(share, error, np.inf, level)
    held = pd.DataFrame({"months": when, "quantity": "posts held", "estimate": share, "std_error": error,
                         "conf_low": low, "conf_high": high})  # fmt: skip
    risk = pd.DataFrame({"months": when, "quantity": "at risk", "estimate": [(time >= one).sum() for one in when]})
    left = pd.DataFrame({"months": when, "quantity": "left",
                         "estimate": [(event & (time <= one)).sum() for one in when]})  # fmt: skip
    made = pd.concat([held, risk, left], ignore_index=True).assign(note="")
    made.insert(0, "curve", pd.Series([name] * len(made), dtype=object))
    return made.astype({"estimate": "float64"})


def _median(posts: pd.DataFrame, name: str) -> Fact:
    """Return the month at which half of the posts are held no longer."""
    curve = kaplan_meier(posts["months"].to_numpy(dtype=np.float64), posts["left"].to_numpy(dtype=bool))
    fallen = curve.times[curve.survival <= 0.5 + _NOISE]
    median, note = (float(fallen[0]), "") if len(fallen) else (float("nan"), "more than half held")
    return Fact(ALL, "median months held", median, basis="curve", part=name, note=note)


def _leaving(posts: pd.DataFrame, level: float) -> Iterator[Fact]:
    """Yield how many posts were taken up, are held and were left, and the reasons."""
    left = posts[posts["left"]]
    yield Fact(ALL, "posts", float(len(posts)))
    yield Fact(ALL, "still held", float(posts["end"].isna().sum()))
    yield Fact(ALL, "posts left", float(len(left)))
    if "reason" not in posts or left.empty:
        return
    reasons = left["reason"].astype(object).where(left["reason"].notna(), "")
    for reason, count in sorted(reasons.value_counts().items(), key=lambda pair: (-pair[1], str(pair[0]))):
        low, high = wilson(float(count), float(len(left)), level)
        part = str(reason) or "no reason"
        yield Fact(ALL, "count", float(count), basis="reason", part=part)
        share = divided([float(count), float(len(left))], percent=True)
        yield Fact(ALL, "percent", share.result, basis="reason", part=part, conf_low=low, conf_high=high)
