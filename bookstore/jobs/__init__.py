"""Jobs: what takes longer than a request may, done by workers beside the server; an edge like the command line.

A runner is a plain function over services, one module a kind. What it raises decides how it goes on: a Refusal ends
the job, anything else has it tried again later. An attempt may end anywhere, so each has to bear what an earlier one
has done already.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask

from bookstore.jobs import covers, enrich, imports
from bookstore.jobs.queue import Queue
from bookstore.services import files
from bookstore.values.jobs import ENRICHMENT, IMPORT, THUMBNAILS

Runner = Callable[..., dict[str, Any]]
"""`run(progress, **arguments)`: does a job, tells of it on the way, and gives its result."""

RUNNERS: dict[str, Runner] = {IMPORT: imports.run, ENRICHMENT: enrich.run, THUMBNAILS: covers.run}
"""Who does which kind of job."""

CHORES: tuple[Callable[[], None], ...] = (imports.tidy, files.tidy)
"""What is to be done now and then, and after jobs."""


def register(app: Flask) -> None:
    """Bind what wakes workers."""
    app.extensions["queue"] = Queue(app.config["INSTANCE_FOLDER"], app.config["REDIS_URL"])
