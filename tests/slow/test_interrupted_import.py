"""An import that ends in the middle leaves whole things behind, and the next run finishes the rest."""

import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, text

from bookstore.demo import generated
from bookstore.formats import catalogue_csv
from tests.cli import processes
from tests.factories import an_isbn

pytestmark = pytest.mark.slow

NUMBER = 60_000
GROWTH = {"postgr": 50, "sqlite": 50}
"""Megabytes that an import may grow by: batches read ahead, names kept in mind, and SQLite's page cache."""

DIGESTS = {
    "books": "SELECT p.isbn, p.title, p.price_thousandths, p.stock, u.name FROM products p"
    " JOIN publishers u ON u.id = p.publisher_id ORDER BY p.isbn",
    "authors": "SELECT p.isbn, s.position, a.name FROM authorships s JOIN products p ON p.id = s.product_id"
    " JOIN authors a ON a.id = s.author_id ORDER BY p.isbn, s.position",
    "categories": "SELECT p.isbn, c.slug FROM product_categories l JOIN products p ON p.id = l.product_id"
    " JOIN categories c ON c.id = l.category_id ORDER BY p.isbn, c.slug",
}


@pytest.fixture(scope="session")
def table(tmp_path_factory):
    """Many books as a file."""
    path = tmp_path_factory.mktemp("generated") / "books.csv"
    with path.open("wb") as stream:
        stream.writelines(catalogue_csv.write(map(_item, generated.books(NUMBER))))
    return path


def _item(book):
    named = {"authors": book.authors, "categories": book.categories}
    wire = {name: getattr(book, name) for name in ("isbn", "title", "language", "year", "pages", "format", "stock")}
    wire |= {name: [{"name": text} for text in texts] for name, texts in named.items()}
    wire |= {"kind": "book", "description": book.description, "publisher": {"name": book.publisher}}
    return wire | {"price": {"amount": book.price.amount, "currency": book.price.currency}}


@pytest.fixture
def ask(database_url):
    """Asks the database."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))

    def ask(statement):
        with engine.connect() as connection:
            return connection.execute(text(statement)).all()

    yield ask
    engine.dispose()


@pytest.fixture
def interrupted(database_url, table, ask):
    """Ends an import by a signal once some books are in, and gives how it ended."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background of a shell, all children ignore it

    def interrupted(number):
        process = processes.start(database_url, "catalog", "import", table)
        while not ask("SELECT 1 FROM products WHERE id > 10000 LIMIT 1"):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    return interrupted


def whole(ask):
    """How many books there are, all of them with authors, categories and a publisher."""
    assert not ask("SELECT id FROM products WHERE id NOT IN (SELECT product_id FROM authorships) LIMIT 1")
    assert not ask("SELECT id FROM products WHERE id NOT IN (SELECT product_id FROM product_categories) LIMIT 1")
    ((books,),) = ask("SELECT count(*) FROM products")
    return books


def test_what_a_killed_import_leaves_is_whole_and_the_next_run_finishes_it(database_url, table, ask, interrupted):
    assert interrupted(signal.SIGKILL)[0] == -signal.SIGKILL
    books = whole(ask)
    assert 10_000 <= books < NUMBER
    done = processes.run(database_url, "catalog", "import", table)
    assert f"{NUMBER - books:,} created, 0 updated, {books:,} unchanged, 0 duplicates" in done.stdout
    assert whole(ask) == NUMBER
    _compare(ask)


def test_ctrl_c_ends_an_import_with_one_line(database_url, table, ask, interrupted):
    code, out, err = interrupted(signal.SIGINT)
    assert (code, out, len(err.splitlines())) == (130, "", 1)
    assert err.startswith("Error: Interrupted: ")
    assert err.endswith(" records are done; run it again for the rest.\n")
    assert whole(ask) < NUMBER
    processes.run(database_url, "catalog", "import", table)
    assert whole(ask) == NUMBER
    _compare(ask)


def _compare(ask):
    """The database holds exactly what the file says."""
    books = list(generated.books(NUMBER))
    expected = {
        "books": [(b.isbn, b.title, b.price.thousandths, b.stock, b.publisher) for b in books],
        "authors": [(b.isbn, place, name) for b in books for place, name in enumerate(b.authors)],
        "categories": [(b.isbn, name.lower()) for b in books for name in sorted(b.categories)],
    }
    for name, rows in expected.items():
        assert [tuple(row) for row in ask(DIGESTS[name])] == sorted(rows)


def test_books_that_are_made_meanwhile_are_neither_lost_nor_in_the_way(database_url, table, ask, staff):
    process = processes.start(database_url, "catalog", "import", table)
    late = [book.isbn for book in list(generated.books(NUMBER))[-40_000::2_000]]
    answers = []
    for isbn in late:
        answers.append(staff.post("/api/v2/books", json={"title": "By hand", "isbn": isbn}).status_code)
        answers.append(staff.post("/api/v2/books", json={"title": "Another", "isbn": an_isbn()}).status_code)
        time.sleep(0.1)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert set(answers) <= {201, 409}
    assert answers.count(201) >= len(late)
    ((books,),) = ask("SELECT count(*) FROM products")
    assert books == NUMBER + len(late), out


def test_memory_stays_about_what_it_was_after_the_first_batch(database_url, table):
    code = (
        "import sys, pathlib; from wsgi import app; from bookstore.services import imports;"
        "from bookstore.formats import reader_for; path = pathlib.Path(sys.argv[1]); sizes = [];"
        "resident = lambda: int(pathlib.Path('/proc/self/statm').read_text().split()[1]) * 4 // 1024;"
        "app.app_context().push();"
        "imports.run(reader_for(path).read(path), imports.Reports(lambda _: sizes.append(resident())));"
        "print(sizes[0], sizes[-1])"
    )
    command = [sys.executable, "-c", code, str(table)]
    done = subprocess.run(command, cwd=processes.ROOT, env=processes.environment(database_url), capture_output=True)
    first, last = map(int, done.stdout.split())
    assert last - first < GROWTH[database_url[:6]], done.stderr
