"""How fast generated books go in, with authors and all indexes, and how much memory that takes.

Beside it stands what the database takes for the same rows when they are at hand already (`bare`), which bounds it.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import bare
from benchmarks.databases import application, database
from bookstore.demo import generated
from bookstore.formats import catalogue_csv, reader_for
from bookstore.services import imports
from bookstore.services.imports import Reports, Summary
from bookstore.values.records import BookRecord
from config import Config


def run(name: str, books: int) -> None:
    """Print how fast a CSV of so many books goes into an empty database."""
    with tempfile.TemporaryDirectory(prefix="bookstore-bench-") as folder, database(name) as settings:
        path = Path(folder) / "books.csv"
        with path.open("wb") as stream:
            stream.writelines(catalogue_csv.write(map(_item, generated.books(books))))
        command = [sys.executable, "-m", "benchmarks.imports", settings.SQLALCHEMY_DATABASE_URI, str(path)]
        subprocess.run(command, check=True)
        with database(name) as other:
            took = bare.seconds(settings.SQLALCHEMY_DATABASE_URI, other.SQLALCHEMY_DATABASE_URI)
        print(f"{name:10} {books:9,} the same rows, bare, in {took:6.1f} s: {books / took:7,.0f} a second")


def measure(settings: Config, path: Path) -> None:
    """Import a file in a process of its own, and print the figures."""
    sizes: list[float] = []
    reports = Reports(progress=lambda _summary: sizes.append(_resident()))
    with application(settings) as app:
        started, cpu = time.perf_counter(), time.process_time()
        summary: Summary = imports.run(reader_for(path).read(path), reports)
        took, cpu = time.perf_counter() - started, time.process_time() - cpu
        name = app.config["SQLALCHEMY_DATABASE_URI"].split(":")[0].split("+")[0]
    rate, grown = summary.created / took, max(sizes) - sizes[0]
    print(
        f"{name:10} {summary.created:9,} books in {took:6.1f} s: {rate:7,.0f} a second, "
        f"{cpu / summary.created * 1e6:.0f} us CPU each, memory grew by {grown:.0f} MB after the first batch, "
        f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


def _resident() -> float:
    """Megabytes of memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def _item(book: BookRecord) -> dict:
    """A generated book in the wire shape, which the CSV writer takes."""
    return {
        "kind": "book",
        "isbn": book.isbn,
        "title": book.title,
        "authors": [{"name": name} for name in book.authors],
        "publisher": {"name": book.publisher},
        "categories": [{"name": name} for name in book.categories],
        "language": book.language,
        "year": book.year,
        "pages": book.pages,
        "format": book.format,
        "description": book.description,
        "price": {"amount": book.price.amount, "currency": book.price.currency},
        "stock": book.stock,
    }


if __name__ == "__main__":
    from config import testing

    measure(testing(SQLALCHEMY_DATABASE_URI=sys.argv[1]), Path(sys.argv[2]))
