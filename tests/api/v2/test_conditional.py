"""Conditional requests: nothing is sent twice, and nobody's change is lost."""

from unittest.mock import Mock

import pytest
from sqlalchemy.exc import OperationalError

from bookstore.api import representation
from bookstore.errors import NotFound
from bookstore.extensions import db
from tests.conftest import logged_in, problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

READ_ONLY = {"id", "book_count", "cover", "created_at", "updated_at"}
RESOURCES = {
    "books": (a_book, {"title": "New"}),
    "magazines": (a_magazine, {"title": "New"}),
    "authors": (an_author, {"name": "New"}),
    "publishers": (a_publisher, {"name": "New"}),
    "categories": (a_category, {"name": "New"}),
}


@pytest.fixture
def urls(staff):
    """The URL of one of each kind of thing."""
    made = {kind: make(staff) for kind, (make, _) in RESOURCES.items()}
    return {kind: f"/api/v2/{kind}/{thing.get('id', thing.get('slug'))}" for kind, thing in made.items()}


def etag(client, url):
    """The ETag of something, as it stands in the header."""
    response = client.get(url)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.headers["ETag"]


def test_what_one_has_is_not_sent_again(anonymous, urls):
    lists = [f"/api/v2/{kind}{query}" for kind in RESOURCES for query in ("", "?limit=5", "?cursor=")]
    for url in [*urls.values(), *lists, f"{urls['authors']}/books", "/api/v2/isbn/1", "/api/v2/issn/1"]:
        whole = anonymous.get(url)
        tag = whole.headers["ETag"]
        for seen in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other",W/{tag}', "*"):
            answer = anonymous.get(url, headers={"If-None-Match": seen})
            assert (answer.status_code, answer.data) == (304, b""), (url, seen)
            for name in ("ETag", "Vary", "Cache-Control", "API-Version"):
                assert answer.headers[name] == whole.headers[name]
            assert anonymous.head(url, headers={"If-None-Match": seen}).status_code == 304


def test_what_one_has_not_is_sent(anonymous, urls):
    for url in [*urls.values(), "/api/v2/books"]:
        tag = etag(anonymous, url)
        for seen in ('"other"', "", tag.strip('"') + "0", '"*"', tag[:-2] + '"'):
            answer = anonymous.get(url, headers={"If-None-Match": seen})
            assert (answer.status_code, answer.headers["ETag"]) == (200, tag), (url, seen)
        assert anonymous.get(url).get_json() == answer.get_json()


def test_an_etag_does_not_depend_on_who_asks(anonymous, customer, staff, urls):
    for url in [*urls.values(), "/api/v2/books"]:
        assert len({etag(client, url) for client in (anonymous, customer, staff)}) == 1


def test_a_write_goes_through_while_the_thing_is_as_one_saw_it(staff, urls):
    for kind, url in urls.items():
        values = RESOURCES[kind][1]
        first = etag(staff, url)
        put = staff.put(url, json=values, headers={"If-Match": first})
        assert (put.status_code, put.get_json() | values) == (200, put.get_json())
        assert put.headers["ETag"] == etag(staff, url) != first
        listed = staff.patch(url, json={}, headers={"If-Match": f'"other", {put.headers["ETag"]}'})
        assert listed.status_code == 200
        assert staff.delete(url, headers={"If-Match": etag(staff, url)}).status_code == 204


def test_a_write_to_what_has_changed_is_refused(staff, urls):
    for kind, url in urls.items():
        values = RESOURCES[kind][1]
        stale = etag(staff, url)
        assert staff.patch(url, json=values).status_code == 200
        fresh = etag(staff, url)
        for seen in (stale, f"W/{fresh}", '"other"', "", f"W/{fresh}, {stale}"):
            for write in (staff.put, staff.patch, staff.delete):
                body = {} if write == staff.delete else {"json": {**values, next(iter(values)): "Lost"}}
                problem(write(url, headers={"If-Match": seen}, **body), 412, "precondition-failed")
        assert etag(staff, url) == fresh


