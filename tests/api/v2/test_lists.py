"""Lists: one envelope, three ways through, and what they refuse."""

import pytest

from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

LISTS = ("books", "magazines", "authors", "publishers", "categories")


def refused(client, url, parameter):
    """The list refuses this query because of one parameter."""
    body = problem(client.get(url), 422, "invalid")
    assert [place.get("parameter") for place in body["errors"]] == [parameter], (url, body)
    return body["errors"][0]["detail"]


def ids(client, url):
    """The ids of a list's results."""
    response = client.get(url)
    assert response.status_code == 200, response.get_data(as_text=True)
    return [row["id"] for row in response.get_json()["results"]]


@pytest.fixture
def five(staff):
    """The ids of five books, oldest first."""
    return [a_book(staff)["id"] for _ in range(5)]


def test_a_page_knows_its_neighbours(anonymous, five):
    found = anonymous.get("/api/v2/books?page=2&page_size=2&sort=id")
    body = found.get_json()
    links = {name: f"/api/v2/books?page_size=2&sort=id&page={page}" for name, page in (("first", 1), ("previous", 1))}
    links |= {name: f"/api/v2/books?page_size=2&sort=id&page={page}" for name, page in (("next", 3), ("last", 3))}
    assert body.pop("links") == links
    assert [row["id"] for row in body.pop("results")] == five[2:4]
    assert body == {"count": 5, "total_pages": 3, "current_page": 2}
    assert found.headers["Link"] == ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())


def test_the_ends_of_a_list_have_one_neighbour(anonymous, five):
    first, last = (anonymous.get(f"/api/v2/books?page={page}&page_size=3").get_json() for page in (1, 2))
    assert (first["links"]["previous"], last["links"]["next"]) == (None, None)
    assert 'rel="previous"' not in anonymous.get("/api/v2/books?page_size=3").headers["Link"]
    behind = anonymous.get("/api/v2/books?page=9&page_size=3").get_json()
    assert (behind["results"], behind["count"], behind["current_page"]) == ([], 5, 9)
    assert behind["links"]["previous"].endswith("page=2")
    assert behind["links"]["next"] is None


def test_an_empty_list_is_a_list(anonymous):
    for kind in LISTS:
        body = anonymous.get(f"/api/v2/{kind}").get_json()
        url = f"/api/v2/{kind}?page=1"
        assert body["links"] == {"first": url, "previous": None, "next": None, "last": url}
        assert (body["count"], body["total_pages"], body["current_page"], body["results"]) == (0, 0, 1, [])


def test_a_window_moves_by_its_limit(anonymous, five):
    found = anonymous.get("/api/v2/books?limit=2&offset=1&sort=-id").get_json()
    assert [row["id"] for row in found["results"]] == [five[3], five[2]]
    url = "/api/v2/books?limit=2&sort=-id&offset="
    assert found["links"] == {"first": url + "0", "previous": url + "0", "next": url + "3", "last": url + "4"}
    assert (found["count"], found["total_pages"]) == (5, 3)
    assert ids(anonymous, "/api/v2/books?offset=3&sort=id") == five[3:]


def test_the_sizes_of_pages(anonymous, staff):
    made = [an_author(staff)["id"] for _ in range(51)]
    for query, size in (("", 20), ("limit=51", 51), ("offset=0", 50), ("cursor=", 25), ("cursor=&page_size=7", 7)):
        assert ids(anonymous, f"/api/v2/authors?{query}") == made[:size], query
    for name in ("page_size", "per_page", "perpage"):
        assert ids(anonymous, f"/api/v2/authors?{name}=3&page=2") == made[3:6]


def test_what_is_no_size_is_refused(anonymous):
    for name, most in (("page", 10_000), ("page_size", 100), ("per_page", 100), ("perpage", 100), ("limit", 1000)):
        for value in ("0", "-1", "1.0", "1e1", "", "abc", "+1", "٣", "1_0", "9" * 30, str(most + 1)):
            refused(anonymous, f"/api/v2/books?{name}={value.replace('+', '%2B')}", name)
        if name != "page":
            assert anonymous.get(f"/api/v2/books?{name}={most}").status_code == 200
    for value in ("-1", "10000", "x"):
        refused(anonymous, f"/api/v2/books?offset={value}", "offset")
    assert anonymous.get("/api/v2/books?offset=9999").status_code == 200


