"""How gunicorn serves the application; nothing here is about the business."""

import sys

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
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
forwarder_headers = ""
secure_scheme_headers = {}  # whom to believe about HTTPS, TRUSTED_PROXIES says
control_socket_disable = True
accesslog = None  # the application logs each request itself


def post_worker_init(_worker):
    """What gunicorn itself refuses is a problem like all others, and for nobody a thread waits for ever."""
    from bookstore.ops import patience, unparsed  # noqa: PLC0415  (loaded in the worker, like the application)

    unparsed.install()
    patience.install(server.WEB_READ_TIMEOUT)
