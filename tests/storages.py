"""Where the suite keeps files: a folder, or a bucket of a server that speaks S3."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import obstore
from flask import Flask

from tests.servers import free_port


@contextmanager
def s3() -> Iterator[str]:
    """The address of a server with buckets in memory, gone at the end."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  (only who needs the server loads it)

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def a_bucket(server: str) -> str:
    """The URL of a new bucket, and a folder in it."""
    name = f"shop-{uuid4().hex}"
    request = urllib.request.Request(f"{server}/{name}", method="PUT")  # noqa: S310  (our own server)
    urllib.request.urlopen(request).close()  # noqa: S310
    return f"s3://key:se%2Fcret@{name}/files?region=us-east-1&endpoint={server}"


def kept_in(app: Flask) -> set[str]:
    """The keys of all files that an application has in its storage."""
    return {found["path"] for found in obstore.list(app.extensions["storage"]._store).collect()}