def test_two_ways_at_once_are_refused(anonymous):
    for query in ("page=1&limit=1", "page_size=1&offset=0", "cursor=&page=1", "cursor=&limit=1", "cursor=&offset=1"):
        problem(anonymous.get(f"/api/v2/books?{query}"), 422, "invalid")
        problem(anonymous.get(f"/api/v2/authors?{query}"), 422, "invalid")
    refused(anonymous, "/api/v2/books?page_size=1&per_page=1", "page_size")


def test_beyond_row_ten_thousand_only_a_cursor_goes(anonymous):
    for query in ("page=501", "page=101&page_size=100", "page=10000&page_size=2"):
        assert "cursor" in refused(anonymous, f"/api/v2/books?{query}", "page")
    for query in ("offset=10000", "page=10001", "offset=999999999999"):
        assert "cursor" in refused(anonymous, f"/api/v2/books?{query}", query.partition("=")[0])
    for query in ("page=500", "page=100&page_size=100", "page=10000&page_size=1", "offset=9999"):
        assert anonymous.get(f"/api/v2/books?{query}").status_code == 200


def test_unknown_and_repeated_parameters_are_refused(anonymous):
    for kind in LISTS:
        refused(anonymous, f"/api/v2/{kind}?colour=red", "colour")
        refused(anonymous, f"/api/v2/{kind}?page=1&page=1", "page")
        refused(anonymous, f"/api/v2/{kind}?Page=1", "Page")
    refused(anonymous, "/api/v2/authors?year=1", "year")
    refused(anonymous, "/api/v2/authors?facets=category", "facets")
    refused(anonymous, "/api/v2/magazines?format=ebook", "format")


def test_sort_takes_known_keys_once_and_three_of_them(anonymous, five):
    for value in ("colour", "-", "--id", "+id", "id,id", "id,-id", "stock", "search", "id,title,year,price", "id;"):
        refused(anonymous, f"/api/v2/books?sort={value.replace('+', '%2B').replace(';', '%3B')}", "sort")
    assert ids(anonymous, "/api/v2/books?sort=year,price,-id") == five[::-1]
    for kind, keys in (("authors", "born,-name,id"), ("publishers", "name,-id"), ("categories", "-slug,name")):
        assert anonymous.get(f"/api/v2/{kind}?sort={keys}").status_code == 200
        refused(anonymous, f"/api/v2/{kind}?sort=year", "sort")


def test_fields_are_of_an_allow_list(anonymous, five):
    assert anonymous.get("/api/v2/books?fields=title,id&page_size=1").get_json()["results"][0].keys() == {"id", "title"}
    for value in ("version", "authors.name", "id,,title", "id,id", "*"):
        body = problem(anonymous.get(f"/api/v2/books?fields={value}"), 422, "invalid")
        assert {place["parameter"] for place in body["errors"]} == {"fields"}


def test_the_books_of_an_author_are_a_list_like_others(anonymous, staff):
    author, shelf = an_author(staff), a_category(staff)
    books = [a_book(staff, authors=[{"id": author["id"]}], year=year)["id"] for year in (1999, -5, 2020)]
    a_book(staff, authors=[{"name": "Somebody else"}])
    shelved = a_book(staff, authors=[{"id": author["id"]}], categories=[{"slug": shelf["slug"]}])["id"]
    url = f"/api/v2/authors/{author['id']}/books"
    assert ids(anonymous, f"{url}?sort=-year") == [books[2], books[0], books[1], shelved]
    assert ids(anonymous, f"{url}?category={shelf['slug']}") == [shelved]
    assert anonymous.get(f"{url}?page_size=2").get_json()["links"]["next"] == f"{url}?page_size=2&page=2"
    for query in ("", "?cursor=", "?limit=3"):
        problem(anonymous.get(f"/api/v2/authors/{author['id'] + 1000}/books{query}"), 404, "not-found")
    refused(anonymous, f"{url}?q=x", "q")


def test_links_keep_what_was_asked(anonymous, staff):
    house = a_publisher(staff)["id"]
    made = [a_magazine(staff, title="Größe & Maß", publisher={"id": house})["id"] for _ in range(3)]
    found = anonymous.get(f"/api/v2/magazines?q=gr%C3%B6%C3%9Fe%20%26%20ma&publisher={house}&page_size=2&fields=id")
    following = anonymous.get(found.get_json()["links"]["next"]).get_json()
    assert following["results"] == [{"id": made[2]}]
    assert following["count"] == 3
    walked = anonymous.get("/api/v2/magazines?q=gr%C3%B6%C3%9Fe&cursor=&page_size=2&fields=id").get_json()
    assert anonymous.get(walked["links"]["next"]).get_json()["results"] == [{"id": made[2]}]
