"""Who guesses passwords runs dry, and locks nobody out."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.limits.conftest import BOOKS, HERE, THERE, log_in
from tests.conftest import PASSWORD, logged_in, problem


@pytest.fixture
def app(limited):
    """An application in which carla has an account, and three wrong passwords are enough."""
    made = limited(login="3/hour", login_address="6/hour")
    logged_in(made, "carla", "customer")
    return made


def test_wrong_passwords_run_dry_and_the_right_one_with_them(app):
    client = app.test_client()
    assert [log_in(client, f"wrong {n}").status_code for n in range(5)] == [400, 400, 400, 429, 429]
    refused = log_in(client, PASSWORD)
    body = problem(refused, 429, "too-many-requests")
    assert (body["error"], refused.headers["Retry-After"]) == ("invalid_request", str(body["retry_after"]))
    assert (body["policy"], 3598 <= body["retry_after"] <= 3600) == ("login-hour", True)


def test_guesses_do_not_lock_out_the_owner(app):
    client = app.test_client()
    assert 429 in [log_in(client, f"{n}", environ_overrides=HERE).status_code for n in range(20)]
    for _ in range(9):
        assert log_in(client, PASSWORD, environ_overrides=THERE).status_code == 200
    assert log_in(client, PASSWORD, environ_overrides=HERE).status_code == 429


def test_right_passwords_are_free(app):
    client = app.test_client()
    for _ in range(9):
        assert log_in(client, PASSWORD).status_code == 200
        assert client.get(BOOKS, auth=("carla", PASSWORD)).status_code == 200
    assert [log_in(client, "wrong").status_code for _ in range(4)] == [400, 400, 400, 429]


def test_all_ways_in_count_together(app):
    client = app.test_client()
    assert log_in(client, "wrong", name="  Carla ").status_code == 400
    assert client.get(BOOKS, auth=("CARLA", "wrong")).status_code == 401
    assert client.get("/api/v1/validation/user", auth=("carla", "wrong")).status_code == 401
    for path in (BOOKS, "/api/v1/validation/user", "/api/v2/nowhere"):
        problem(client.get(path, auth=("carla", PASSWORD)), 429, "too-many-requests")


def test_an_address_that_tries_many_names_runs_dry(app):
    client = app.test_client()
    found = [log_in(client, "x", name=f"name {n}", environ_overrides=HERE).status_code for n in range(8)]
    assert found == [400] * 6 + [429, 429]
    assert log_in(client, PASSWORD, environ_overrides=HERE).status_code == 429
    assert log_in(client, PASSWORD, environ_overrides=THERE).status_code == 200


def test_names_that_nobody_has_are_refused_alike(app):
    client = app.test_client()
    known, unknown = ([log_in(client, "x", name=name) for _ in range(4)] for name in ("carla", "nobody"))
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    assert known[3].get_json()["detail"] == unknown[3].get_json()["detail"]


def test_no_other_spelling_of_a_name_gives_more_guesses(app):
    client = app.test_client()
    spellings = ("carla", "ｃａｒｌａ", "car\u200bla", "\u2060CARLA")
    assert [log_in(client, "wrong", name=name).status_code for name in spellings] == [400, 400, 400, 429]


def test_the_current_password_is_not_guessed_either(app):
    carl = logged_in(app, "carl", "customer")

    def change(current, new="a new and long one"):
        return carl.put(
            "/api/v2/users/me/password", json={"current_password": current, "new_password": new}
        ).status_code

    assert [change(PASSWORD, "short"), change(PASSWORD, "short")] == [422, 422]
    assert [change(f"wrong {n}") for n in range(4)] == [422, 422, 422, 429]
    assert change(PASSWORD) == 429
    assert log_in(app.test_client(), PASSWORD, name="carl", environ_overrides=THERE).status_code == 200


def test_a_hash_is_spared_when_too_many_were_wrong(app, monkeypatch):
    client = app.test_client()
    assert [log_in(client, "wrong").status_code for _ in range(3)] == [400] * 3
    monkeypatch.setattr("bookstore.services.passwords.matches", None)
    assert log_in(client, "wrong").status_code == 429


def test_of_wrong_passwords_at_once_as_many_are_answered_as_the_limit_says(app):
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda n: log_in(app.test_client(), f"wrong {n}").status_code, range(40))
        assert Counter(found) == {400: 3, 429: 37}


@pytest.mark.slow
def test_ten_thousand_guesses_do_not_lock_out_the_owner(app):
    client = app.test_client()
    found = Counter(log_in(client, f"{n}", environ_overrides=HERE).status_code for n in range(10_000))
    assert found == {400: 3, 429: 9997}
    assert log_in(client, PASSWORD, environ_overrides=THERE).status_code == 200