def test_a_star_matches_whatever_exists(staff, urls):
    for kind, url in urls.items():
        assert staff.patch(url, json=RESOURCES[kind][1], headers={"If-Match": "*"}).status_code == 200
        assert staff.delete(url, headers={"If-Match": "*"}).status_code == 204
        for seen in ("*", '"any"'):
            problem(staff.delete(url, headers={"If-Match": seen}), 404, "not-found")


def test_what_was_made_says_its_etag(staff, anonymous):
    for kind, (_, values) in RESOURCES.items():
        made = staff.post(f"/api/v2/{kind}", json=values)
        assert made.headers["ETag"] == etag(anonymous, made.headers["Location"])


def test_a_book_changes_with_the_names_that_it_shows(staff, anonymous):
    shelf = a_category(staff)["slug"]
    parts = {"authors": [{"name": "A"}], "publisher": {"name": "P"}, "categories": [{"slug": shelf}]}
    book, other = a_book(staff, **parts), a_book(staff)
    url, untouched = (f"/api/v2/books/{thing['id']}" for thing in (book, other))
    before, still = etag(anonymous, url), etag(anonymous, untouched)
    named = (f"authors/{book['authors'][0]['id']}", f"publishers/{book['publisher']['id']}", f"categories/{shelf}")
    for path in named:
        assert staff.patch(f"/api/v2/{path}", json={"name": "Renamed"}).status_code == 200
        after = etag(anonymous, url)
        assert after != before
        before = after
    shown = anonymous.get(url).get_json()
    assert [shown["authors"][0]["name"], shown["publisher"]["name"], shown["categories"][0]["name"]] == ["Renamed"] * 3
    assert etag(anonymous, untouched) == still


def test_a_version_only_rises_when_a_shown_name_changes(app, staff, anonymous):
    named = {kind: RESOURCES[kind][0](staff) for kind in ("authors", "publishers", "categories")}
    author, house, shelf = named.values()
    book = a_book(
        staff, authors=[{"id": author["id"]}], publisher={"id": house["id"]}, categories=[{"slug": shelf["slug"]}]
    )
    url, late = f"/api/v2/books/{book['id']}", 2**60
    with app.app_context():
        db.session.execute(db.text("UPDATE products SET version = :version"), {"version": late})
        db.session.commit()
    for higher, (kind, thing) in enumerate(named.items(), 1):
        answer = staff.patch(f"/api/v2/{kind}/{thing.get('id', thing.get('slug'))}", json={"name": "New"})
        version = int(etag(anonymous, url).strip('"').rpartition("-")[2], 16)
        assert (answer.status_code, version) == (200, late + higher)


def test_an_author_changes_with_the_number_of_books(staff, anonymous):
    author = an_author(staff)
    url = f"/api/v2/authors/{author['id']}"
    tags = [etag(anonymous, url)]
    book = a_book(staff, authors=[{"id": author["id"]}])
    tags.append(etag(anonymous, url))
    staff.patch(f"/api/v2/books/{book['id']}", json={"authors": []})
    tags.append(etag(anonymous, url))
    assert tags[0] == tags[2] != tags[1]
    problem(staff.delete(url, headers={"If-Match": tags[1]}), 412, "precondition-failed")


def test_a_list_changes_with_what_is_in_it(staff, anonymous):
    book = a_book(staff, year=2000)
    lists = ("/api/v2/books", "/api/v2/books?year=2000", "/api/v2/books?year=1999")
    before = [etag(anonymous, url) for url in lists]
    staff.patch(f"/api/v2/books/{book['id']}", json={"stock": 7})
    after = [etag(anonymous, url) for url in lists]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, True]


def test_a_write_must_say_what_it_saw_where_that_is_required(make_app):
    app = make_app(REQUIRE_IF_MATCH=True)
    staff = logged_in(app, "strict", "staff")
    for kind, (make, values) in RESOURCES.items():
        thing = make(staff)
        url = f"/api/v2/{kind}/{thing.get('id', thing.get('slug'))}"
        for refused in (staff.put(url, json=values), staff.patch(url, json=values), staff.delete(url)):
            problem(refused, 428, "precondition-required")
        assert staff.patch(url, json=values, headers={"If-Match": etag(staff, url)}).status_code == 200
        assert staff.delete(url, headers={"If-Match": "*"}).status_code == 204


