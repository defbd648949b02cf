"""No answer is shown after what it was made of has changed: by whichever way, in whichever process."""

import pytest

from bookstore.extensions import db
from tests.api.caching.conftest import BOOKS, outcome
from tests.conftest import logged_in
from tests.factories import a_book, a_magazine

V1, V2 = "/api/v1", "/api/v2"


@pytest.fixture
def catalogue(staff):
    """A book and a magazine with all that they can show: the book is 1, the magazine 2."""
    staff.post(f"{V2}/categories", json={"slug": "tales", "name": "Tales"})
    shown = {"publisher": {"name": "Thienemann"}, "categories": [{"slug": "tales"}], "year": 1973, "stock": 5}
    a_book(staff, title="Momo", isbn="9783522177504", authors=[{"name": "Michael Ende"}], **shown)
    a_magazine(staff, title="Die Zeit", issn="0044-2070", **shown)


VIEWS = (
    f"{V2}/books", f"{V2}/books/1", f"{V2}/books?q=momo", f"{V2}/books?facets=category,author",
    f"{V2}/books?category=tales",
    f"{V2}/magazines", f"{V2}/magazines/2", f"{V2}/authors", f"{V2}/authors/1", f"{V2}/authors/1/books",
    f"{V2}/categories", f"{V2}/categories/tales", f"{V2}/publishers", f"{V2}/publishers/1",
    f"{V1}/books", f"{V1}/book/9783522177504", f"{V1}/book?year=1973", f"{V1}/book?category=tales", f"{V1}/authors",
    f"{V1}/author/1", f"{V1}/author/1/book",
)  # fmt: skip

WRITES = {
    "a price": ("patch", f"{V2}/books/1", {"price": {"amount": "9.99", "currency": "EUR"}}),
    "a stock": ("patch", f"{V2}/magazines/2", {"stock": 1}),
    "a title": ("patch", f"{V2}/books/1", {"title": "Momo and the time thieves"}),
    "other authors": ("patch", f"{V2}/books/1", {"authors": [{"name": "Somebody Else"}]}),
    "no categories": ("patch", f"{V2}/books/1", {"categories": []}),
    "an author's name": ("patch", f"{V2}/authors/1", {"name": "M. Ende"}),
    "an author's life": ("patch", f"{V2}/authors/1", {"born": 1929}),
    "a publisher's name": ("patch", f"{V2}/publishers/1", {"name": "Piper"}),
    "a category's name": ("patch", f"{V2}/categories/tales", {"name": "Fairy tales"}),
    "a new book": ("post", f"{V2}/books", {"title": "Jim", "authors": [{"id": 1}], "categories": [{"slug": "tales"}]}),
    "a new author": ("post", f"{V2}/authors", {"name": "Otfried Preussler"}),
    "a replaced book": ("put", f"{V2}/books/1", {"title": "Momo"}),
    "an author by v1": ("patch", f"{V1}/author/name", {"id": 1, "name": "E. Ende"}),
    "a book by v1": ("post", f"{V1}/book", {"isbn": "9783522177504", "name": "Momo", "author": "Ende", "stock": 7}),
    "a deleted book": ("delete", f"{V2}/books/1", None),
    "a deleted magazine": ("delete", f"{V2}/magazines/2", None),
}  # fmt: skip


def test_after_a_write_nothing_of_before_is_shown(make, other, anonymous, staff, catalogue):
    uncached = make(CACHE_ENABLED=False).test_client()
    for what, (method, url, body) in WRITES.items():
        for view in VIEWS:
            assert (anonymous.get(view).status_code, other.get(view).status_code) < (500, 500), view
        done = staff.open(url, method=method.upper(), json=body)
        assert done.status_code < 300, (what, done.text)
        for view in VIEWS:
            truth = uncached.get(view)
            for client in (anonymous, other, anonymous):
                assert_same(client.get(view), truth, f"{view} after {what}")


def assert_same(found, truth, where):
    """They are one answer, if it is a good one; problems differ by the ids of their requests."""
    assert found.status_code == truth.status_code, where
    assert found.status_code != 200 or (found.data, found.headers["ETag"]) == (truth.data, truth.headers["ETag"]), where


def test_a_refused_write_costs_nothing(anonymous, staff, catalogue):
    anonymous.get(f"{V2}/books/1")
    assert staff.patch(f"{V2}/books/1", json={"title": ""}).status_code == 422
    assert staff.patch(f"{V2}/books/1", json={"stock": 1}, headers={"If-Match": '"other"'}).status_code == 412
    assert outcome(anonymous.get(f"{V2}/books/1")) == "hit"


def test_the_stock_of_one_book_is_no_news_of_another(anonymous, staff, catalogue):
    other = a_book(staff, title="Jim Knopf")["id"]
    for url in (f"{V2}/books/1", f"{V2}/books/{other}", f"{V2}/authors/1", f"{V2}/authors"):
        anonymous.get(url)
    assert staff.patch(f"{V2}/books/{other}", json={"stock": 9}).status_code == 200
    for url, seen in (("books/1", "hit"), ("authors/1", "hit"), ("authors", "hit"), (f"books/{other}", "stale")):
        assert outcome(anonymous.get(f"{V2}/{url}")) == seen, url


