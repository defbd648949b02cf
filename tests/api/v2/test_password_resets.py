"""Forgotten passwords: a token comes by mail to whom the address belongs, works once, and tells nobody who is here."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from tests.conftest import PASSWORD, problem

URL = "/api/v2/password-resets"
ME = "/api/v2/users/me"
NEW = {"new_password": "another pass phrase"}


@pytest.fixture
def app(postbox, make_app):
    """The application, with a mail server."""
    return make_app(SMTP_URL=postbox.url)


@pytest.fixture
def confirmed(app, customer, postbox):
    """Carla, whose address carla@example.org is confirmed; the postbox is empty again."""
    customer.patch(ME, json={"email": "carla@example.org"})
    assert customer.put(f"/api/v2/email-confirmations/{postbox.tokens(app)[0]}").status_code == 204
    postbox.raw.clear()
    return customer


@pytest.fixture
def ask(app, anonymous, postbox):
    """Asks for a reset and gives the tokens of the letter."""

    def ask(email="carla@example.org"):
        assert anonymous.post(URL, json={"email": email}).status_code == 202
        return postbox.tokens(app)

    return ask


def access_token(app, name, password):
    """The token that a log-in gives; None when it is refused."""
    form = {"grant_type": "password", "username": name, "password": password}
    return app.test_client().post("/api/v2/auth/token", data=form).get_json().get("access_token")


def logs_in(app, password, name="carla"):
    """Whether somebody can log in."""
    return access_token(app, name, password) is not None


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def test_a_letter_brings_a_token_for_a_new_password(app, confirmed, ask, postbox, anonymous):
    [token] = ask("CARLA@example.org")
    assert postbox.addresses(app) == ["carla@example.org"]
    assert f"PUT http://127.0.0.1:8000{URL}/{token}" in postbox.letters(app)[0].get_content()
    response = anonymous.put(f"{URL}/{token}", json=NEW)
    assert (response.status_code, response.data) == (204, b"")
    assert logs_in(app, NEW["new_password"])
    assert not logs_in(app, PASSWORD)
    problem(confirmed.get(ME), 401, "unauthenticated")


def test_the_password_may_be_called_password(app, confirmed, ask, anonymous):
    [token] = ask()
    url = f"{URL}/{token}"
    refused(anonymous.put(url, json=NEW | {"password": NEW["new_password"]}), "/password")
    refused(anonymous.put(url, json={}), "/new_password")
    refused(anonymous.put(url, json=NEW | {"name": "carla"}), "/name")
    assert anonymous.put(url, json={"password": NEW["new_password"]}).status_code == 204
    assert logs_in(app, NEW["new_password"])


def test_a_token_works_once(app, confirmed, ask, anonymous):
    [token], [other] = ask(), ask()
    assert anonymous.put(f"{URL}/{token}", json=NEW).status_code == 204
    for used in (token, other):
        problem(anonymous.put(f"{URL}/{used}", json={"new_password": "yet another phrase"}), 404, "not-found")
    assert logs_in(app, NEW["new_password"])


def test_of_many_uses_at_once_one_gets_through(app, confirmed, ask):
    [token] = ask()

    def use(number):
        return app.test_client().put(f"{URL}/{token}", json={"new_password": f"pass phrase {number}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(use, range(8)))
    assert sorted(statuses) == [204] + [404] * 7
    assert logs_in(app, f"pass phrase {statuses.index(204)}")


def test_a_reset_revokes_all_keys_and_a_change_none(app, confirmed, ask, staff, anonymous):
    """Who comes back by mail may have had an intruder."""
    key, other = (who.post("/api/v2/api-keys", json={"name": "x"}).get_json()["key"] for who in (confirmed, staff))
    [token] = ask()
    confirmed.put(f"{ME}/password", json={"current_password": PASSWORD, **NEW})
    assert anonymous.get(ME, headers={"X-API-Key": key}).status_code == 200
    problem(anonymous.put(f"{URL}/{token}", json=NEW), 404)
    [token] = ask()
    assert anonymous.get(ME, headers={"X-API-Key": key}).status_code == 200
    assert anonymous.put(f"{URL}/{token}", json={"new_password": "a third phrase"}).status_code == 204
    problem(anonymous.get(ME, headers={"X-API-Key": key}), 401, "unauthenticated")
    assert anonymous.get(ME, headers={"X-API-Key": other}).status_code == 200


def test_a_weak_password_does_not_use_the_token_up(app, confirmed, ask, anonymous):
    [token] = ask()
    for weak in ("short", "password", "x" * 1025, ""):
        for name in ("new_password", "password"):
            refused(anonymous.put(f"{URL}/{token}", json={name: weak}), f"/{name}")
    assert logs_in(app, PASSWORD)
    assert anonymous.put(f"{URL}/{token}", json=NEW).status_code == 204


def test_a_token_lives_an_hour(confirmed, ask, anonymous):
    [token] = ask()
    with time_machine.travel(timedelta(minutes=61), tick=False):
        problem(anonymous.put(f"{URL}/{token}", json=NEW), 404, "not-found")
    with time_machine.travel(timedelta(minutes=59), tick=False):
        assert anonymous.put(f"{URL}/{token}", json=NEW).status_code == 204


def test_a_token_dies_with_what_it_was_made_for(app, confirmed, ask, admin, anonymous):
    [token] = ask()
    url = f"/api/v2/users/{confirmed.get(ME).get_json()['id']}"
    admin.patch(url, json={"active": False})
    problem(anonymous.put(f"{URL}/{token}", json=NEW), 404)
    admin.patch(url, json={"active": True})
    again = {"Authorization": f"Bearer {access_token(app, 'carla', PASSWORD)}"}
    anonymous.patch(ME, json={"email": "other@example.org"}, headers=again)
    problem(anonymous.put(f"{URL}/{token}", json=NEW), 404)
    anonymous.patch(ME, json={"email": "carla@example.org"}, headers=again)
    anonymous.put(f"{ME}/password", json={"current_password": PASSWORD, **NEW}, headers=again)
    problem(anonymous.put(f"{URL}/{token}", json=NEW), 404)
    assert logs_in(app, NEW["new_password"])


def test_what_is_no_token_is_refused(app, confirmed, ask, anonymous, postbox):
    [token] = ask()
    head, time, signature = token.split(".")
    bearer = confirmed.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    confirmed.patch(ME, json={"email": "next@example.org"})
    of_another_kind = postbox.tokens(app)[0]
    for wrong in (
        "x",
        "1",
        f"{head}.{time}",
        f"{head}x.{time}.{signature}",
        token[:-1],
        bearer,
        of_another_kind,
        "%00",
    ):
        problem(anonymous.put(f"{URL}/{wrong}", json=NEW), 404, "not-found")
    problem(anonymous.put(f"/api/v2/email-confirmations/{token}"), 404, "not-found")
    headers = {"Authorization": f"Bearer {token}"}
    problem(anonymous.get(ME, headers=headers), 401)
    assert logs_in(app, PASSWORD)


def test_an_unknown_address_gets_the_same_answer_and_no_letter(app, confirmed, anonymous, postbox, count_queries):
    seen = []
    for address in ("carla@example.org", "nobody@example.org"):
        with count_queries() as statements:
            response = anonymous.post(URL, json={"email": address})
            postbox.letters(app)
        headers = [(name, value) for name, value in response.headers if name not in ("X-Request-Id", "Date")]
        seen.append((response.status_code, response.data, headers, list(statements)))
    assert seen[0] == seen[1]
    assert len(statements) == 1, "and that not within the request"
    assert postbox.addresses(app) == ["carla@example.org"]
    for wrong in ({}, {"email": None}, {"email": "x"}, {"email": "a@b.cd\r\nBcc: e@f.gh"}, {"name": "carla"}):
        problem(anonymous.post(URL, json=wrong), 422)


def test_a_disabled_user_gets_no_letter(app, confirmed, admin, postbox, anonymous):
    admin.patch(f"/api/v2/users/{confirmed.get(ME).get_json()['id']}", json={"active": False})
    assert anonymous.post(URL, json={"email": "carla@example.org"}).status_code == 202
    assert postbox.letters(app) == []


def test_who_only_claims_an_address_gets_no_letter_of_its_owner(app, confirmed, ask, anonymous, postbox):
    """Nor does the owner reset the account of who claims it."""
    eve = {"name": "eve", "email": "carla@example.org", "password": PASSWORD}
    assert anonymous.post("/api/v2/users", json=eve).status_code == 201
    assert len(ask()) == 1
    assert "For the account carla" in postbox.letters(app)[-1].get_content()


def test_an_address_that_nobody_has_confirmed_resets_all_who_claim_it(app, ask, anonymous, postbox):
    for name in ("ann", "anna"):
        sent = {"name": name, "email": "a@example.org", "password": PASSWORD}
        assert anonymous.post("/api/v2/users", json=sent).status_code == 201
    first, second = ask("a@example.org")
    assert "ann" not in postbox.letters(app)[-1].get_content().replace(first, "").replace(second, "")
    assert anonymous.put(f"{URL}/{first}", json=NEW).status_code == 204
    assert [logs_in(app, NEW["new_password"], name) for name in ("ann", "anna")] == [True, False]
    assert _is_confirmed(app, "ann") is True
    assert anonymous.put(f"{URL}/{second}", json=NEW).status_code == 204
    assert _is_confirmed(app, "anna") is False


def _is_confirmed(app, name):
    bearer = {"Authorization": f"Bearer {access_token(app, name, NEW['new_password'])}"}
    return app.test_client().get(ME, headers=bearer).get_json()["email_confirmed"]


def test_letters_go_to_the_address_as_its_user_wrote_it(app, ask, anonymous, postbox):
    """`strasse` and `straße` are one key, but may be two mailboxes."""
    sent = {"name": "ann", "email": "straße@example.org", "password": PASSWORD}
    anonymous.post("/api/v2/users", json=sent)
    anonymous.post(URL, json={"email": "strasse@example.org"})
    assert postbox.addresses(app) == ["straße@example.org"] * 2
