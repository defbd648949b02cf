"""Rights that end after a request was let in and before it writes: what holds is what is true then."""

import pytest

from bookstore.extensions import db
from bookstore.models import User
from bookstore.services import transaction, users
from tests.conftest import PASSWORD, logged_in, problem

ME = "/api/v2/users/me"


def id_of(client):
    """The id of who is calling."""
    return client.get(ME).get_json()["id"]


def role_of(app, user_id):
    """What somebody is by now; None when there is no such user any more."""
    with app.app_context():
        user = db.session.get(User, user_id)
        return user and user.role


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets something happen just before the next write to users begins."""

    def happens(call):
        calls = [call]

        def writing(*args, **kwargs):
            while calls:
                calls.pop()()
            return transaction.writing(*args, **kwargs)

        monkeypatch.setattr(users, "writing", writing)

    return happens


@pytest.fixture
def demoted(app, admin, meanwhile):
    """Has an administrator take somebody's role just before the next write to users begins."""

    def demote(client, role="customer"):
        user_id = id_of(client)

        def patch():
            assert admin.patch(f"/api/v2/users/{user_id}", json={"role": role}).status_code == 200

        meanwhile(patch)
        return user_id

    return demote


def test_who_names_their_own_role_does_not_get_it_back(app, staff, demoted):
    stan = demoted(staff)
    problem(staff.put("/api/v1/user", json={"role": "staff", "mail": "stan@example.org"}), 403, "forbidden")
    assert role_of(app, stan) == "customer"


def test_who_names_no_role_changes_the_rest_and_stays_demoted(app, staff, demoted):
    stan = demoted(staff)
    assert staff.put("/api/v1/user", json={"mail": "stan@example.org"}).get_json()["role"] == "customer"
    assert role_of(app, stan) == "customer"


@pytest.mark.parametrize("version", ["1", "2"])
def test_who_was_administrator_does_not_restore_themselves(app, demoted, version):
    other = logged_in(app, "adele", "admin")
    adele = demoted(other)
    url = "/api/v1/user" if version == "1" else f"/api/v2/users/{adele}"
    problem(other.open(url, method="PUT" if version == "1" else "PATCH", json={"role": "admin"}), 403, "forbidden")
    assert role_of(app, adele) == "customer"


@pytest.mark.parametrize(
    "call",
    [
        ("PUT", "/api/v1/user?name=carla", {"password": "another pass phrase"}),
        ("PUT", "/api/v1/user?name=carla", {"role": "admin"}),
        ("DELETE", "/api/v1/user?name=carla", None),
        ("PATCH", "/api/v2/users/{id}", {"active": False}),
        ("DELETE", "/api/v2/users/{id}", None),
    ],
)
def test_who_was_administrator_does_nothing_to_others(app, customer, demoted, call):
    method, url, body = call
    other = logged_in(app, "adele", "admin")
    demoted(other)
    problem(other.open(url.format(id=id_of(customer)), method=method, json=body), 403, "forbidden")
    assert (role_of(app, id_of(customer)), customer.get(ME).get_json()["active"]) == ("customer", True)
    form = {"grant_type": "password", "username": "carla", "password": PASSWORD}
    assert app.test_client().post("/api/v2/auth/token", data=form).status_code == 200


def test_who_is_disabled_or_gone_by_then_does_nothing_either(app, admin, customer, meanwhile):
    for number, leave in enumerate((lambda url: admin.patch(url, json={"active": False}), admin.delete)):
        other = logged_in(app, f"adele {number}", "admin")
        url = f"/api/v2/users/{id_of(other)}"
        meanwhile(lambda leave=leave, url=url: leave(url))
        problem(other.patch(f"/api/v2/users/{id_of(customer)}", json={"role": "staff"}), 403, "forbidden")
    assert role_of(app, id_of(customer)) == "customer"