def test_an_import_is_seen_at_once(app, anonymous, other, catalogue, tmp_path):
    file = tmp_path / "more.csv"
    file.write_text(
        "title,isbn,authors,stock\nMomo,9783522177504,Michael Ende,99\nKrabat,9783522200875,Otfried Preussler,1\n"
    )
    for client in (anonymous, other):
        assert client.get(BOOKS).get_json()["count"] == 1
        assert client.get(f"{BOOKS}/1").get_json()["stock"] == 5
    done = app.test_cli_runner().invoke(args=["catalog", "import", str(file)])
    assert done.exit_code == 0, done.output
    for client in (anonymous, other):
        assert client.get(BOOKS).get_json()["count"] == 2
        assert client.get(f"{BOOKS}/1").get_json()["stock"] == 99


def test_what_a_read_found_while_something_changed_is_not_kept(app, anonymous, staff, catalogue, monkeypatch):
    from bookstore.services import queries  # noqa: PLC0415

    read = queries.first

    def late(statement):
        found = read(statement)
        monkeypatch.setattr(queries, "first", read)
        assert staff.patch(f"{V2}/books/1", json={"stock": 77}).status_code == 200
        return found

    monkeypatch.setattr(queries, "first", late)
    assert anonymous.get(f"{V2}/books/1").get_json()["stock"] == 5
    assert anonymous.get(f"{V2}/books/1").get_json()["stock"] == 77


def test_cleared_is_cleared_for_all(app, make, anonymous, other, catalogue):
    for client in (anonymous, other):
        client.get(BOOKS)
    done = make().test_cli_runner().invoke(args=["cache", "clear"])
    assert (done.exit_code, done.output.startswith("Cleared")) == (0, True)
    assert outcome(anonymous.get(BOOKS)) == "stale"
    assert outcome(other.get(BOOKS)) in ("stale", "hit")  # of what was made since


def test_counts_are_remembered_for_the_pages_of_a_list(anonymous, staff, count_queries):
    for number in range(5):
        a_book(staff, title=f"Book {number}")
    statements = []
    for page in (1, 2):
        with count_queries() as run:
            assert anonymous.get(f"{BOOKS}?page_size=2&page={page}").get_json()["count"] == 5
        statements.append("\n".join(run).count("count("))
    a_book(staff, title="Another")
    assert statements == [1, 0]
    assert anonymous.get(f"{BOOKS}?page_size=2&page=1").get_json()["count"] == 6


def test_counts_of_one_are_not_those_of_another(app, customer):
    cora = logged_in(app, "cora", "customer")
    for number in range(3):
        assert cora.post(f"{V2}/api-keys", json={"name": f"key {number}"}).status_code == 201
    counts = [client.get(f"{V2}/api-keys?page_size=1").get_json()["count"] for client in (cora, customer, cora)]
    assert counts == [3, 0, 3]


def test_what_one_process_made_anew_the_others_find(anonymous, other, staff, catalogue, pair):
    for client in (anonymous, other):
        client.get(f"{V2}/books/1")
    assert staff.patch(f"{V2}/books/1", json={"stock": 4}).status_code == 200
    assert outcome(anonymous.get(f"{V2}/books/1")) == "stale"
    assert outcome(other.get(f"{V2}/books/1")) == ("hit" if pair[1] == "redis" else "stale")


def test_values_that_are_remembered_are_let_go_of(app, anonymous, catalogue, monkeypatch):
    held = app.extensions["remembered"]
    monkeypatch.setattr(held, "_seconds", 0.0)
    for number in range(1, 6):
        anonymous.get(f"{BOOKS}?price_min={number}&facets=author")
    assert len(held._held) == 1


def test_one_log_in_is_no_news_of_another(app, customer, count_queries, pair):
    customer.get(f"{V2}/users/me")
    logged_in(app, "cora", "customer")
    with count_queries() as run:
        customer.get(f"{V2}/users/me")
    assert len([one for one in run if "sessions" in one]) == (1 if pair == ("postgresql", "memory") else 0)


def test_a_caller_is_remembered_until_they_change(pair, customer, admin, count_queries):
    def statements():
        with count_queries() as run:
            customer.get(f"{V2}/books")
        return len([one for one in run if "sessions" in one])

    seen = [statements(), statements()]
    user = customer.get(f"{V2}/users/me").get_json()["id"]
    assert admin.patch(f"{V2}/users/{user}", json={"active": False}).status_code == 200
    assert customer.get(f"{V2}/books").status_code == 401
    assert seen == ([1, 1] if pair == ("postgresql", "memory") else [1, 0])


def test_nothing_is_kept_where_nobody_hears_of_changes(make, book, pair):
    client = make(INSTANCE_FOLDER=None).test_client()
    assert ["Cache-Status" in client.get(book).headers for _ in range(2)] == [pair[1] == "redis"] * 2


@pytest.fixture(autouse=True)
def gone(app):
    """Leave no session behind."""
    yield
    with app.app_context():
        db.session.remove()