def test_a_foreign_precondition_is_no_way_around_the_role(customer, anonymous, urls):
    for url in urls.values():
        tag = etag(anonymous, url)
        problem(customer.patch(url, json={}, headers={"If-Match": tag}), 403, "forbidden")
        problem(anonymous.delete(url, headers={"If-Match": "*"}), 401, "unauthenticated")


def test_what_is_no_entity_tag_matches_nothing(staff, anonymous, urls):
    for kind, url in urls.items():
        fresh = etag(staff, url)
        for seen in (
            fresh.strip('"'),
            f"w/{fresh}",
            f"W/{fresh.strip(chr(34))}",
            f"{fresh} {fresh}",
            f"'{fresh}'",
            f'{fresh}, "',
        ):
            problem(staff.patch(url, json=RESOURCES[kind][1], headers={"If-Match": seen}), 412, "precondition-failed")
            assert anonymous.get(url, headers={"If-None-Match": seen}).status_code == 200
        for listed in (' "a" ,, {} ,', "{},"):
            seen = listed.format(etag(staff, url))
            assert anonymous.get(url, headers={"If-None-Match": seen}).status_code == 304
            assert staff.patch(url, json={}, headers={"If-Match": seen}).status_code == 200


def test_other_preconditions_hold_too(staff, anonymous, urls):
    for url in urls.values():
        fresh = etag(anonymous, url)
        problem(anonymous.get(url, headers={"If-Match": '"other"'}), 412, "precondition-failed")
        assert anonymous.get(url, headers={"If-Match": fresh}).status_code == 200
        for seen in ("*", fresh, f"W/{fresh}"):
            problem(staff.delete(url, headers={"If-None-Match": seen}), 412, "precondition-failed")
        assert staff.delete(url, headers={"If-None-Match": '"other"'}).status_code == 204


def test_a_new_shape_of_answers_has_new_etags(app, anonymous, urls, monkeypatch):
    for url in urls.values():
        before = etag(anonymous, url)
        assert etag(anonymous, url) == before
        monkeypatch.setattr(representation, "_shape", lambda *_: "another")
        app.extensions["answers"].clear()
        assert anonymous.get(url, headers={"If-None-Match": before}).status_code == 200
        monkeypatch.undo()


def test_a_change_of_nothing_changes_nothing(staff, urls):
    for url in urls.values():
        before = staff.get(url)
        same = {name: value for name, value in before.get_json().items() if name not in READ_ONLY}
        for method, values in (("PATCH", {}), ("PATCH", same), ("PUT", same)):
            after = staff.open(url, method=method, json=values)
            assert (after.get_json(), after.headers["ETag"]) == (before.get_json(), before.headers["ETag"]), (
                url,
                values,
            )


def test_a_new_thing_has_not_changed_yet(staff):
    for kind, (_, values) in RESOURCES.items():
        made = staff.post(f"/api/v2/{kind}", json=values).get_json()
        assert made["created_at"] == made["updated_at"]


def test_what_was_made_is_said_to_be_made_whatever_happens_then(staff, monkeypatch):
    for error in (NotFound("It is gone."), OperationalError("SELECT", {}, Exception("no connection"))):
        for kind, (_, values) in RESOURCES.items():
            monkeypatch.setattr(representation, "find_made", Mock(side_effect=error))
            made = staff.post(f"/api/v2/{kind}", json={next(iter(values)): type(error).__name__})
            monkeypatch.undo()
            assert (made.status_code, made.data) == (201, b"")
            assert staff.get(made.headers["Location"]).status_code == 200


def test_whatever_a_book_shows_it_is_another_when_that_changes(staff, anonymous):
    shelf, book = a_category(staff)["slug"], a_book(staff)
    url, before = f"/api/v2/books/{book['id']}", set()
    names = {"authors": [{"name": "A"}], "publisher": {"name": "P"}, "categories": [{"slug": shelf}]}
    for name, value in {**names, "subtitle": "S", "price": {"amount": "1.00", "currency": "EUR"}, "pages": 5}.items():
        before.add(etag(anonymous, url))
        assert staff.patch(url, json={name: value}).headers["ETag"] not in before, name
        assert staff.patch(url, json={name: value}).headers["ETag"] == etag(anonymous, url), name
