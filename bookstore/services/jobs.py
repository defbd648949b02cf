"""Jobs: what takes longer than a request may. The row is the truth; the queue only wakes a worker.

A worker claims a row, tells that it lives, and writes how it ended: each by an UPDATE that holds only while the claim
is still its own. One that falls silent loses it, and the job is done once more; whatever it still writes is refused.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, Select, Update, delete, func, insert, literal, select, update

from bookstore.extensions import db, queue
from bookstore.models import Job
from bookstore.models.base import next_version, now, risen
from bookstore.services import queries
from bookstore.services.transaction import writing
from bookstore.values.jobs import FAILED, QUEUED, RUNNING, SUCCEEDED
from bookstore.values.roles import holds

SILENCE = timedelta(seconds=20)
"""After so long without a heartbeat a worker counts as dead."""

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300))
"""Between one attempt and the next; the one after the last of them is the last."""

ATTEMPTS = len(DELAYS) + 1
KEPT = timedelta(days=30)
"""For how long one can see what became of a job."""

DIED = f"Its worker ended in the middle {ATTEMPTS} times."

_jobs = Job.__table__
_job = _jobs.c


class Actor(Protocol):
    """Who is asking."""

    @property
    def id(self) -> int:
        """The user."""

    @property
    def role(self) -> str:
        """What they may do."""


class Claimed(NamedTuple):
    """A job in the hands of a worker; it stays there while the row holds this `claim`."""

    id: int
    kind: str
    arguments: dict[str, Any]
    attempts: int
    checkpoint: dict[str, Any] | None
    result: dict[str, Any] | None
    claim: str


class State(NamedTuple):
    """How far a job is: so many `done` of the `total`, if that is known, and what it came to so far."""

    done: int = 0
    total: int | None = None
    result: Mapping[str, Any] | None = None


def start(kind: str, arguments: Mapping[str, Any], *, owner: int | None = None) -> int:
    """Have a job done, soon and surely; the answer is its id. It is sure even where no worker can be woken now."""
    with writing():
        job_id = add(kind, arguments, owner=owner)
    queue.wake()
    return job_id


def add(kind: str, arguments: Mapping[str, Any], *, owner: int | None = None) -> int:
    """Have a job done if the transaction that is open is committed; then a worker is to be woken."""
    values = {"kind": kind, "arguments": dict(arguments), "owner_id": owner, "version": next_version()}
    job_id: int = db.session.execute(insert(_jobs).values(values).returning(_job.id)).scalar_one()
    return job_id


def one(job_id: int, actor: Actor) -> Select[Any]:
    """One job of the actor's; administrators see all."""
    return select(Job).where(Job.id == job_id, seen_by(actor))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Whether a job may be seen: there are no others to the actor."""
    everything: ColumnElement[bool] = _job.id.is_not(None)
    return everything if holds(actor.role, "admin") else _job.owner_id == actor.id


def of_kind(kind: str) -> Sequence[Row[Any]]:
    """What the jobs of a kind are about, and whether they are done."""
    return queries.rows(select(_job.arguments, _job.finished_at).where(_job.kind == kind))


def listed(limit: int) -> Sequence[Row[Any]]:
    """The newest jobs."""
    return queries.rows(select(*_job).order_by(_job.id.desc()).limit(limit))


def waiting() -> int:
    """How many jobs a worker should have begun by now."""
    late = _job.due_at < now() - SILENCE
    count = queries.first(select(func.count()).select_from(_jobs).where(_job.state == QUEUED, late))
    return count[0] if count else 0


def claim() -> Claimed | None:
    """The job that has been due for longest, from now on in our hands; None when nothing is due."""
    due = select(_job.id).where(_job.state == QUEUED, _job.due_at <= now()).order_by(_job.due_at, _job.id).limit(1)
    if queries.first(due) is None:  # looking takes no lock
        return None
    free = due.with_for_update(skip_locked=True).scalar_subquery()
    taken = {
        "state": RUNNING,
        "claim": uuid4().hex,
        "attempts": _job.attempts + 1,
        "heartbeat_at": now(),
        "started_at": func.coalesce(_job.started_at, literal(now(), _job.started_at.type)),
    }
    with writing():
        row = db.session.execute(
            _changed(taken)
            .where(_job.id == free, _job.state == QUEUED)
            .returning(*(_job[name] for name in Claimed._fields))
        ).first()
    return None if row is None else Claimed(*row)


def beat(job: Claimed, state: State | None = None) -> bool:
    """Say that the worker lives, and how far it is if that has changed; whether the job is still its own."""
    with writing():
        alive = update(_jobs).values(heartbeat_at=now()) if state is None else _changed(_told(state))
        return _held(job, alive)


def keep(job: Claimed, checkpoint: Mapping[str, Any], state: State) -> bool:
    """Keep how far a job is as part of a transaction of its own work, which may be committed only when this is True.

    So what is done and what is known to be done are never two things, and a worker that lost its claim writes nothing.
    """
    return _held(job, _changed(_told(state) | {"checkpoint": dict(checkpoint)}))


def succeed(job: Claimed, state: State) -> bool:
    """A job is done."""
    return _end(job, SUCCEEDED, state, [])


def fail(job: Claimed, detail: str, state: State) -> bool:
    """A job can't be done: another attempt would end as this one did."""
    return _end(job, FAILED, state, [{"detail": detail}])


def put_off(job: Claimed, detail: str, state: State) -> bool:
    """An attempt failed by no fault of the job's: the next one comes later, if there is one left."""
    if job.attempts >= ATTEMPTS:
        return fail(job, detail, state)
    due = now() + DELAYS[job.attempts - 1]
    with writing():
        return _held(job, _changed({"state": QUEUED, "claim": None, "due_at": due, "errors": [{"detail": detail}]}))


def give_back(job: Claimed) -> bool:
    """The worker is to end: another one goes on, and this was no attempt."""
    with writing():
        given = _held(job, _changed({"state": QUEUED, "claim": None, "attempts": _job.attempts - 1}))
    queue.wake()
    return given


def sweep() -> None:
    """Take jobs out of dead hands, and forget those that ended long ago."""
    dead = (_job.state == RUNNING) & (_job.heartbeat_at < now() - SILENCE)
    old = _job.finished_at < now() - KEPT
    if queries.first(select(_job.id).where(dead | old).limit(1)) is None:
        return
    with writing():
        ended = {"state": FAILED, "claim": None, "finished_at": now(), "errors": [{"detail": DIED}]}
        db.session.execute(_changed(ended).where(dead, _job.attempts >= ATTEMPTS))
        db.session.execute(_changed({"state": QUEUED, "claim": None}).where(dead))
        db.session.execute(delete(_jobs).where(old))


def _end(job: Claimed, state: str, reached: State, errors: list[dict[str, str]]) -> bool:
    ended = {"state": state, "claim": None, "checkpoint": None, "finished_at": now(), "errors": errors}
    with writing():
        return _held(job, _changed(_told(reached) | ended))


def _told(state: State) -> dict[str, Any]:
    result = None if state.result is None else dict(state.result)
    return {"progress": {"done": state.done, "total": state.total}, "result": result, "heartbeat_at": now()}


def _changed(values: Mapping[str, Any]) -> Update:
    """A change that clients see."""
    return update(_jobs).values(**values, version=risen(_job.version), updated_at=now())


def _held(job: Claimed, change: Update) -> bool:
    """Make a change if the job is still in these hands."""
    ours = change.where(_job.id == job.id, _job.claim == job.claim, _job.state == RUNNING)
    return db.session.execute(ours.returning(_job.id)).first() is not None
