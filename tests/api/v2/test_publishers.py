"""Publishers: a name is held once; nobody who publishes anything can be deleted."""

from tests.conftest import problem
from tests.factories import a_book, a_magazine, a_publisher


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def test_a_publisher_is_made_shown_and_changed(staff, anonymous):
    response = staff.post("/api/v2/publishers", json={"name": " Straße  & Co "})
    url = response.headers["Location"]
    assert (response.status_code, url) == (201, f"/api/v2/publishers/{response.get_json()['id']}")
    shown = anonymous.get(url).get_json()
    assert (shown, shown["name"]) == (response.get_json(), "Straße  & Co")
    for write, name in ((staff.put, "Second"), (staff.patch, "Third")):
        assert write(url, json={"name": name}).get_json()["name"] == name
        assert anonymous.get(url).get_json()["name"] == name


def test_a_publisher_is_gone_when_it_is_deleted(staff, anonymous):
    url = f"/api/v2/publishers/{a_publisher(staff)['id']}"
    assert staff.delete(url).status_code == 204
    for again in (anonymous.get(url), staff.delete(url), staff.put(url, json={"name": "A"}), staff.patch(url, json={})):
        problem(again, 404, "not-found")


def test_a_name_is_held_once_whatever_its_case(staff):
    first, second = a_publisher(staff, name="Straße & Co"), a_publisher(staff, name="Other")
    url = f"/api/v2/publishers/{second['id']}"
    for name in ("Straße & Co", "STRASSE   & CO"):
        for answer in (
            staff.post("/api/v2/publishers", json={"name": name}),
            staff.put(url, json={"name": name}),
            staff.patch(url, json={"name": name}),
        ):
            body = problem(answer, 409, "conflict")
            assert body["detail"] == f"Publisher {first['id']} has this name."
    assert staff.patch(url, json={"name": "OTHER"}).get_json()["name"] == "OTHER"
    assert a_publisher(staff, name="Strasze & Co")["id"] > second["id"]


def test_who_publishes_something_cannot_be_deleted(staff, anonymous):
    for make, kind in ((a_book, "books"), (a_magazine, "magazines")):
        house = a_publisher(staff)
        url = f"/api/v2/publishers/{house['id']}"
        thing = make(staff, publisher={"id": house["id"]})
        body = problem(staff.delete(url), 409, "conflict")
        assert body["detail"] == f"There are things by publisher {house['id']} in the catalogue."
        assert anonymous.get(url).get_json() == house
        staff.patch(f"/api/v2/{kind}/{thing['id']}", json={"publisher": None})
        assert staff.delete(url).status_code == 204


def test_a_new_name_is_shown_by_all_that_they_publish(staff, anonymous):
    house = a_publisher(staff)["id"]
    book, magazine = (make(staff, publisher={"id": house})["id"] for make in (a_book, a_magazine))
    staff.put(f"/api/v2/publishers/{house}", json={"name": "New"})
    for path in (f"books/{book}", f"magazines/{magazine}"):
        assert anonymous.get(f"/api/v2/{path}").get_json()["publisher"] == {"id": house, "name": "New"}


def test_what_is_no_publisher_is_refused(staff):
    for name in ("", " ", None, 5, "x" * 301, "a\nb"):
        refused(staff.post("/api/v2/publishers", json={"name": name}), "/name")
    refused(staff.post("/api/v2/publishers", json={}), "/name")
    for name in ("id", "city", "created_at"):
        refused(staff.post("/api/v2/publishers", json={"name": "A", name: 1}), f"/{name}")
    for name in ("x" * 300, "\u0390" * 300, "\ufdfa" * 300):
        assert a_publisher(staff, name=name)["name"] == name
