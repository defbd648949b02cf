"""Migrations: as long as they need, whatever requests are given."""

import pytest
from flask_migrate import downgrade, upgrade

from bookstore.extensions import db
from tests.factories import a_book, a_category, a_magazine, an_author, an_isbn, an_issn

SLOW = """
CREATE FUNCTION dawdle() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN IF to_regclass('authors') IS NULL THEN PERFORM pg_sleep(1.2); END IF; END $$;
CREATE EVENT TRIGGER dawdle ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION dawdle();
"""
"""The first table takes more than a second to make."""


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_migration_may_take_longer_than_a_request(make_app):
    with make_app().app_context():
        downgrade(revision="base")
        db.session.execute(db.text(SLOW))
        db.session.commit()
    with make_app(DB_STATEMENT_TIMEOUT=1).app_context():
        upgrade()
        assert db.session.scalar(db.text("SELECT count(*) FROM products")) == 0
        assert db.session.scalar(db.text("SHOW statement_timeout")) == "1s", "no request inherits the patience"


def test_the_catalogue_outlives_the_way_down_to_other_tables_and_up_again(app, anonymous, staff):
    author, shelf = an_author(staff), a_category(staff)
    signed = [{"id": author["id"]}, {"name": "Somebody else"}]
    book = a_book(staff, isbn=an_isbn(), authors=signed, categories=[{"slug": shelf["slug"]}])
    magazine = a_magazine(staff, issn=an_issn(), categories=[{"slug": shelf["slug"]}])
    with app.app_context():
        downgrade(revision="0006")
        upgrade()
    assert anonymous.get(f"/api/v2/books/{book['id']}").get_json() == book
    assert anonymous.get(f"/api/v2/magazines/{magazine['id']}").get_json() == magazine
    listed = anonymous.get(f"/api/v2/authors/{author['id']}/books").get_json()["results"]
    assert [found["id"] for found in listed] == [book["id"]]
