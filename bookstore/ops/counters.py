"""What is counted, and how it is right with any number of processes.

Each of gunicorn's workers counts in files of its own, in a folder that all share (PROMETHEUS_MULTIPROC_DIR, made by
gunicorn.conf.py); whoever of them is asked adds them up. A worker takes over the files of the one whose place it takes:
so counts never fall, and files do not pile up. Without that folder a process counts in memory, for itself.
"""

import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, values
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from bookstore.values.durations import BOUNDS

FOLDER, PLACE = "PROMETHEUS_MULTIPROC_DIR", "WORKER_PLACE"


class _Place:
    """The place of this process among others: the one that gunicorn gave it, or its number."""

    name = os.environ.get(PLACE) or str(os.getpid())


if FOLDER in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: _Place.name)

disable_created_metrics()  # workers that add up have none, and it would be a series more for each
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "bookstore_http_requests",
    "Requests that were answered.",
    ("method", "endpoint", "status", "version"),
    registry=REGISTRY,
)
DURATION = Histogram(
    "bookstore_http_request_duration_seconds",
    "Time from a request to its answer.",
    ("method", "endpoint", "version"),
    buckets=BOUNDS,
    registry=REGISTRY,
)
IN_PROGRESS = Gauge(
    "bookstore_http_requests_in_progress",
    "Requests that are being answered.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
EXCEPTIONS = Counter(
    "bookstore_http_exceptions",
    "Requests that failed by no fault of the caller.",
    ("exception", "endpoint"),
    registry=REGISTRY,
)
SLOW_STATEMENTS = Counter("bookstore_db_slow_statements", "SQL statements over SLOW_SQL_MS.", registry=REGISTRY)
CONNECTIONS = Gauge(
    "bookstore_db_connections",
    "Connections to the database: all that are open, and those of them in use.",
    ("state",),
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
LOOKUPS = Counter(
    "bookstore_lookups",
    "Questions about ISBNs to others, by what came of them.",
    ("provider", "outcome"),
    registry=REGISTRY,
)
LINES_DROPPED = Counter(
    "bookstore_log_lines_dropped", "Log lines that nobody took in time, or at all.", registry=REGISTRY
)
USAGE_LOST = Counter(
    "bookstore_usage_requests_lost", "Requests missing from the usage: there was no room to wait.", registry=REGISTRY
)


CACHED = Counter(
    "bookstore_cache_requests",
    "Requests for what may be kept: hit, miss, stale, or bypass, where the caller is known or asks for something else.",
    ("outcome", "endpoint", "version"),
    registry=REGISTRY,
)


class Present(NamedTuple):
    """How it is at this moment: what is running, and whether it works without the Redis that it should have."""

    build: str
    degraded: bool

    def collect(self) -> Iterable[Metric]:
        """As metrics."""
        facts = {"build": self.build, "python": platform.python_version()}
        without = GaugeMetricFamily("bookstore_degraded", "1 while Redis is configured, but away.", value=self.degraded)
        return [InfoMetricFamily("bookstore_build", "What is running.", value=facts), without]


def take_place(name: str) -> None:
    """Count on where the last worker in this place ended."""
    _Place.name = name


def everything(present: Present) -> CollectorRegistry:
    """All there is to tell, of all processes."""
    registry = CollectorRegistry()
    registry.register(present)
    if FOLDER in os.environ:
        Path(os.environ[FOLDER]).mkdir(mode=0o700, exist_ok=True)
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    return registry
