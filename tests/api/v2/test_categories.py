"""Categories: known by slugs that are made of names."""

from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def test_a_slug_is_made_of_the_name(staff, anonymous):
    for name, slug in (("Science Fiction & Fantasy", "science-fiction-fantasy"), ("Été 2", "ete-2"), ("文学", "文-学")):
        response = staff.post("/api/v2/categories", json={"name": name})
        made = response.get_json()
        assert (response.status_code, made["slug"], made["name"]) == (201, slug, name)
        assert anonymous.get(f"/api/v2/categories/{slug}").get_json() == made
    refused(staff.post("/api/v2/categories", json={"name": "!!!"}), "/slug")
    assert a_category(staff, name="!!!", slug="marks")["slug"] == "marks"


def test_location_leads_to_the_category(staff, anonymous):
    response = staff.post("/api/v2/categories", json={"name": "Crime"})
    assert response.headers["Location"] == "/api/v2/categories/crime"
    assert anonymous.get(response.headers["Location"]).get_json() == response.get_json()


def test_a_slug_is_held_once(staff):
    a_category(staff, name="Crime"), a_category(staff, name="Art")
    for values in ({"name": "CRIME!"}, {"name": "Other", "slug": "crime"}):
        body = problem(staff.post("/api/v2/categories", json=values), 409, "conflict")
        assert (body["detail"], body["errors"][0]["pointer"]) == ("There is a category crime.", "/slug")
    problem(staff.patch("/api/v2/categories/art", json={"slug": "crime"}), 409, "conflict")
    problem(staff.put("/api/v2/categories/art", json={"name": "Art", "slug": "crime"}), 409, "conflict")
    assert staff.patch("/api/v2/categories/crime", json={"slug": "crime"}).status_code == 200


def test_a_category_moves_with_its_slug_and_stays_with_a_new_name(staff, anonymous):
    book = a_book(staff, categories=[{"slug": a_category(staff, name="Crime")["slug"]}])["id"]
    assert staff.patch("/api/v2/categories/crime", json={"name": "Murder"}).get_json()["slug"] == "crime"
    assert staff.put("/api/v2/categories/crime", json={"name": "Death", "slug": "death"}).get_json()["slug"] == "death"
    problem(anonymous.get("/api/v2/categories/crime"), 404, "not-found")
    assert anonymous.get(f"/api/v2/books/{book}").get_json()["categories"] == [{"slug": "death", "name": "Death"}]
    refused(staff.put("/api/v2/categories/death", json={"slug": "life"}), "/name")


def test_what_stands_on_a_shelf_keeps_it(staff, anonymous):
    for make, kind in ((a_book, "books"), (a_magazine, "magazines")):
        shelf = a_category(staff)["slug"]
        url = f"/api/v2/categories/{shelf}"
        thing = make(staff, categories=[{"slug": shelf}])["id"]
        body = problem(staff.delete(url), 409, "conflict")
        assert body["detail"] == f"There are things in the category {shelf}."
        staff.patch(f"/api/v2/{kind}/{thing}", json={"categories": []})
        assert staff.delete(url).status_code == 204
        problem(anonymous.get(url), 404, "not-found")


def test_what_is_no_category_is_refused(staff):
    for slug in ("Crime", "a b", "-a", "a-", "a--b", "é", "", "a_b", "x" * 301, None, 5):
        refused(staff.post("/api/v2/categories", json={"name": "A", "slug": slug}), "/slug")
    for name in ("", None, 5, "x" * 101):
        refused(staff.post("/api/v2/categories", json={"name": name}), "/name")
    for name in ("id", "created_at", "parent"):
        refused(staff.post("/api/v2/categories", json={"name": "A", name: 1}), f"/{name}")


def test_a_name_that_unfolds_to_very_many_letters_has_a_slug_that_fits(staff, anonymous):
    made = a_category(staff, name="\ufdfa" * 100)
    assert len(made["slug"]) <= 300
    assert anonymous.get(f"/api/v2/categories/{made['slug']}").get_json() == made


def test_no_shelf_is_not_found(staff, anonymous):
    a_category(staff, name="Crime")
    for slug in ("nowhere", "Crime", "a b", "x" * 400, "%00"):
        url = f"/api/v2/categories/{slug}"
        problem(anonymous.get(url), 404, "not-found")
    url = "/api/v2/categories/nowhere"
    for answer in (staff.put(url, json={"name": "A"}), staff.patch(url, json={}), staff.delete(url)):
        problem(answer, 404, "not-found")
