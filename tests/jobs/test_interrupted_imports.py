"""An import that is interrupted anywhere comes to what one comes to that is not: in the catalogue, and in figures."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookstore.jobs.progress import Progress
from bookstore.services import jobs
from bookstore.services.imports.bulk import PostgreSQL, SQLite
from tests.cli.conftest import catalogue, empty_app
from tests.conftest import logged_in
from tests.factories import an_isbn

URL = "/api/v2/imports"
BATCH = 10


@pytest.fixture(scope="module")
def table():
    """Books in more than one batch: new, there already, twice in far batches, without numbers, wrong, odd."""
    isbns = [an_isbn() for _ in range(30)]
    rows = [f"{isbn},Book {n},Author {n % 7},{1900 + n}" for n, isbn in enumerate(isbns)]
    rows += [f"{isbn},Another {n},Author {n},1800" for n, isbn in enumerate(isbns) if n % 3 == 0]
    rows += [f",Named {n},Author {n % 5},19{n}x" if n % 4 == 0 else f"12,Named {n},Writer,2000" for n in range(12)]
    return "\n".join(["isbn,title,authors,year", *rows])


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    for database in (PostgreSQL, SQLite):
        monkeypatch.setattr(database, "batch", BATCH)


@pytest.fixture
def take_in(table):
    """Sends the table to an application in which there is one book of it already, and has it taken in."""
    from bookstore.jobs.worker import work_off  # noqa: PLC0415

    def take_in(app, attempts=1):
        staff = logged_in(app, "sam", "staff")
        isbn = table.split("\n")[4].split(",")[0]
        assert staff.post("/api/v2/books", json={"isbn": isbn, "title": "There before"}).status_code == 201
        url = staff.post(URL, data={"file": (io.BytesIO(table.encode()), "b.csv")}).headers["Location"]
        for attempt in range(attempts):
            with time_machine.travel(datetime.now(UTC) + timedelta(seconds=400 * attempt), tick=True):
                work_off(app)
        shown = staff.get(url).get_json()
        assert shown["state"] == "succeeded", shown
        assert min(attempts, 2) <= shown["attempts"] <= attempts
        return shown["summary"], staff.get(f"{url}/lines").get_json()["results"]

    return take_in


@pytest.fixture
def undisturbed(sqlite_template, tmp_path, take_in):
    """What an import comes to that nothing interrupts: what is told, and the catalogue."""
    with empty_app(sqlite_template, tmp_path, UPLOADS_FOLDER=tmp_path / "u", INSTANCE_FOLDER=tmp_path) as other:
        yield take_in(other), catalogue(other)


def end_at(monkeypatch, method, calls):
    """Break these calls of a method of whoever follows an import."""
    real, count = getattr(Progress, method), iter(range(1, 1000))

    def broken(self, *args, **kwargs):
        if next(count) in calls:
            raise RuntimeError("interrupted")
        real(self, *args, **kwargs)

    monkeypatch.setattr(Progress, method, broken)


@pytest.mark.parametrize("broken", [("keep", 1), ("tell", 2, 4), ("keep", 2, 3, 7)])
def test_an_interrupted_import_comes_to_the_same(undisturbed, app, take_in, monkeypatch, broken):
    method, *calls = broken
    end_at(monkeypatch, method, calls)
    assert (take_in(app, attempts=1 + len(calls)), catalogue(app)) == undisturbed


@pytest.mark.parametrize("told", [True, False])
def test_an_import_goes_on_with_batches_of_the_size_that_it_began_with(app, undisturbed, take_in, monkeypatch, told):
    """A release in between may take others, and checkpoints of the one before told none: it took 3,000."""
    if not told:
        monkeypatch.setattr("bookstore.services.imports.checkpoint.FORMER_SIZE", BATCH)
    keep = Progress.keep

    def release(self, checkpoint, *args, **kwargs):
        monkeypatch.setattr(Progress, "keep", keep)
        keep(self, {name: checkpoint[name] for name in checkpoint if told or name != "size"}, *args, **kwargs)
        for database in (PostgreSQL, SQLite):
            monkeypatch.setattr(database, "batch", 3 * BATCH)

    monkeypatch.setattr(Progress, "keep", release)
    end_at(monkeypatch, "tell", [2])
    assert (take_in(app, attempts=2), catalogue(app)) == undisturbed


def test_a_worker_that_lost_its_job_takes_in_no_further_batch(app, worker, staff, table, monkeypatch):
    keep, counts = Progress.keep, []

    def lose(self, *args, **kwargs):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)), app.app_context():
            counts.append(staff.get("/api/v2/books").get_json()["count"])
        if counts[-1]:
            monkeypatch.setattr(jobs, "_held", lambda *_: False)
        keep(self, *args, **kwargs)

    monkeypatch.setattr(Progress, "keep", lose)
    staff.post(URL, data={"file": (io.BytesIO(table.encode()), "b.csv")})
    worker()
    assert staff.get("/api/v2/books").get_json()["count"] == counts[-1] == BATCH
