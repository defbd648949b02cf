"""API keys: shown once, good for what their scopes and their user's role allow, and gone when they are gone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from bookstore.extensions import db
from tests.conftest import PASSWORD, beside, problem

KEYS = "/api/v2/api-keys"
SCOPES = ("catalogue:read", "catalogue:write", "orders", "admin")


@pytest.fixture
def with_key(app):
    """Makes keys, and clients that send them."""

    def make(owner, *scopes, **values):
        values |= {"scopes": list(scopes)} if scopes else {}
        made = owner.post(KEYS, json={"name": "a program", **values})
        assert made.status_code == 201, made.get_json()
        client = app.test_client()
        client.environ_base["HTTP_X_API_KEY"] = made.get_json()["key"]
        return client

    return make


def writes(client):
    """The status of a write of the catalogue."""
    return client.post("/api/v2/books", json={"title": "T"}).status_code


def test_a_key_is_shown_once_and_kept_as_a_hash(app, staff):
    response = staff.post(KEYS, json={"name": "shop window"})
    made = response.get_json()
    key = made.pop("key")
    assert (response.status_code, response.headers["Location"], made["scopes"], made["expires_at"]) == (
        201,
        f"{KEYS}/{made['id']}",
        ["catalogue:read"],
        None,
    )
    assert (response.headers["Cache-Control"], len(key), key.startswith(made["hint"])) == ("no-store", 47, True)
    assert staff.get(KEYS).get_json()["results"] == [made]
    assert staff.get(response.headers["Location"]).get_json() == made
    with app.app_context(), db.engine.connect() as connection:
        assert key not in str(connection.execute(text("SELECT * FROM api_keys")).all())


def test_a_key_writes_only_what_its_scopes_say(staff, with_key):
    assert writes(with_key(staff, "catalogue:write")) == 201
    for scopes in ((), ("catalogue:read",), ("orders", "admin")):
        client = with_key(staff, *scopes)
        assert client.get("/api/v2/books").status_code == 200
        refused = problem(client.post("/api/v2/books", json={"title": "T"}), 403, "forbidden")
        assert refused["detail"] == "This needs a key with the scope catalogue:write."


def test_a_key_may_not_do_more_than_its_user(customer, with_key):
    refused = problem(with_key(customer, *SCOPES).post("/api/v2/books", json={"title": "T"}), 403, "forbidden")
    assert refused["detail"] == "This needs the role staff."


def test_only_a_key_for_it_sees_and_revokes_keys(staff, with_key):
    assert with_key(staff, "admin").get(KEYS).status_code == 200
    for client in (with_key(staff), with_key(staff, "catalogue:write", "orders")):
        for response in (client.get(KEYS), client.delete(f"{KEYS}/1")):
            assert problem(response, 403, "forbidden")["detail"] == "This needs a key with the scope admin."


def test_keys_make_no_keys(customer, with_key):
    client = with_key(customer, *SCOPES)
    refused = problem(client.post(KEYS, json={"name": "another"}), 403, "forbidden")
    assert "API key" in refused["detail"]
    assert client.get(KEYS).get_json()["count"] == 1
    number = customer.post(KEYS, json={"name": "old"}).get_json()["id"]
    assert client.delete(f"{KEYS}/{number}").status_code == 204


def test_only_the_key_that_was_seen_is_revoked(staff):
    made = staff.post(KEYS, json={"name": "x"})
    url = made.headers["Location"]
    for stale in ('"stale"', 'W/"stale"', "nonsense"):
        problem(staff.delete(url, headers={"If-Match": stale}), 412, "precondition-failed")
    etag = staff.get(url).headers["ETag"]
    assert staff.delete(url, headers={"If-Match": etag}).status_code == 204
    problem(staff.delete(url, headers={"If-Match": etag}), 404, "not-found")
    problem(staff.delete(url, headers={"If-Match": "*"}), 404, "not-found")


def test_a_revoked_key_is_good_for_nothing(staff, with_key):
    client = with_key(staff, "catalogue:write")
    number = staff.get(KEYS).get_json()["results"][0]["id"]
    assert staff.delete(f"{KEYS}/{number}").status_code == 204
    problem(client.get("/api/v2/books"), 401, "unauthenticated")
    problem(staff.delete(f"{KEYS}/{number}"), 404, "not-found")


def test_a_key_expires(staff, with_key):
    soon = datetime.now(UTC) + timedelta(hours=1)
    client = with_key(staff, "catalogue:write", expires_at=soon.isoformat())
    assert writes(client) == 201
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        problem(client.get("/api/v2/books"), 401, "unauthenticated")


def test_the_key_of_a_disabled_user_is_good_for_nothing(app, staff, with_key):
    client = with_key(staff, "catalogue:write")
    with beside(app) as connection:
        connection.execute(text("UPDATE users SET active = :no"), {"no": False})
    problem(client.get("/api/v2/books"), 401, "unauthenticated")


def test_what_is_no_key_is_refused_even_where_anyone_may_read(anonymous, staff):
    key = staff.post(KEYS, json={"name": "x"}).get_json()["key"]
    near = (key[:-1], key + "x", key.upper(), f"{key},{key}", f"Bearer {key}")
    for wrong in ("", " ", "x", "bks_", "bks_x", "ü", "a" * 9000, *near):
        environ = {"HTTP_X_API_KEY": wrong.encode().decode("latin-1")}
        response = anonymous.get("/api/v2/books", environ_overrides=environ)
        problem(response, 401, "unauthenticated")
        assert len(response.headers.getlist("WWW-Authenticate")) == 2


def test_who_says_who_they_are_in_two_ways_is_nobody(anonymous, staff, with_key):
    client = with_key(staff)
    for authorization in (staff.environ_base["HTTP_AUTHORIZATION"], "Basic x", ""):
        refused = problem(client.get("/api/v2/books", headers={"Authorization": authorization}), 401)
        assert "one way" in refused["detail"]


def test_a_strangers_key_is_none(staff, customer, with_key):
    client = with_key(staff)
    number = staff.get(KEYS).get_json()["results"][0]["id"]
    for ask in (customer.get, customer.delete):
        theirs, none = problem(ask(f"{KEYS}/{number}"), 404), problem(ask(f"{KEYS}/{number + 1}"), 404)
        assert theirs["detail"] == none["detail"]
    assert customer.get(KEYS).get_json()["count"] == 0
    assert client.get("/api/v2/books").status_code == 200


@pytest.mark.parametrize(
    ("pointer", "values"),
    [
        ("/name", {}),
        ("/name", {"name": " "}),
        ("/name", {"name": "x" * 101}),
        ("/scopes", {"name": "x", "scopes": []}),
        ("/scopes", {"name": "x", "scopes": None}),
        ("/scopes", {"name": "x", "scopes": ["orders", "orders"]}),
        ("/scopes/0", {"name": "x", "scopes": ["everything"]}),
        ("/scopes/0", {"name": "x", "scopes": [1]}),
        ("/expires_at", {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}),
        ("/expires_at", {"name": "x", "expires_at": "2999-01-01"}),
        ("/expires_at", {"name": "x", "expires_at": "2999-01-01T00:00:00"}),
        ("/expires_at", {"name": "x", "expires_at": "2999-02-30T00:00:00Z"}),
        ("/expires_at", {"name": "x", "expires_at": "9999-12-31T23:59:59-14:00"}),
        ("/expires_at", {"name": "x", "expires_at": 4102444800}),
        ("/key", {"name": "x", "key": "bks_mine"}),
        ("/user_id", {"name": "x", "user_id": 1}),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(staff, pointer, values):
    refused = problem(staff.post(KEYS, json=values), 422, "invalid")
    assert [error["pointer"] for error in refused["errors"]] == [pointer]
    assert staff.get(KEYS).get_json()["count"] == 0


def test_a_key_costs_one_statement(app, staff, with_key, count_queries):
    client = with_key(staff)
    with count_queries() as statements:
        assert client.get("/api/v2/isbn/9780807083697").status_code == 200
    with count_queries() as without:
        app.test_client().get("/api/v2/isbn/9780807083697")
    assert len(statements) == len(without) + 1


def test_a_key_is_of_whoever_made_it_by_whatever_way(app, staff):
    made = app.test_client().post(KEYS, json={"name": "by basic"}, auth=("stan", PASSWORD))
    assert (made.status_code, staff.get(KEYS).get_json()["count"]) == (201, 1)
