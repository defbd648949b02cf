"""How gunicorn serves the application; nothing here is about the business."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
forwarder_headers = ""
control_socket_disable = True
accesslog = None  # the application logs each request itself


def post_worker_init(_worker):
    """What gunicorn itself refuses is answered in the same form as everything else."""
    from bookstore.ops import unparsed  # noqa: PLC0415  (loaded in the worker, like the application)

    unparsed.install()
