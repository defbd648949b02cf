"""Who may do what: anyone reads, staff writes; a token counts only while all that it says holds."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from sqlalchemy import text

from bookstore.extensions import db
from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

RESOURCES = {
    "books": (a_book, {"title": "T"}),
    "magazines": (a_magazine, {"title": "T"}),
    "authors": (an_author, {"name": "T"}),
    "publishers": (a_publisher, {"name": "T"}),
    "categories": (a_category, {"name": "T"}),
}
CLAIMS = ("iss", "aud", "exp", "iat", "jti", "sub", "type", "role")


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


def claims_of(app, client):
    """What the token of a client says."""
    token = client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    return jwt.decode(token, app.config["SECRET_KEY"], algorithms=["HS256"], audience="bookstore-api")


def answer_to(app, claims, *, key=None, algorithm="HS256", scheme="Bearer"):
    """What a read of the catalogue answers to a token with these claims."""
    token = jwt.encode(claims, app.config["SECRET_KEY"] if key is None else key, algorithm=algorithm)
    return app.test_client().get("/api/v2/books", headers={"Authorization": f"{scheme} {token}"})


def unauthenticated(response):
    """A 401 that says how to do better."""
    problem(response, 401, "unauthenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="bookstore"'


def alter(app, statement, **values):
    """Change the database beside the application."""
    with app.app_context(), db.engine.begin() as connection:
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


def test_the_scheme_is_written_in_any_case(app, staff):
    claims = claims_of(app, staff)
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert answer_to(app, claims, scheme=scheme).status_code == 200
    for scheme in ("Token", "Digest", "Bearer,", ""):
        unauthenticated(answer_to(app, claims, scheme=scheme))


def test_what_is_no_token_is_refused_even_where_anyone_may_read(app, anonymous):
    for header in (
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer ü",
        "x",
        "",
        "Bearer " + "a" * 5000,
        "Bearer ..",
    ):
        unauthenticated(anonymous.get("/api/v2/books", headers={"Authorization": header.encode().decode("latin-1")}))


def test_a_token_needs_every_claim(app, staff):
    claims = claims_of(app, staff)
    assert set(claims) >= set(CLAIMS)
    assert answer_to(app, claims).status_code == 200
    for name in CLAIMS:
        unauthenticated(answer_to(app, {key: value for key, value in claims.items() if key != name}))


def test_a_token_with_a_wrong_claim_is_refused(app, staff):
    claims, past = claims_of(app, staff), datetime.now(UTC) - timedelta(minutes=1)
    wrong = {"iss": ("other", ""), "aud": ("other", []), "exp": (past, "soon"), "type": ("refresh", None)}
    wrong |= {"sub": ("999999", "x", "-1", "1.0", "", "9" * 30), "role": ("admin", "customer", None, ["staff"])}
    for name, values in wrong.items():
        for value in values:
            unauthenticated(answer_to(app, claims | {name: value}))


def test_a_token_that_is_signed_otherwise_is_refused(app, staff):
    claims = claims_of(app, staff)
    unauthenticated(answer_to(app, claims, key="another secret of at least 32 bytes!!"))
    unauthenticated(answer_to(app, claims, key="", algorithm="none"))
    unauthenticated(answer_to(app, claims, algorithm="HS512"))


def test_a_token_lives_fifteen_minutes(app, staff):
    claims = claims_of(app, staff)
    assert claims["exp"] - claims["iat"] == 15 * 60


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
