"""How fast a database takes in rows that it has had before, with nothing to read, to match or to find out."""

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bookstore.services.imports.bulk.sqlite import SETTINGS

TABLES = ("publishers", "categories", "authors", "products", "authorships", "product_categories")
"""Each behind those that it refers to."""

BLOCK = 1 << 16


def seconds(filled: str, empty: str) -> float:
    """How long the rows of one database take into another one of its kind, with all keys, checks and indexes."""
    there, here = make_url(filled), make_url(empty)
    if there.get_backend_name() == "sqlite":
        return _inserted(str(there.database), str(here.database))
    return _copied(*(url.set(drivername="postgresql").render_as_string(hide_password=False) for url in (there, here)))


def _copied(filled: str, empty: str) -> float:
    """COPY, a table after the other, in one transaction."""
    with tempfile.TemporaryDirectory(prefix="bookstore-bench-") as folder:
        files = {table: Path(folder) / table for table in TABLES}
        with psycopg.connect(filled) as source, source.cursor() as cursor:
            for table, path in files.items():
                with path.open("wb") as stream, cursor.copy(f"COPY {table} TO STDOUT") as rows:
                    stream.writelines(rows)
        started = time.perf_counter()
        with psycopg.connect(empty) as target, target.cursor() as cursor:
            for table, path in files.items():
                with path.open("rb") as stream, cursor.copy(f"COPY {table} FROM STDIN") as rows:
                    while block := stream.read(BLOCK):
                        rows.write(block)
        return time.perf_counter() - started


def _inserted(filled: str, empty: str) -> float:
    """INSERT ... SELECT, a table after the other, in one transaction, with what imports set."""
    with closing(sqlite3.connect(empty, isolation_level=None)) as target:
        for name, value in {**SETTINGS, "foreign_keys": 1, "synchronous": 1}.items():
            target.execute(f"PRAGMA {name} = {value}")
        target.execute("ATTACH ? AS filled", (filled,))
        started = time.perf_counter()
        target.execute("BEGIN")
        for table in TABLES:
            target.execute(f"INSERT INTO {table} SELECT * FROM filled.{table} ORDER BY 1")  # noqa: S608  (our own)
        target.execute("COMMIT")
        return time.perf_counter() - started
