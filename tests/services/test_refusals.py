"""When a constraint refuses a write, the words fit the constraint."""

import pytest
from sqlalchemy import delete

from bookstore.errors import Conflict
from bookstore.extensions import db
from bookstore.models import Author, Publisher
from bookstore.services import books, magazines, refs
from tests.factories import a_book, a_magazine, an_author

VANISHED = "This contradicts something that the catalogue holds."


@pytest.fixture
def vanishing(monkeypatch):
    """Whoever is named is deleted right after, as if by another writer."""

    resolved = refs.resolved

    def forget(values):
        found = resolved(values)
        for entity, named in ((Author, found.get("authors", ())), (Publisher, [found.get("publisher")])):
            for thing in filter(None, named):
                db.session.connection().execute(delete(entity.__table__).where(entity.id == thing.id))
        return found

    monkeypatch.setattr(refs, "resolved", forget)


def test_an_author_who_vanishes_is_not_blamed_on_an_isbn(app, staff, vanishing):
    other, book = a_book(staff), a_book(staff, isbn="9780060883287")
    author = an_author(staff)["id"]
    for values in ({}, {"isbn": book["isbn"]}, {"isbn": None}):
        with app.app_context(), pytest.raises(Conflict) as refused:
            books.change(book["id"], {"authors": [{"id": author}], **values})
        assert refused.value.detail == VANISHED
    with app.app_context(), pytest.raises(Conflict, match=f"^Book {book['id']} has"):
        books.change(other["id"], {"isbn": book["isbn"]})
    with app.app_context():
        assert db.session.get(Author, author).id == author


def test_a_publisher_who_vanishes_is_not_blamed_on_an_issn(app, staff, vanishing):
    magazine, other = a_magazine(staff, issn="0028-0836"), a_magazine(staff)
    house = staff.post("/api/v2/publishers", json={"name": "P"}).get_json()["id"]
    for changed in (magazine, other):
        with app.app_context(), pytest.raises(Conflict) as refused:
            magazines.change(changed["id"], {"publisher": {"id": house}})
        assert refused.value.detail == VANISHED
