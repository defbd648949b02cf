"""The benchmark compares only programs that give the same answers: one that lies is found out."""

import json

import pytest

from benchmarks.peers import same, textbook
from tests.factories import a_book

SENT = {
    "isbn": "9780060883287",
    "title": "One Hundred Years of Solitude",
    "authors": [{"name": "Gabriel García Márquez"}, {"name": "Gregory Rabassa"}],
    "publisher": {"name": "Harper Perennial"},
    "price": {"amount": "14.99", "currency": "EUR"},
    "stock": 12,
}
NOT_SENT = dict.fromkeys(set(same.FIELDS) - SENT.keys()) | {"categories": []}
BOOK = NOT_SENT | SENT | {"id": 7, "authors": [{"id": 1} | SENT["authors"][0], {"id": 2} | SENT["authors"][1]]}
PAGE = {"count": 1, "results": [BOOK]}

LIES = {
    "title": BOOK | {"title": "One Hundred Years"},
    "price": BOOK | {"price": {"amount": "14.98", "currency": "EUR"}},
    "money without a currency": BOOK | {"price": {"amount": "14.99"}},
    "number as text": BOOK | {"stock": "12"},
    "authors turned around": BOOK | {"authors": BOOK["authors"][::-1]},
    "field left out": {name: value for name, value in BOOK.items() if name != "subtitle"},
}


@pytest.fixture
def peer(app):
    """The textbook's program on the same tables."""
    settings = {name: app.config[name] for name in ("SQLALCHEMY_DATABASE_URI", "SLOW_SQL_MS")}
    plain = {"execution_options": {"transaction": False}}  # its driver begins transactions, and not we
    program = textbook.create_app(JWT_SECRET_KEY="nobody's", SQLALCHEMY_ENGINE_OPTIONS=plain, **settings)
    yield program.test_client()
    with program.app_context():
        textbook.db.engine.dispose()


def test_a_peer_that_answers_alike_passes_and_one_that_changes_a_price_does_not(staff, peer):
    book = a_book(staff, **SENT)
    ours, theirs = _got(staff, f"/api/v2/books/{book['id']}"), _got(peer, f"/books/{book['id']}")
    same.book("peer", ours, theirs)
    same.page("peer", _got(staff, "/api/v2/books"), _got(peer, "/books"))
    same.page("peer", _got(staff, "/api/v2/books"), _got(peer, "/cached/books"))
    with pytest.raises(same.Different, match="price"):
        same.book("peer", ours, (200, theirs[1].replace(b"14.99", b"14.98")))


@pytest.mark.parametrize("lie", LIES)
def test_a_peer_that_tells_another_book_is_found_out(lie):
    same.book("honest", _told(BOOK), _told(BOOK))
    with pytest.raises(same.Different, match="liar"):
        same.book("liar", _told(BOOK), _told(LIES[lie]))


@pytest.mark.parametrize("lie", [{"count": 2}, {"results": []}, {"results": [LIES["title"]]}])
def test_a_peer_that_tells_another_list_is_found_out(lie):
    same.page("honest", _told(PAGE), _told(PAGE))
    with pytest.raises(same.Different, match="liar"):
        same.page("liar", _told(PAGE), _told(PAGE | lie))


def test_a_peer_that_answers_with_an_error_is_found_out():
    with pytest.raises(same.Different, match="500"):
        same.book("liar", _told(BOOK), (500, b"{}"))


def test_a_peer_that_forgets_what_it_was_sent_is_found_out():
    sent = json.dumps(SENT).encode()
    same.written("honest", sent, _told(BOOK, 201), lambda _id: _told(BOOK))
    for told, kept in ((BOOK, LIES["title"]), (LIES["title"], LIES["title"]), (LIES["authors turned around"], BOOK)):
        with pytest.raises(same.Different, match="liar"):
            same.written("liar", sent, _told(told, 201), lambda _id, kept=kept: _told(kept))


def _told(body, status=200):
    return status, json.dumps(body).encode()


def _got(client, path):
    response = client.get(path)
    return response.status_code, response.data
