"""What an import leaves behind: what it took in, and neither settings nor work for others."""

from uuid import uuid4

import pytest

from bookstore.extensions import db
from bookstore.services import imports
from bookstore.services.imports.bulk import PostgreSQL
from bookstore.services.imports.bulk.sqlite import SETTINGS, SQLite
from bookstore.values.records import BookRecord

BOOKS = [BookRecord(line=line, key=f"own:{line}", title=f"Momo {line}") for line in range(20)]


@pytest.fixture
def clerk(app):
    """The application works as somebody who may read and write all tables, and owns none."""
    role = f"clerk_{uuid4().hex}"
    with app.app_context():
        name = db.engine.url.database
        _run(
            f"CREATE ROLE {role}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f'ALTER DATABASE "{name}" SET role TO {role}',
        )
        db.engine.dispose()
        yield
        _run("SET ROLE NONE", f'ALTER DATABASE "{name}" RESET role', f"DROP OWNED BY {role}", f"DROP ROLE {role}")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_import_leaves_no_settings_of_its_own_behind(app, monkeypatch):
    """On PostgreSQL they end with each transaction."""
    monkeypatch.setattr(SQLite, "batch", 10)
    with app.app_context():
        with db.engine.connect() as one, db.engine.connect() as other:
            usual = [_setting(one), _setting(other)]
        imports.run(BOOKS)
        with db.engine.connect() as one, db.engine.connect() as other:
            assert [_setting(one), _setting(other)] == usual


@pytest.mark.parametrize("backend", ["postgresql"])
def test_an_import_leaves_no_words_to_be_sorted_in_by_whoever_writes_next(app, monkeypatch):
    monkeypatch.setattr(PostgreSQL, "batch", 5)
    with app.app_context():
        assert imports.run(BOOKS, dry_run=True).created == len(BOOKS)
        assert _words_left() == 0
        with pytest.raises(KeyboardInterrupt):
            imports.run(_interrupted(BOOKS))
        assert _words_left() == 0
        assert imports.run(BOOKS).created + 10 == len(BOOKS)
        assert _words_left() == 0


@pytest.mark.parametrize("backend", ["postgresql"])
def test_an_import_succeeds_without_the_index_of_full_text(app):
    with app.app_context():
        _run("DROP INDEX ix_products_search")
        assert imports.run(BOOKS).created == len(BOOKS)


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.usefixtures("clerk")
def test_an_import_needs_no_table_of_its_own(app, anonymous):
    with app.app_context():
        assert imports.run(BOOKS).created == len(BOOKS)
        assert _words_left() > 0
    assert len(anonymous.get("/api/v2/books?q=momo").get_json()["results"]) == len(BOOKS)


def _interrupted(records):
    yield from records[:10]
    raise KeyboardInterrupt


def _setting(connection):
    return [connection.scalar(db.text(f"PRAGMA {name}")) for name in SETTINGS]


def _words_left():
    """How many pages of words there were still to be sorted into the index of full text; now there are none."""
    with db.engine.begin() as connection:
        connection.execute(db.text("SET ROLE NONE"))
        return connection.scalar(db.text("SELECT gin_clean_pending_list('ix_products_search')"))


def _run(*statements):
    with db.engine.begin() as connection:
        connection.execute(db.text("SET ROLE NONE"))
        for statement in statements:
            connection.execute(db.text(statement))
