"""A worker: claims jobs that are due, one after the other, until it is told to end."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import structlog
from flask import Flask

from bookstore.errors import Refusal
from bookstore.extensions import queue
from bookstore.jobs import CHORES, RUNNERS
from bookstore.jobs.progress import Lost, Progress, beating
from bookstore.services import health, jobs
from bookstore.services.jobs import Claimed

PAUSE = 5.0
"""Seconds after which a worker looks for work that nobody called it for: what is due again, or was dropped."""

AGAIN = "The database could not be reached."
FAULT = "It failed by a fault of this server's, and not of yours."

log = structlog.get_logger("jobs")


class Ended(BaseException):
    """The worker is to end, at once: raised in the middle of whatever it does."""


def run(app: Flask, *, parent: int | None = None) -> None:
    """Work until a signal, or until the `parent` process has ended."""
    with _until_told(parent):
        log.info("worker_started", pid=os.getpid())
        try:
            _tried(app, _tidy)
            while True:
                _tried(app, work_off)
                with app.app_context():
                    queue.wait(PAUSE)
        except Ended:
            log.info("worker_ended", pid=os.getpid())


def work_off(app: Flask) -> int:
    """Do all that is due, and the chores that come of it; how many jobs that was."""
    count = 0
    while _next(app):
        count += 1
    if count:
        _tidy(app)
    return count


def _next(app: Flask) -> bool:
    """Do the job that is next; whether there was one."""
    with app.app_context():
        jobs.sweep()
        job = jobs.claim()
        if job is not None:
            _perform(app, job)
        return job is not None


def _tidy(app: Flask) -> None:
    for chore in CHORES:
        with app.app_context():
            chore()


def _tried(app: Flask, step: Callable[[Flask], Any]) -> None:
    """A step, which may fail: nobody starts the worker again, so it goes on when what it needs is back."""
    try:
        step(app)
    except Exception as error:
        log.error("worker_fault", error=type(error).__name__, exc_info=error)


def _perform(app: Flask, job: Claimed) -> None:
    """One attempt, and how it ended."""
    started = time.monotonic()
    log.info("job_started", job=job.id, kind=job.kind, attempt=job.attempts)
    try:
        with beating(app, job) as progress:
            ended = _attempt(job, progress)
    except Ended:
        jobs.give_back(job)
        raise
    log.info("job_ended", job=job.id, kind=job.kind, how=ended, seconds=round(time.monotonic() - started, 2))


def _attempt(job: Claimed, progress: Progress) -> str:
    try:
        result = _done(job, progress)
        state = progress.state
        jobs.succeed(job, state._replace(total=state.done if state.total is None else state.total, result=result))
    except Lost:
        return "lost"
    except Refusal as refusal:
        jobs.fail(job, refusal.detail, progress.state)
        return "failed"
    except Exception as error:
        log.error("job_fault", job=job.id, kind=job.kind, error=type(error).__name__, exc_info=error)
        jobs.put_off(job, AGAIN if isinstance(error, health.FAILURES) else FAULT, progress.state)
        return "put off"
    return "succeeded"


def _done(job: Claimed, progress: Progress) -> dict[str, Any]:
    if job.kind not in RUNNERS:
        raise Refusal(f"This server knows no job of the kind {job.kind}.")
    return RUNNERS[job.kind](progress, **job.arguments)


@contextmanager
def _until_told(parent: int | None) -> Iterator[None]:
    """SIGTERM and Ctrl-C raise Ended, once: what is to be tidied up then is left in peace."""
    told = False

    def end(_number: int, _frame: Any) -> None:
        nonlocal told
        if not told:
            told = True
            raise Ended

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    if parent is not None:
        Thread(target=_follow, args=(parent,), name="parent", daemon=True).start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _follow(parent: int) -> None:
    """End soon after another process has."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
