"""Values reach the database as they are, however it is told them."""

import pytest

from bookstore.extensions import db
from bookstore.services import imports
from bookstore.services.imports.bulk.sqlite import SETTINGS, SQLite
from bookstore.values.records import BookRecord


@pytest.mark.parametrize("text", [r"\N", r"\.", r"C:\new", "a\tb\nc\r\nd", "'", '"', r"\\"])
def test_a_text_with_marks_of_the_database_stays_as_it_is(app, text, anonymous):
    plain = BookRecord(line=1, key="own:1", title="Plain", description=None)
    marked = BookRecord(line=2, key="own:2", title=f"Marked {text}", description=text, authors=(f"Ann {text}",))
    with app.app_context():
        assert imports.run([plain, marked]).created == 2
    found = anonymous.get("/api/v2/books?sort=title").get_json()["results"]
    shown = [(book["title"], book["description"], [author["name"] for author in book["authors"]]) for book in found]
    assert shown == [(f"Marked {text}", text, [f"Ann {text}"]), ("Plain", None, [])]


def test_an_import_leaves_no_settings_of_its_own_behind(app, monkeypatch):
    monkeypatch.setattr(SQLite, "batch", 10)
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            pytest.skip("there they end with each transaction")
        with db.engine.connect() as one, db.engine.connect() as other:
            usual = [_setting(one), _setting(other)]
        records = [BookRecord(line=line, key=f"own:{line}", title="One") for line in range(20)]
        imports.run(records)
        with db.engine.connect() as one, db.engine.connect() as other:
            assert [_setting(one), _setting(other)] == usual


def _setting(connection):
    return [connection.scalar(db.text(f"PRAGMA {name}")) for name in SETTINGS]
