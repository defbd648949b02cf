"""Authors: names may repeat; nobody with works can be deleted."""

from tests.conftest import problem
from tests.factories import a_book, an_author

FULL = {"name": "Homer", "sort_name": "Homer", "born": -800, "died": -701, "biography": "Blind,\nit is said."}


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def test_what_is_written_is_what_is_read(staff, anonymous):
    response = staff.post("/api/v2/authors", json=FULL)
    made = response.get_json()
    assert (response.status_code, response.headers["Location"]) == (201, f"/api/v2/authors/{made['id']}")
    assert anonymous.get(response.headers["Location"]).get_json() == made
    assert {name: made[name] for name in FULL} == FULL
    assert made["book_count"] == 0


def test_a_replacement_empties_and_a_change_keeps_what_it_leaves_out(staff):
    author = an_author(staff, **FULL)
    url = f"/api/v2/authors/{author['id']}"
    changed = staff.patch(url, json={"biography": None}).get_json()
    assert changed == author | {"biography": None, "updated_at": changed["updated_at"]}
    replaced = staff.put(url, json={"name": "Virgil"}).get_json()
    assert {name: replaced[name] for name in FULL} == dict.fromkeys(FULL) | {"name": "Virgil"}
    refused(staff.put(url, json={"born": 1}), "/name")
    refused(staff.patch(url, json={"name": None}), "/name")


def test_an_author_without_works_can_be_deleted_and_one_with_works_cannot(staff, anonymous):
    idle, busy = an_author(staff)["id"], an_author(staff)["id"]
    book = a_book(staff, authors=[{"id": busy}])["id"]
    assert staff.delete(f"/api/v2/authors/{idle}").status_code == 204
    problem(anonymous.get(f"/api/v2/authors/{idle}"), 404, "not-found")
    body = problem(staff.delete(f"/api/v2/authors/{busy}"), 409, "conflict")
    assert body["detail"] == f"There are books by author {busy} in the catalogue."
    assert anonymous.get(f"/api/v2/authors/{busy}").get_json()["book_count"] == 1
    staff.delete(f"/api/v2/books/{book}")
    assert staff.delete(f"/api/v2/authors/{busy}").status_code == 204


def test_two_authors_may_have_one_name(staff, anonymous):
    first, second = (an_author(staff, name="John Smith")["id"] for _ in range(2))
    assert first != second
    book = a_book(staff, authors=[{"id": second}, {"id": first}])
    assert [author["id"] for author in book["authors"]] == [second, first]
    assert a_book(staff, authors=[{"name": "john smith"}])["authors"][0]["id"] == first


def test_the_number_of_books_is_counted(staff, anonymous):
    author = an_author(staff)["id"]
    url = f"/api/v2/authors/{author}"
    books = []
    for number in (1, 2, 3):
        books.append(a_book(staff, authors=[{"name": "Other"}, {"id": author}])["id"])
        assert anonymous.get(url).get_json()["book_count"] == number
    staff.delete(f"/api/v2/books/{books[0]}")
    assert anonymous.get(url).get_json()["book_count"] == 2
    assert {row["book_count"] for row in anonymous.get("/api/v2/authors").get_json()["results"]} == {2}


def test_a_new_name_is_shown_in_all_books(staff, anonymous):
    books = [a_book(staff, authors=[{"name": "Old"}, {"name": "Other"}]) for _ in range(3)]
    author = books[0]["authors"][0]["id"]
    assert staff.patch(f"/api/v2/authors/{author}", json={"name": "New"}).get_json()["book_count"] == 3
    for book in books:
        shown = anonymous.get(f"/api/v2/books/{book['id']}").get_json()
        assert shown["authors"] == [{"id": author, "name": "New"}, book["authors"][1]]


def test_years_of_a_life_are_in_order(staff):
    for born, died in ((-800, -701), (1927, 2014), (0, 0), (None, -5000), (2100, None)):
        assert an_author(staff, born=born, died=died)["died"] == died
    url = f"/api/v2/authors/{an_author(staff, born=1900)['id']}"
    refused(staff.patch(url, json={"died": 1899}), "/died")
    refused(staff.post("/api/v2/authors", json={"name": "A", "born": 5, "died": -5}), "/died")
    for name in ("born", "died"):
        for value in (-5001, 2101, "1900", 1.0, True):
            refused(staff.post("/api/v2/authors", json={"name": "A", name: value}), f"/{name}")


def test_what_cannot_be_written_is_refused(staff):
    for name, value in {"id": 1, "book_count": 3, "created_at": "x", "books": [], "name_key": "x"}.items():
        refused(staff.post("/api/v2/authors", json={"name": "A", name: value}), f"/{name}")
    for name in ("", " ", None, 5, "x" * 301, "a\nb", "a\x00"):
        refused(staff.post("/api/v2/authors", json={"name": name}), "/name")
    refused(staff.post("/api/v2/authors", json={}), "/name")
    for name in ("x" * 300, "\u0390" * 300, "\ufdfa" * 300, "\U0001f409" * 300):
        assert an_author(staff, name=name)["name"] == name


def test_nobody_is_not_found(staff, anonymous):
    url = "/api/v2/authors/999999"
    for answer in (
        anonymous.get(url),
        staff.put(url, json={"name": "A"}),
        staff.patch(url, json={}),
        staff.delete(url),
    ):
        problem(answer, 404, "not-found")
