"""How far a job is: what a runner tells, and what a worker's pulse writes down."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import structlog
from flask import Flask

from bookstore.services import health, jobs
from bookstore.services.jobs import Claimed, State

BEAT = 2.0
"""Seconds between two heartbeats; what a runner tells is written with them."""

log = structlog.get_logger("jobs")


class Lost(Exception):
    """The job is in other hands by now: whoever worked on it stops."""


class Progress:
    """What a runner knows of its job, and tells of it.

    `checkpoint` is what an earlier attempt kept, and `result` what it had come to.
    """

    def __init__(self, job: Claimed) -> None:
        self._job, self._lost = job, False
        self._told: State | None = None
        self.state = State(result=job.result)
        self.job_id, self.checkpoint, self.result = job.id, job.checkpoint, job.result

    def tell(self, done: int, total: int | None = None, *, result: Mapping[str, Any] | None = None) -> None:
        """Say how far it is, as often as one likes; Lost when somebody else does it by now."""
        self.state = State(done, total, result)
        if self._lost:
            raise Lost

    def keep(
        self, checkpoint: Mapping[str, Any], done: int, total: int | None = None, *, result: Mapping[str, Any]
    ) -> None:
        """Keep what a second attempt needs, as part of the transaction that is open: see services.jobs.keep."""
        self.state = State(done, total, result)
        if not jobs.keep(self._job, checkpoint, self.state):
            raise Lost

    def beat(self) -> None:
        """Write it down; a database that does not take it now gets it with the next beat."""
        state = self.state
        try:
            self._lost = not jobs.beat(self._job, None if state == self._told else state)
            self._told = state
        except health.FAILURES as error:
            log.warning("heartbeat_missed", job=self.job_id, error=type(error).__name__)


@contextmanager
def beating(app: Flask, job: Claimed) -> Iterator[Progress]:
    """The progress of a job, with a thread that writes it down for as long as the worker lives."""
    progress, ended = Progress(job), Event()
    thread = Thread(target=_beat, args=(app, progress, ended), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        ended.set()
        thread.join()


def _beat(app: Flask, progress: Progress, ended: Event) -> None:
    while not ended.wait(BEAT):
        with app.app_context():
            progress.beat()
