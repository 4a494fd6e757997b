"""The follow-up by a peer worker in the simulated study: who, from when, until when, and why it ended."""

import numpy as np
import pandas as pd

from peereval.plan.dates import weekdays

CLOSURE = np.datetime64("2014-06-30")
# Of the workers: posts that ended with the programme, and workers who left before; the others stayed.
_CLOSED, _LEFT = 0.55, 0.15
_UNTIL = np.datetime64("2015-12-31")
_ENDED_BY = ("moved", "institution", "deceased")


def draw_followup(
    rng: np.random.Generator, people: pd.DataFrame, dates: np.ndarray, seen: np.ndarray, reasons: np.ndarray
) -> pd.DataFrame:
    """Return the follow-up of each person: worker, exposure_start, exposure_end, exposure_end_reason.

    It starts with the inclusion of the treated, and before it for those already followed. It
    ends with the post of the worker (many with the programme, on 30 June 2014), with what
    kept the person from coming, or when it is no longer needed; no end: it went on. Controls
    have none of these.

    Parameters
    ----------
    rng
        Source of chance.
    people
        With group, service and `followed`, the day on which the follow-up began.
    dates, seen, reasons
        People x visits: the day planned, whether seen, and why not.
    """
    start = people["followed"].to_numpy().astype("datetime64[D]")
    number, until, why = _posts(rng, people["service"].to_numpy(), start)
    last = np.where(seen, dates, np.datetime64("1900-01-01")).max(axis=1)
    own, own_why = _own_ends(rng, start, last, dates, reasons)
    first = own < until
    end, reason = np.where(first, own, until), np.where(first, own_why, why)
    followed = ~np.isnat(start)
    ended = followed & (end < _UNTIL)
    worker = pd.Series([f"MSP{one:02d}" for one in number + 1], index=people.index, dtype=object)
    return pd.DataFrame({
        "worker": worker.where(followed),
        "exposure_start": start,
        "exposure_end": np.where(ended, np.maximum(end, start), np.datetime64("NaT")),
        "exposure_end_reason": pd.Series(reason, index=people.index, dtype=object).where(ended),
    }, index=people.index)  # fmt: skip


def _posts(rng: np.random.Generator, service: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the worker of each person, the end of the post, and why it ended; two workers a service."""
    posts = 2 * (int(service.max()) + 1)
    fate = rng.random(posts)
    # Only the second worker of a service may leave early, so that somebody is left to follow people.
    leaves = (fate > 1 - 2 * _LEFT) & (np.arange(posts) % 2 == 1)
    left = np.datetime64("2013-10-15") + rng.integers(0, 230, posts)
    until = np.where(leaves, weekdays(left), np.where(fate < _CLOSED, CLOSURE, _UNTIL))
    why = np.where(leaves, "worker_left", "programme_closed")
    worker = 2 * service + rng.integers(0, 2, len(service))
    worker = np.where(until[worker] <= start, 2 * service, worker)
    return worker, until[worker], why[worker]


def _own_ends(
    rng: np.random.Generator, start: np.ndarray, last: np.ndarray, dates: np.ndarray, reasons: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return when the follow-up of each person ends for a reason of their own, and which."""
    end = np.full(len(start), _UNTIL)
    why = np.full(len(start), "", dtype=object)
    done = rng.random(len(start)) < 0.08
    end = np.where(done, start + rng.integers(90, 330, len(start)), end)
    why = np.where(done, "not_needed", why)
    share = rng.uniform(0.2, 0.9, len(start))
    for position in range(1, reasons.shape[1]):
        gone = np.isin(reasons[:, position], _ENDED_BY) & ~np.isin(reasons[:, position - 1], _ENDED_BY)
        days = np.maximum((dates[:, position] - last).astype("int64"), 2)
        moved = last + np.maximum(1, (share * days).astype("int64"))
        end, why = np.where(gone, moved, end), np.where(gone, reasons[:, position], why)
    return weekdays(end), why
