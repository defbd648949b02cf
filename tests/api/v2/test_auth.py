"""Getting a token: by form or JSON, and without telling who exists."""

import pytest
from sqlalchemy import text

from bookstore.extensions import db
from tests.conftest import PASSWORD, problem

URL = "/api/v2/auth/token"


@pytest.fixture
def grant(staff):
    """What Stan sends to log in."""
    return {"grant_type": "password", "username": "stan", "password": PASSWORD}


def test_a_token_is_given_for_a_form_and_for_json(anonymous, grant):
    for sent in ({"data": grant}, {"json": grant}, {"json": grant | {"username": " STAN ", "scope": "staff"}}):
        response = anonymous.post(URL, **sent)
        body = response.get_json()
        assert (response.status_code, body["token_type"], body["expires_in"], body["scope"]) == (
            200,
            "Bearer",
            900,
            "staff",
        )
        assert (response.headers["Cache-Control"], "ETag" in response.headers) == ("no-store", False)
        bearer = {"Authorization": f"Bearer {body['access_token']}"}
        assert anonymous.post("/api/v2/books", json={"title": "T"}, headers=bearer).status_code == 201


def test_a_wrong_password_and_an_unknown_name_look_the_same(anonymous, grant):
    bodies = []
    for wrong in (
        {"password": "wrong horse"},
        {"username": "nobody"},
        {"password": PASSWORD.upper()},
        {"password": "\ud800" * 8},
    ):
        body = problem(anonymous.post(URL, json=grant | wrong), 400, "invalid-grant")
        assert body["error"] == "invalid_grant"
        bodies.append({name: value for name, value in body.items() if name != "request_id"})
    assert bodies[1:] == bodies[:1] * 3


def test_a_disabled_user_gets_none(app, anonymous, grant):
    wrong = anonymous.post(URL, json=grant | {"password": "wrong horse"}).get_json()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE users SET active = :no"), {"no": False})
    body = problem(anonymous.post(URL, json=grant), 400, "invalid-grant")
    assert body["detail"] == wrong["detail"]


def test_other_grants_are_refused(anonymous, grant):
    for kind in ("client_credentials", "implicit", "PASSWORD", ""):
        body = problem(anonymous.post(URL, json=grant | {"grant_type": kind}), 400, "unsupported-grant-type")
        assert body["error"] == "unsupported_grant_type"


def test_what_is_missing_is_named(anonymous, grant):
    for name in grant:
        less = {key: value for key, value in grant.items() if key != name}
        for sent in ({"json": less}, {"data": less}):
            body = problem(anonymous.post(URL, **sent), 422, "invalid")
            assert [error["pointer"] for error in body["errors"]] == [f"/{name}"]
    problem(anonymous.post(URL, json=grant | {"password": "x" * 1025}), 422, "invalid")
    problem(anonymous.post(URL, data=b"{}", content_type="text/plain"), 415, "unsupported-media-type")


def test_fields_of_a_form_come_once(anonymous, grant):
    body = "grant_type=password&username=stan&username=ada&password=x"
    form = "application/x-www-form-urlencoded"
    refused = problem(anonymous.post(URL, data=body, content_type=form), 422, "invalid")
    assert "more than once" in refused["errors"][0]["detail"]
    problem(anonymous.post(URL, data=b"username=%ff", content_type=form), 400, "bad-request")


def test_a_password_does_not_come_back(anonymous, grant):
    for sent in (
        grant,
        grant | {"password": "secret-in-vain"},
        grant | {"grant_type": "x"},
        grant | {"password": "p" * 1025},
    ):
        assert sent["password"] not in anonymous.post(URL, json=sent).get_data(as_text=True)


def test_other_credentials_do_not_keep_anyone_from_logging_in(app, anonymous, staff):
    form = {"grant_type": "password", "username": "stan", "password": PASSWORD}
    for header in ("Basic Og==", "Bearer not-any-more"):
        response = anonymous.post("/api/v2/auth/token", data=form, headers={"Authorization": header})
        assert (response.status_code, response.get_json()["scope"]) == (200, "staff")
