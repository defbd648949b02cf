"""Prices in merge patches (RFC 7396): a member that is left out stays as it is."""

import pytest

from tests.conftest import problem

EUROS = {"amount": "5.00", "currency": "EUR"}


@pytest.fixture(params=["books", "magazines"])
def change(request, staff):
    """Changes the price of a thing that had another; the answer."""

    def changed(price, *, before=EUROS):
        made = staff.post(f"/api/v2/{request.param}", json={"title": "T", "price": before})
        return staff.patch(made.headers["Location"], json={"price": price})

    return changed


@pytest.mark.parametrize(
    ("patch", "price"),
    [
        ({"amount": "9.99"}, {"amount": "9.99", "currency": "EUR"}),
        ({"currency": "USD"}, {"amount": "5.00", "currency": "USD"}),
        ({}, EUROS),
        ({"amount": "500", "currency": "JPY"}, {"amount": "500", "currency": "JPY"}),
        (None, None),
    ],
)
def test_what_a_patch_of_a_price_leaves_out_stays(change, patch, price):
    assert change(patch).get_json()["price"] == price


@pytest.mark.parametrize(
    ("patch", "before", "place"),
    [
        ({"amount": "9.99"}, None, "/price/currency"),
        ({"currency": "USD"}, None, "/price/amount"),
        ({}, None, "/price/currency"),
        ({"amount": "9.999"}, EUROS, "/price/amount"),
        ({"currency": "JPY"}, EUROS | {"amount": "5.50"}, "/price/amount"),
        ({"amount": None}, EUROS, "/price/amount"),
        ({"currency": None}, EUROS, "/price/currency"),
        ({"amount": "1", "colour": "red"}, EUROS, "/price/colour"),
    ],
)
def test_what_comes_of_it_must_be_money(change, patch, before, place):
    body = problem(change(patch, before=before), 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place]
