"""One's own account: shown to nobody else, changed, and left."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bookstore.extensions import db
from bookstore.models import ApiKey, Session
from bookstore.services import passwords
from tests.conftest import PASSWORD, beside, logged_in, problem

ME = "/api/v2/users/me"
NEW = "another pass phrase"


@pytest.fixture
def app(postbox, make_app):
    """The application, with a mail server."""
    return make_app(SMTP_URL=postbox.url)


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def tokens_of(app, name, password=PASSWORD):
    """What a log-in gives; None when it is refused."""
    form = {"grant_type": "password", "username": name, "password": password}
    response = app.test_client().post("/api/v2/auth/token", data=form)
    return response.get_json() if response.status_code == 200 else None


def test_each_sees_oneself_and_nobody_else(app, customer, staff, anonymous):
    carla, stan = customer.get(ME), staff.get(ME)
    assert (carla.get_json()["name"], carla.get_json()["role"]) == ("carla", "customer")
    assert (stan.get_json()["name"], stan.get_json()["role"]) == ("stan", "staff")
    problem(anonymous.get(ME), 401, "unauthenticated")
    mine = customer.get(f"/api/v2/users/{carla.get_json()['id']}")
    assert (mine.status_code, mine.get_json()) == (200, carla.get_json())


def test_another_user_looks_exactly_like_a_missing_one(customer, staff, count_queries):
    other, missing = staff.get(ME).get_json()["id"], 999_999
    assert customer.get(ME).status_code == 200  # the caller is remembered from here on
    for ask in (customer.get, customer.delete, lambda url: customer.patch(url, json={"role": "admin"})):
        seen = []
        for user_id in (other, missing):
            with count_queries() as statements:
                response = ask(f"/api/v2/users/{user_id}")
            body = problem(response, 404, "not-found")
            seen.append(({**body, "instance": None, "request_id": None}, list(statements)))
        assert seen[0] == seen[1]
    assert staff.get(ME).get_json()["role"] == "staff"


def test_answers_about_people_are_kept_by_nobody_else(customer, admin):
    for response in (customer.get(ME), admin.get("/api/v2/users"), admin.patch(ME, json={})):
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "X-API-Key"} <= set(response.vary)
    mine = customer.get(ME).headers["ETag"]
    unchanged = customer.get(ME, headers={"If-None-Match": mine})
    assert (unchanged.status_code, unchanged.headers["Cache-Control"]) == (304, "private, no-cache")


def test_an_etag_of_one_is_none_of_another(app, customer, staff):
    with beside(app) as connection:
        connection.execute(text("UPDATE users SET version = 1"))
    mine = customer.get(ME).headers["ETag"]
    assert staff.get(ME, headers={"If-None-Match": mine}).status_code == 200
    problem(staff.patch(ME, json={}, headers={"If-Match": mine}), 412)


def test_name_and_address_can_be_changed(app, customer):
    changed = customer.patch(ME, json={"name": "Carla II", "email": "carla@example.org"}).get_json()
    assert (changed["name"], changed["email"], changed["email_confirmed"]) == ("Carla II", "carla@example.org", False)
    assert customer.get(ME).get_json() == changed
    assert tokens_of(app, "carla ii")
    assert not tokens_of(app, "carla")
    assert customer.patch(ME, json={}).get_json() == changed


def test_a_taken_name_is_no_new_name(customer, staff):
    body = problem(customer.patch(ME, json={"name": "STAN"}), 409, "conflict")
    assert body["errors"][0]["pointer"] == "/name"
    assert customer.patch(ME, json={"name": "CARLA"}).get_json()["name"] == "CARLA"


def test_nothing_else_can_be_changed(customer):
    before = customer.get(ME).get_json()
    values = {"role": "admin", "active": False, "id": 9, "email_confirmed": True, "password": NEW, "version": 1}
    for name, value in values.items():
        refused(customer.patch(ME, json={name: value}), f"/{name}")
    for name in ("name", "email"):
        refused(customer.patch(ME, json={name: None}), f"/{name}")
    refused(customer.patch(ME, json={"email": "carla"}), "/email")
    assert customer.get(ME).get_json() == before


def test_only_what_was_seen_is_changed(customer):
    stale = customer.get(ME).headers["ETag"]
    fresh = customer.patch(ME, json={"name": "carol"}, headers={"If-Match": stale}).headers["ETag"]
    problem(customer.patch(ME, json={"name": "carmen"}, headers={"If-Match": stale}), 412)
    problem(customer.delete(ME, headers={"If-Match": stale}), 412)
    assert customer.delete(ME, headers={"If-Match": fresh}).status_code == 204


def test_a_new_address_gets_a_letter_and_the_old_one_is_told(app, customer, postbox):
    customer.patch(ME, json={"email": "old@example.org"})
    customer.put(f"/api/v2/email-confirmations/{postbox.tokens(app)[0]}")
    assert customer.patch(ME, json={"email": "old@example.org"}).get_json()["email_confirmed"] is True
    assert customer.patch(ME, json={"email": "new@example.org"}).get_json()["email_confirmed"] is False
    assert postbox.addresses(app) == ["old@example.org", "old@example.org", "new@example.org"]
    assert postbox.letters(app)[1]["Subject"] == "Your address has changed"


def test_a_new_password_ends_all_sessions(app, customer):
    elsewhere = tokens_of(app, "carla")
    change = {"current_password": PASSWORD, "new_password": NEW}
    response = customer.put(f"{ME}/password", json=change)
    assert (response.status_code, response.data) == (204, b"")
    problem(customer.get(ME), 401)
    problem(app.test_client().get(ME, headers={"Authorization": f"Bearer {elsewhere['access_token']}"}), 401)
    form = {"grant_type": "refresh_token", "refresh_token": elsewhere["refresh_token"]}
    assert app.test_client().post("/api/v2/auth/token", data=form).status_code == 400
    assert not tokens_of(app, "carla")
    assert tokens_of(app, "carla", NEW)


def test_the_current_password_is_needed_for_a_new_one(app, customer):
    url = f"{ME}/password"
    for current in ("wrong", "", PASSWORD.upper(), NEW):
        refused(customer.put(url, json={"current_password": current, "new_password": NEW}), "/current_password")
    refused(customer.put(url, json={"new_password": NEW}), "/current_password")
    for weak in ("short", "password", "x" * 1025):
        refused(customer.put(url, json={"current_password": PASSWORD, "new_password": weak}), "/new_password")
    customer.patch(ME, json={"name": "Carla the Customer"})
    named = {"current_password": PASSWORD, "new_password": "carla the customer"}
    refused(customer.put(url, json=named), "/new_password")
    assert customer.get(ME).status_code == 200
    assert tokens_of(app, "carla the customer")


def test_leaving_ends_everything(app, customer, admin):
    tokens = tokens_of(app, "carla")
    user_id = customer.get(ME).get_json()["id"]
    key = customer.post("/api/v2/api-keys", json={"name": "shelf"}).get_json()["key"]
    assert app.test_client().get(ME, headers={"X-API-Key": key}).status_code == 200
    assert customer.delete(ME).status_code == 204
    problem(customer.get(ME), 401)
    problem(app.test_client().get(ME, headers={"X-API-Key": key}), 401)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert app.test_client().post("/api/v2/auth/token", data=form).status_code == 400
    assert not tokens_of(app, "carla")
    problem(admin.get(f"/api/v2/users/{user_id}"), 404)
    with app.app_context():
        for model in (Session, ApiKey):
            assert db.session.scalar(select(func.count()).where(model.user_id == user_id)) == 0


def test_a_name_that_was_left_is_free_again_and_its_old_token_is_nobodys(app, customer):
    customer.delete(ME)
    successor = logged_in(app, "carla", "staff")
    assert successor.get(ME).status_code == 200
    problem(customer.get(ME), 401)


def test_the_last_administrator_stays(admin):
    problem(admin.delete(ME), 409, "conflict")
    assert admin.get(ME).status_code == 200


def test_a_key_shows_its_owner_and_changes_nothing_without_the_scope(app, customer):
    keys = {}
    for scope in ("catalogue:read", "admin"):
        made = customer.post("/api/v2/api-keys", json={"name": scope, "scopes": [scope]}).get_json()
        keys[scope] = {"X-API-Key": made["key"]}
    client = app.test_client()
    assert client.get(ME, headers=keys["catalogue:read"]).get_json() == customer.get(ME).get_json()
    change = {"current_password": PASSWORD, "new_password": NEW}
    for response in (
        client.patch(ME, json={"name": "x"}, headers=keys["catalogue:read"]),
        client.delete(ME, headers=keys["catalogue:read"]),
        client.put(f"{ME}/password", json=change, headers=keys["catalogue:read"]),
        client.get("/api/v2/users", headers=keys["admin"]),
    ):
        problem(response, 403, "forbidden")
    assert client.patch(ME, json={"name": "x"}, headers=keys["admin"]).get_json()["name"] == "x"


def test_a_fault_of_the_database_tells_no_values(app):
    with app.app_context(), pytest.raises(DBAPIError) as fault:
        db.session.execute(text("SELECT nonsense FROM users WHERE email = :email"), {"email": "carla@example.org"})
    assert "carla" not in str(fault.value)


def test_a_password_is_changed_whatever_else_has_changed_meanwhile(app, customer, monkeypatch):
    """A confirmation that is clicked at this moment is no reason to try again."""
    check = passwords.check

    def renamed(*args, **kwargs):
        monkeypatch.setattr(passwords, "check", check)
        assert customer.patch(ME, json={"name": "carol"}).status_code == 200
        check(*args, **kwargs)

    monkeypatch.setattr(passwords, "check", renamed)
    assert customer.put(f"{ME}/password", json={"current_password": PASSWORD, "new_password": NEW}).status_code == 204
    assert tokens_of(app, "carol", NEW)


def test_of_changes_from_one_password_exactly_one_gets_through(app, customer):
    def change(number):
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = customer.environ_base["HTTP_AUTHORIZATION"]
        sent = {"current_password": PASSWORD, "new_password": f"pass phrase {number}"}
        return client.put(f"{ME}/password", json=sent).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(change, range(8)))
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 401, 422}
    assert tokens_of(app, "carla", f"pass phrase {statuses.index(204)}")
