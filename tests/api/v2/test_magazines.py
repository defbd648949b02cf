"""Magazines: what is written is what is read; an issue is held once."""

from tests.conftest import problem
from tests.factories import a_category, a_magazine, a_publisher, an_issn

FULL = {
    "issn": "2434-561X",
    "title": "Title",
    "publisher": {"name": "House"},
    "categories": [{"slug": "science"}],
    "language": "en",
    "frequency": "weekly",
    "issue": "Vol. 1, No. 2",
    "year": 2022,
    "description": "Text",
    "price": {"amount": "500", "currency": "JPY"},
    "stock": 3,
}
EMPTY = dict.fromkeys(FULL) | {"categories": [], "stock": 0}


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def test_what_is_written_is_what_is_read(staff, anonymous):
    a_category(staff, name="Science")
    response = staff.post("/api/v2/magazines", json=FULL)
    made = response.get_json()
    assert (response.status_code, response.headers["Location"]) == (201, f"/api/v2/magazines/{made['id']}")
    shown = anonymous.get(response.headers["Location"]).get_json()
    assert shown == made
    assert {name: shown[name] for name in FULL} == FULL | {
        "publisher": {"id": shown["publisher"]["id"], "name": "House"},
        "categories": [{"slug": "science", "name": "Science"}],
    }


def test_a_replacement_empties_and_a_change_keeps_what_it_leaves_out(staff):
    a_category(staff, name="Science")
    magazine = a_magazine(staff, **FULL)
    url = f"/api/v2/magazines/{magazine['id']}"
    changed = staff.patch(url, json={"stock": 9, "frequency": None}).get_json()
    assert changed == magazine | {"stock": 9, "frequency": None, "updated_at": changed["updated_at"]}
    replaced = staff.put(url, json={"title": "Other"}).get_json()
    assert {name: replaced[name] for name in EMPTY} == EMPTY | {"title": "Other"}
    refused(staff.put(url, json={}), "/title")
    for name in ("title", "stock"):
        refused(staff.patch(url, json={name: None}), f"/{name}")


def test_a_magazine_is_gone_when_it_is_deleted(staff, anonymous):
    url = f"/api/v2/magazines/{a_magazine(staff, issn='0028-0836')['id']}"
    assert staff.delete(url).status_code == 204
    for again in (
        anonymous.get(url),
        staff.delete(url),
        staff.put(url, json={"title": "T"}),
        staff.patch(url, json={}),
    ):
        problem(again, 404, "not-found")
    assert a_magazine(staff, issn="0028-0836")["issn"] == "0028-0836"


def test_issues_share_an_issn_but_an_issue_is_held_once(staff):
    issn = an_issn()
    whole, first, second = (a_magazine(staff, issn=issn, issue=issue)["id"] for issue in (None, "1", "2"))
    for issue, holder in ((None, whole), ("1", first)):
        body = problem(
            staff.post("/api/v2/magazines", json={"title": "T", "issn": issn, "issue": issue}), 409, "conflict"
        )
        assert body["detail"] == f"Magazine {holder} has the ISSN {issn} and this issue."
        body = problem(staff.patch(f"/api/v2/magazines/{second}", json={"issue": issue}), 409, "conflict")
        assert body["detail"].startswith(f"Magazine {holder} has")
    other = a_magazine(staff, issn=an_issn(), issue="2")["id"]
    problem(staff.patch(f"/api/v2/magazines/{other}", json={"issn": issn}), 409, "conflict")
    assert staff.patch(f"/api/v2/magazines/{second}", json={"issue": "2", "issn": issn}).status_code == 200
    assert staff.patch(f"/api/v2/magazines/{second}", json={"issue": "3"}).status_code == 200


def test_magazines_without_an_issn_do_not_collide(staff, anonymous):
    made = {a_magazine(staff, title="T", issue=issue)["id"] for issue in (None, None, "1", "1")}
    assert anonymous.get("/api/v2/magazines").get_json()["count"] == len(made) == 4


def test_an_issn_is_kept_with_its_hyphen(staff):
    for place, (spelling, kept) in enumerate(
        (("00280836", "0028-0836"), (" 2434 561x ", "2434-561X"), ("0028–0836", "0028-0836"))
    ):
        assert a_magazine(staff, issn=spelling, issue=f"{place}")["issn"] == kept
    for wrong in ("0028-0837", "0028-083", "", "ISSN 0028-0836", 280836, "9780060883287"):
        refused(staff.post("/api/v2/magazines", json={"title": "T", "issn": wrong}), "/issn")


def test_what_belongs_to_books_alone_is_refused(staff):
    for name, value in {
        "isbn": None,
        "authors": [],
        "pages": 1,
        "format": None,
        "subtitle": "x",
        "id": 1,
        "cover": None,
    }.items():
        refused(staff.post("/api/v2/magazines", json={"title": "T", name: value}), f"/{name}")
    for name, value in {"frequency": "sometimes", "issue": "x" * 101, "year": 2101, "stock": -1}.items():
        refused(staff.post("/api/v2/magazines", json={"title": "T", name: value}), f"/{name}")


def test_a_publisher_of_magazines_is_found_by_id_or_name(staff):
    house = a_publisher(staff, name="Springer")
    for ref in ({"id": house["id"]}, {"name": "SPRINGER"}):
        assert a_magazine(staff, publisher=ref)["publisher"] == {"id": house["id"], "name": "Springer"}
    refused(staff.post("/api/v2/magazines", json={"title": "T", "publisher": {"id": 999_999}}), "/publisher/id")
    problem(staff.delete(f"/api/v2/publishers/{house['id']}"), 409, "conflict")
