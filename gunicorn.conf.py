"""How gunicorn serves the application; nothing here is about the business."""

import itertools
import os
import shutil
import sys
import tempfile

from config import ConfigurationError, Server

try:
    server = Server.from_environment()
except ConfigurationError as error:
    sys.exit(str(error))

bind = server.address
worker_class = "gthread"
workers = server.WEB_CONCURRENCY
threads = server.WEB_THREADS
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 100_000  # a worker that begins takes 1.2 s of CPU: 12 us a request
max_requests_jitter = 10_000
limit_request_line = 8190
forwarder_headers = ""
secure_scheme_headers = {}  # whom to believe about HTTPS, TRUSTED_PROXIES says
control_socket_disable = True
accesslog = None  # the application logs each request itself
calls = tempfile.TemporaryFile()  # noqa: SIM115  (memory of all workers: what they count for limits without Redis)


FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(_server):
    """Workers count in a folder that they share, fresh at each start."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="bookstore-metrics-")


def pre_fork(server, worker):
    """A worker takes the first place that is free, with the counts of whoever had it."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in itertools.count() if place not in taken)
    os.makedirs(os.environ[FOLDER], mode=0o700, exist_ok=True)  # noqa: PTH103


def post_fork(_server, worker):
    """Count in one's own place; before the application is loaded."""
    os.environ["WORKER_PLACE"] = str(worker.place)
    from bookstore.ops import counters  # noqa: PLC0415

    counters.take_place(str(worker.place))  # one that was loaded before the fork


def child_exit(_server, worker):
    """What a worker that is gone had at hand is no more."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.place)


def on_exit(_server):
    """Leave nothing behind."""
    shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


def post_worker_init(worker):
    """What gunicorn itself refuses is a problem like all others, and for nobody a thread waits for ever."""
    from bookstore.ops import heads, patience, unparsed  # noqa: PLC0415  (loaded in the worker, like the application)
    from bookstore.services import passwords  # noqa: PLC0415

    unparsed.install()
    heads.install()
    patience.install(server.WEB_READ_TIMEOUT)
    passwords.leave_a_thread(of=threads, at_once=worker.wsgi.config["PASSWORD_HASHES_AT_ONCE"])
    worker.wsgi.extensions["limits"].share(calls)
