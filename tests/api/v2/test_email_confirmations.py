"""Addresses: one's own once a letter came back, and then nobody else's."""

from datetime import timedelta

import pytest
import time_machine

from tests.conftest import PASSWORD, logged_in, problem

URL = "/api/v2/email-confirmations"
ME = "/api/v2/users/me"


@pytest.fixture
def app(postbox, make_app):
    """The application, with a mail server."""
    return make_app(SMTP_URL=postbox.url)


@pytest.fixture
def moved(app, postbox):
    """Gives a client a new address, and the token of the letter that went there."""

    def move(client, email="carla@example.org"):
        assert client.patch(ME, json={"email": email}).get_json()["email_confirmed"] is False
        return postbox.tokens(app)[0]

    return move


def confirmed(client):
    """Whether the client's address is."""
    return client.get(ME).get_json()["email_confirmed"]


def test_an_address_is_confirmed_by_what_was_sent_there(customer, anonymous, moved):
    token = moved(customer)
    response = anonymous.put(f"{URL}/{token}")
    assert (response.status_code, response.data) == (204, b"")
    assert confirmed(customer) is True
    before = customer.get(ME).get_json()
    assert anonymous.put(f"{URL}/{token}").status_code == 204
    assert customer.get(ME).get_json() == before


def test_a_stale_log_in_does_not_keep_anyone_from_confirming(customer, anonymous, moved):
    token = moved(customer)
    assert anonymous.put(f"{URL}/{token}", headers={"Authorization": "Bearer over"}).status_code == 204


def test_a_token_lives_three_days(customer, anonymous, moved):
    token = moved(customer)
    with time_machine.travel(timedelta(days=3, minutes=1), tick=False):
        problem(anonymous.put(f"{URL}/{token}"), 404, "not-found")
    with time_machine.travel(timedelta(days=2, hours=23), tick=False):
        assert anonymous.put(f"{URL}/{token}").status_code == 204


def test_a_token_is_for_one_address_of_one_user(customer, staff, anonymous, moved):
    token = moved(customer)
    moved(customer, "carla@other.example")
    moved(staff, "carla@example.org")
    problem(anonymous.put(f"{URL}/{token}"), 404, "not-found")
    assert (confirmed(customer), confirmed(staff)) == (False, False)
    customer.patch(ME, json={"email": "carla@example.org"})
    assert anonymous.put(f"{URL}/{token}").status_code == 204
    assert (confirmed(customer), confirmed(staff)) == (True, False)


def test_what_is_no_token_is_refused(customer, anonymous, moved):
    token = moved(customer)
    for wrong in ("x", "..", token[:-1], token + "x", token.upper(), "1", "%2e", "a" * 501):
        problem(anonymous.put(f"{URL}/{wrong}"), 404, "not-found")
    assert confirmed(customer) is False
    problem(anonymous.get(f"{URL}/{token}"), 405)


def test_an_address_belongs_to_who_confirms_it_first(customer, staff, anonymous, moved):
    first, second = moved(customer), moved(staff, "CARLA@example.org")
    assert anonymous.put(f"{URL}/{first}").status_code == 204
    problem(anonymous.put(f"{URL}/{second}"), 409, "conflict")
    assert (confirmed(customer), confirmed(staff)) == (True, False)
    customer.patch(ME, json={"email": "else@example.org"})
    assert anonymous.put(f"{URL}/{second}").status_code == 204
    assert confirmed(staff) is True


def test_who_leaves_frees_the_address(app, customer, anonymous, moved):
    anonymous.put(f"{URL}/{moved(customer)}")
    customer.delete(ME)
    other = logged_in(app, "other", "customer")
    assert anonymous.put(f"{URL}/{moved(other)}").status_code == 204


def test_another_letter_can_be_asked_for(app, customer, anonymous, postbox, moved):
    token = moved(customer)
    assert customer.post(f"{ME}/email-confirmation").status_code == 202
    assert postbox.addresses(app) == ["carla@example.org"] * 2
    assert anonymous.put(f"{URL}/{postbox.tokens(app)[0]}").status_code == 204
    assert anonymous.put(f"{URL}/{token}").status_code == 204
    problem(anonymous.post(f"{ME}/email-confirmation"), 401)


def test_there_is_no_letter_without_need(app, customer, staff, postbox, moved):
    customer.put(f"{URL}/{moved(customer)}")
    for client in (customer, staff):
        assert client.post(f"{ME}/email-confirmation").status_code == 202
    assert len(postbox.letters(app)) == 1, "Carla's is confirmed, Stan has none"


def test_the_owner_hears_of_who_claims_the_address(app, customer, anonymous, postbox, moved):
    anonymous.put(f"{URL}/{moved(customer)}")
    eve = {"name": "eve", "email": "Carla@Example.org", "password": PASSWORD}
    anonymous.post("/api/v2/users", json=eve)
    letter = postbox.letters(app)[-1]
    assert (letter["To"], letter["Subject"]) == ("carla@example.org", "You already have an account")
    assert "eve" not in letter.get_content()
    assert postbox.tokens(app) == []
