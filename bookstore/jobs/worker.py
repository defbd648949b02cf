"""A worker: claims jobs that are due, one after the other, until it is told to end."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask

from bookstore.errors import Refusal
from bookstore.extensions import queue
from bookstore.jobs import CHORES, RUNNERS
from bookstore.jobs.ending import Ended, Ending, follow
from bookstore.jobs.progress import Lost, Progress, beating
from bookstore.services import health, jobs
from bookstore.services.jobs import Claimed

PAUSE = 5.0
"""Seconds after which a worker looks for work that nobody called it for: what is due again, or was dropped."""

AGAIN = "The database could not be reached."
FAULT = "It failed by a fault of this server's, and not of yours."

log = structlog.get_logger("jobs")


def run(app: Flask, *, parent: int | None = None) -> None:
    """Work until a signal, or until the `parent` process has ended."""
    ending = Ending()
    with ending.by_signals():
        if parent is not None:
            follow(parent)
        log.info("worker_started", pid=os.getpid())
        _tried(lambda: _tidy(app))
        with suppress(Ended):
            while not ending.told:
                _tried(lambda: work_off(app, ending))
                with app.app_context(), ending.stoppable():
                    queue.wait(PAUSE)
        log.info("worker_ended", pid=os.getpid())


def work_off(app: Flask, ending: Ending | None = None) -> int:
    """Do all that is due, and the chores that come of it; how many jobs that was."""
    count, ending = 0, ending or Ending()
    while not ending.told and _next(app, ending):
        count += 1
    if count:
        _tidy(app)
    return count


def _next(app: Flask, ending: Ending) -> bool:
    """Do the job that is next; whether there was one."""
    with app.app_context():
        jobs.sweep()
        job = jobs.claim()
        if job is not None:
            _perform(app, job, ending)
        return job is not None


def _tidy(app: Flask) -> None:
    for chore in CHORES:
        with app.app_context():
            chore()


def _tried(step: Callable[[], Any]) -> None:
    """A step, which may fail: nobody starts the worker again, so it goes on when what it needs is back."""
    try:
        step()
    except Exception as error:
        log.error("worker_fault", error=type(error).__name__, exc_info=error)


def _perform(app: Flask, job: Claimed, ending: Ending) -> None:
    """One attempt, and how it ended."""
    started = time.monotonic()
    log.info("job_started", job=job.id, kind=job.kind, attempt=job.attempts)
    try:
        with beating(app, job) as progress:
            ended = _attempt(job, progress, ending)
    except Ended:
        jobs.give_back(job)
        ended = "given back"
    log.info("job_ended", job=job.id, kind=job.kind, how=ended, seconds=round(time.monotonic() - started, 2))


def _attempt(job: Claimed, progress: Progress, ending: Ending) -> str:
    try:
        with ending.stoppable():
            result = _done(job, progress)
        state = progress.state
        reached = state._replace(total=state.done if state.total is None else state.total, result=result)
        return "succeeded" if jobs.succeed(job, reached) else "lost"
    except Lost:
        return "lost"
    except Refusal as refusal:
        jobs.fail(job, refusal.detail, progress.state)
        return "failed"
    except Exception as error:
        log.error("job_fault", job=job.id, kind=job.kind, error=type(error).__name__, exc_info=error)
        jobs.put_off(job, AGAIN if isinstance(error, health.FAILURES) else FAULT, progress.state)
        return "put off"


def _done(job: Claimed, progress: Progress) -> dict[str, Any]:
    if job.kind not in RUNNERS:
        raise Refusal(f"This server knows no job of the kind {job.kind}.")
    return RUNNERS[job.kind](progress, **job.arguments)
