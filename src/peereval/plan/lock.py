"""The lock of an analysis plan: its choices, stored with a date and a hash before the data are seen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from peereval.errors import StudyFileError
from peereval.paths import read_file
from peereval.plan.canonical import hash_choices
from peereval.plan.choices import Choices, plan_choices
from peereval.study import Study, as_study

LOCK_NAME = "plan.lock.json"
FORMAT, FORMAT_VERSION = "peereval-plan-lock", 1
_PARTS = ("locked", "peereval", "reason", "sha256", "choices")
_MOST = 10_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Lock:
    """A locked plan: when, by which version, why again, the hash of its choices, the choices.

    Attributes
    ----------
    locked
        The moment, as ISO 8601 in UTC.
    peereval
        The version of peereval that wrote it.
    reason
        Why an earlier lock was replaced, "" for the first.
    sha256
        The hash of the canonical JSON of `choices`.
    choices
        What was chosen, by section (`plan_choices`).
    earlier
        The locks it replaced, the first one first.
    """

    locked: str
    peereval: str
    reason: str
    sha256: str
    choices: Choices
    earlier: tuple["Lock", ...] = ()


def lock_plan(study: Study | str | Path, *, again: str = "") -> Lock:
    """Store the choices of a study beside its file as plan.lock.json, and return the lock.

    Use it before the data are seen: `analyze` then says everything that was done otherwise.

    Parameters
    ----------
    study
        From `read_study`, or the path of its file. No data file is read.
    again
        Why a plan that is locked already is locked anew; the earlier lock stays in the file.

    Raises
    ------
    StudyFileError
        If there is a lock and no reason, a reason and no lock, or the file cannot be read or written.
    """
    study = as_study(study)
    known = read_lock(study)
    if known is not None and not again.strip():
        raise StudyFileError(
            f"The plan is locked already ({LOCK_NAME}, {known.locked[:10]}), and a lock is not overwritten. "
            'To lock it anew, say why: --lock --again "REASON"; the earlier lock is kept in the file.'
        )
    if known is None and again:
        raise StudyFileError("The plan was never locked, so it cannot be locked again. Leave the reason out.")
    choices = plan_choices(study)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    earlier = (*known.earlier, known) if known else ()
    lock = Lock(moment, version("peereval"), again.strip(), hash_choices(choices), choices, earlier)
    _write(lock_path(study), render_lock(lock))
    return lock


def read_lock(study: Study | str | Path) -> Lock | None:
    """Return the lock that stands beside a study file, or None where its plan was never locked.

    Raises
    ------
    StudyFileError
        If the file cannot be read, is no lock, or was changed after it was written.
    """
    path = lock_path(as_study(study))
    if not path.exists():
        return None
    try:
        content = read_file(path, _MOST).decode("utf-8")
        found = json.loads(content)
    except OSError:
        raise StudyFileError(f"'{LOCK_NAME}' cannot be opened. Close it elsewhere and check its permissions.") from None
    except (ValueError, RecursionError):
        raise StudyFileError(_changed("it is no JSON any more")) from None
    return _parse(found)


def lock_path(study: Study) -> Path:
    """Return where the lock of a study stands: beside its file, by a fixed name."""
    return study.folder / LOCK_NAME


def render_lock(lock: Lock) -> str:
    """Return a lock as the text of its file, with a seal over everything in it."""
    body = {"format": FORMAT, "format_version": FORMAT_VERSION, **_told(lock)}
    body["history"] = [_told(one) for one in lock.earlier]
    return json.dumps({**body, "seal": hash_choices(body)}, indent=2, ensure_ascii=False) + "\n"


def _told(lock: Lock) -> dict[str, Any]:
    return {name: getattr(lock, name) for name in _PARTS}


def _parse(found: object) -> Lock:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise StudyFileError(
            f"'{LOCK_NAME}' is not a lock of peereval. Move it away, and lock the plan: peereval plan study.yaml --lock"
        )
    if found.get("format_version") != FORMAT_VERSION:
        raise StudyFileError(
            f"'{LOCK_NAME}' was written by another version of peereval (format {found.get('format_version')}; "
            f"this one reads {FORMAT_VERSION}). Use that version, or a later one."
        )
    if found.get("seal") != hash_choices({name: value for name, value in found.items() if name != "seal"}):
        raise StudyFileError(_changed("its seal does not fit what it says"))
    try:
        earlier = tuple(_lock_of(one) for one in found["history"])
        return _lock_of(found, earlier)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StudyFileError(_changed("parts of it are missing")) from None


def _lock_of(told: Mapping[str, Any], earlier: tuple[Lock, ...] = ()) -> Lock:
    if told["sha256"] != hash_choices(told["choices"]):
        raise StudyFileError(_changed("the hash does not fit the choices"))
    datetime.fromisoformat(told["locked"])
    locked, version_, reason, sha256, choices = (told[name] for name in _PARTS)
    return Lock(locked, version_, reason, sha256, choices, earlier)


def _changed(why: str) -> str:
    return (
        f"'{LOCK_NAME}' was changed after it was written: {why}. A lock is never edited by hand. Put the file back "
        'as it was; to change the plan, edit study.yaml and run: peereval plan study.yaml --lock --again "REASON"'
    )


def _write(path: Path, text: str) -> None:
    """Write a lock whole or not at all."""
    made = path.with_name(f".{path.name}-new")
    try:
        made.write_text(text, encoding="utf-8")
        made.replace(path)
    except OSError as error:
        made.unlink(missing_ok=True)
        reason = error.strerror or "the system refused"
        raise StudyFileError(f"'{path.name}' could not be written: {reason}. The plan is not locked.") from None
