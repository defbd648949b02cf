"""Magazines in version 1: each call of the deck, what it takes and what it refuses."""

from tests.conftest import problem
from tests.factories import a_magazine, an_issn

ISSN = "0028-0836"
FIELDS = ["issn", "name", "issue", "category", "year", "price", "stock"]
WHOLE = {
    "issn": ISSN,
    "name": "Nature",
    "issue": "Vol. 612",
    "category": "Science",
    "year": 2022,
    "price": {"amount": "12.00", "currency": "EUR"},
    "stock": 5,
}


def held(client):
    """The issues that there are, by their names."""
    found = client.get(f"/api/v2/magazines?issn={ISSN}").get_json()["results"]
    return {magazine["issue"]: magazine["title"] for magazine in found}


def test_post_magazine(staff, anonymous):
    made = staff.post("/api/v1/magazine", json=WHOLE | {"issn": "00280836", "price": "12"})
    assert (made.status_code, made.get_json(), list(made.get_json())) == (201, WHOLE, FIELDS)
    there = anonymous.get(made.headers["Location"]).get_json()
    assert (there["issn"], there["title"], there["categories"]) == (
        ISSN,
        "Nature",
        [{"slug": "science", "name": "Science"}],
    )
    problem(staff.post("/api/v1/magazine", json=WHOLE), 409, "conflict")
    assert staff.post("/api/v1/magazine", json=WHOLE | {"issue": "Vol. 613"}).status_code == 201


def test_post_magazine_needs_an_issn_and_a_name_only(staff):
    made = staff.post("/api/v1/magazine", json={"issn": ISSN, "name": "N"}).get_json()
    assert made == dict.fromkeys(FIELDS) | {"issn": ISSN, "name": "N", "stock": 0}
    wrong = (("issn", "0028-0837"), ("issn", None), ("name", ""), ("author", "A"), ("title", "T"), ("price", 1.001))
    for name, value in wrong:
        answer = problem(staff.post("/api/v1/magazine", json=WHOLE | {name: value}), 422, "invalid")
        assert [error["pointer"] for error in answer["errors"]] == [f"/{name}"]


def test_put_magazine(staff):
    kept = a_magazine(staff, issn=ISSN, issue="1", frequency="weekly", publisher={"name": "P"})
    changed = staff.put("/api/v1/magazine", json=WHOLE)
    assert (changed.status_code, changed.get_json()) == (200, WHOLE)
    now = staff.get(f"/api/v2/magazines/{kept['id']}").get_json()
    assert (now["frequency"], now["publisher"]) == ("weekly", kept["publisher"])
    problem(staff.put("/api/v1/magazine", json=WHOLE | {"issn": an_issn()}), 404, "not-found")


def test_put_magazine_changes_the_issue_that_is_named(staff):
    for issue in ("1", "2", None):
        a_magazine(staff, issn=ISSN, issue=issue, title=f"Old {issue}")
    for issue in ("2", None):
        assert staff.put("/api/v1/magazine", json={"issn": ISSN, "issue": issue, "name": "New"}).status_code == 200
    assert held(staff) == {"1": "Old 1", "2": "New", None: "New"}
    problem(staff.put("/api/v1/magazine", json={"issn": ISSN, "issue": "3", "name": "New"}), 409, "conflict")


def test_an_issn_of_several_issues_is_ambiguous(staff):
    for issue in ("1", "2"):
        a_magazine(staff, issn=ISSN, issue=issue, title="Old")
    for answer, place in (
        (staff.put("/api/v1/magazine", json={"issn": ISSN, "name": "New"}), {"pointer": "/issue"}),
        (staff.delete(f"/api/v1/magazine?issn={ISSN}"), {"parameter": "issue"}),
    ):
        body = problem(answer, 409, "conflict")
        assert "Several issues" in body["detail"]
        assert body["errors"] == [place | {"detail": body["detail"]}]
    assert held(staff) == {"1": "Old", "2": "Old"}


def test_one_without_an_issue_is_not_deleted_in_place_of_another(staff):
    for issue in (None, "2"):
        a_magazine(staff, issn=ISSN, issue=issue, title="Old")
    problem(staff.delete(f"/api/v1/magazine?issn={ISSN}"), 409, "conflict")
    assert held(staff) == {None: "Old", "2": "Old"}
    assert staff.delete(f"/api/v1/magazine?issn={ISSN}&issue=2").status_code == 204
    assert staff.delete(f"/api/v1/magazine?issn={ISSN}").status_code == 204


def test_delete_magazine_by_issn(staff):
    for issue in ("1", "2", "3"):
        a_magazine(staff, issn=ISSN, issue=issue)
    problem(staff.delete(f"/api/v1/magazine?issn={ISSN}&issue=4"), 404, "not-found")
    for issue in ("1", "2"):
        assert staff.delete(f"/api/v1/magazine?issn={ISSN}&issue={issue}").status_code == 204
    problem(staff.delete(f"/api/v1/magazine?issn={ISSN}&issue=1"), 404, "not-found")
    assert staff.delete("/api/v1/magazine?issn=00280836").status_code == 204
    problem(staff.delete(f"/api/v1/magazine?issn={ISSN}"), 404, "not-found")
    for query in ("", "?issn=", "?issn=1", "?issue=1", f"?issn={ISSN}&x=1"):
        problem(staff.delete(f"/api/v1/magazine{query}"), 422, "invalid")


def test_magazines_mind_if_match(staff):
    made = staff.post("/api/v1/magazine", json=WHOLE)
    etag = {"If-Match": made.headers["ETag"]}
    assert staff.put("/api/v1/magazine", json=WHOLE | {"stock": 1}, headers=etag).status_code == 200
    problem(staff.put("/api/v1/magazine", json=WHOLE, headers=etag), 412, "precondition-failed")
    problem(staff.delete(f"/api/v1/magazine?issn={ISSN}", headers=etag), 412, "precondition-failed")


def test_only_staff_write_magazines(anonymous, customer, staff):
    a_magazine(staff, issn=ISSN)
    for client, status in ((anonymous, 401), (customer, 403)):
        problem(client.post("/api/v1/magazine", json=WHOLE), status)
        problem(client.put("/api/v1/magazine", json=WHOLE), status)
        problem(client.delete(f"/api/v1/magazine?issn={ISSN}"), status)
    assert len(held(staff)) == 1
