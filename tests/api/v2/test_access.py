"""Who may do what: anyone reads, staff writes; who one is, is settled with each request."""

import pytest
from sqlalchemy import text

from tests.conftest import beside, problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

RESOURCES = {
    "books": (a_book, {"title": "T"}),
    "magazines": (a_magazine, {"title": "T"}),
    "authors": (an_author, {"name": "T"}),
    "publishers": (a_publisher, {"name": "T"}),
    "categories": (a_category, {"name": "T"}),
}


@pytest.fixture
def things(staff):
    """The URL of one of each kind of thing."""
    made = {kind: make(staff) for kind, (make, _) in RESOURCES.items()}
    return {kind: f"/api/v2/{kind}/{thing.get('id', thing.get('slug'))}" for kind, thing in made.items()}


def writes(client, url, values):
    """The answers to all ways to write one thing and its list."""
    return (
        client.post(url.rpartition("/")[0], json=values),
        client.put(url, json=values),
        client.patch(url, json={}),
        client.delete(url),
    )


def unauthenticated(response):
    """A 401 that says how to do better."""
    problem(response, 401, "unauthenticated")
    bearer, basic = response.headers.getlist("WWW-Authenticate")
    assert (bearer.startswith('Bearer realm="bookstore"'), basic) == (True, 'Basic realm="bookstore", charset="UTF-8"')


def alter(app, statement, **values):
    """Change the database beside the application."""
    with beside(app) as connection:
        assert connection.execute(text(statement), values).rowcount == 1


def test_anyone_reads(anonymous, customer, staff, admin, things):
    for client in (anonymous, customer, staff, admin):
        for url in things.values():
            assert client.get(url).status_code == client.get(url.rpartition("/")[0]).status_code == 200


def test_nobody_writes_without_a_token(anonymous, things):
    for kind, url in things.items():
        for response in writes(anonymous, url, RESOURCES[kind][1]):
            unauthenticated(response)
        assert anonymous.get(url).status_code == 200
        assert anonymous.get(f"/api/v2/{kind}").get_json()["count"] == 1


def test_a_customer_does_not_write(customer, things):
    for kind, url in things.items():
        for response in writes(customer, url, RESOURCES[kind][1]):
            assert problem(response, 403, "forbidden")["detail"] == "This needs the role staff."
        assert customer.get(f"/api/v2/{kind}").get_json()["count"] == 1


def test_staff_and_admins_write(staff, admin, things):
    for kind, url in things.items():
        made, *changed = writes(staff, url, RESOURCES[kind][1])
        taken = 409 if kind == "publishers" else 200
        assert [made.status_code, *(answer.status_code for answer in changed)] == [201, taken, 200, 204]
    for kind, (make, _) in RESOURCES.items():
        thing = make(admin)
        url = f"/api/v2/{kind}/{thing.get('id', thing.get('slug'))}"
        assert admin.patch(url, json={}).status_code == 200
        assert admin.delete(url).status_code == 204


def test_who_may_not_write_does_not_learn_what_exists(anonymous, customer):
    for kind in RESOURCES:
        for client, status in ((anonymous, 401), (customer, 403)):
            for response in (client.delete(f"/api/v2/{kind}/999"), client.put(f"/api/v2/{kind}/999", data="{")):
                problem(response, status)


def test_a_disabled_user_is_out_from_the_next_request_on(app, staff):
    assert staff.patch("/api/v2/books/1", json={}).status_code == 404
    alter(app, "UPDATE users SET active = :no WHERE name = 'stan'", no=False)
    for response in (staff.get("/api/v2/books"), staff.patch("/api/v2/books/1", json={})):
        unauthenticated(response)
    alter(app, "UPDATE users SET active = :yes WHERE name = 'stan'", yes=True)
    assert staff.get("/api/v2/books").status_code == 200


def test_a_new_role_ends_the_tokens_of_the_old_one(app, staff):
    alter(app, "UPDATE users SET role = :role WHERE name = 'stan'", role="customer")
    unauthenticated(staff.post("/api/v2/books", json={"title": "T"}))


def test_a_deleted_user_is_nobody(app, staff):
    alter(app, "DELETE FROM users WHERE name = :name", name="stan")
    unauthenticated(staff.get("/api/v2/books"))


def test_a_context_that_outlives_a_request_keeps_nobody(app, anonymous, staff):
    with app.app_context():
        assert staff.post("/api/v2/books", json={"title": "T"}).status_code == 201
        unauthenticated(anonymous.post("/api/v2/books", json={"title": "T"}))
