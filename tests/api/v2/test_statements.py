"""What a request costs: a read one statement, its total included, whatever is nested and however many rows; a write
as many whatever it names."""

from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

ROWS = 101
LISTS = ("/books", "/magazines", "/authors", "/publishers", "/categories", "/authors/{author}/books")


def filled(staff, books=3):
    """Some of everything, each with two authors, a publisher and two categories; the id of an author of all books."""
    shelves = [{"slug": a_category(staff)["slug"]} for _ in range(2)]
    house = {"id": a_publisher(staff)["id"]}
    pair = [{"id": an_author(staff)["id"]} for _ in range(2)]
    for _ in range(books):
        a_book(staff, authors=pair, publisher=house, categories=shelves, language="en", year=2001)
    for _ in range(3):
        a_magazine(staff, publisher=house, categories=shelves)
    return pair[0]["id"]


def test_a_list_is_one_statement_with_its_total(staff, anonymous, count_queries):
    author = filled(staff, ROWS)
    for path in LISTS:
        url = "/api/v2" + path.format(author=author)
        for query in ("cursor=&page_size=", "page_size=", "limit="):
            for size in (1, 20, 100):
                with count_queries() as statements:
                    response = anonymous.get(f"{url}?{query}{size}")
                assert response.status_code == 200
                assert len(statements) == 1, (url, query, size, statements)
                assert 1 <= len(response.get_json()["results"]) <= size


def test_facets_are_counted_with_the_total(staff, anonymous, count_queries):
    filled(staff)
    facets = {"books": "category,language,year,format,author", "magazines": "category,language,year,frequency"}
    for kind, names in facets.items():
        with count_queries() as statements:
            found = anonymous.get(f"/api/v2/{kind}?facets={names}&page_size=100").get_json()
        assert len(statements) == 2, statements
        assert set(found["facets"]) == set(names.split(","))


def test_one_thing_is_one_statement(staff, anonymous, count_queries):
    filled(staff)
    for kind in ("books", "magazines", "authors", "publishers", "categories"):
        found = anonymous.get(f"/api/v2/{kind}?limit=1").get_json()["results"][0]
        with count_queries() as statements:
            assert anonymous.get(f"/api/v2/{kind}/{found.get('id', found.get('slug'))}").get_json() == found
        assert len(statements) == 1, statements


def test_a_filtered_and_searched_list_costs_no_more(staff, anonymous, count_queries):
    author = filled(staff)
    with count_queries() as statements:
        found = anonymous.get(f"/api/v2/books?q=book&author={author}&sort=-year,title&page_size=2")
    assert (found.get_json()["count"], len(statements)) == (3, 1), statements


def test_only_an_empty_page_behind_the_first_is_counted_by_itself_and_that_once(staff, anonymous, count_queries):
    filled(staff)
    for query, needed in (("page=2&page_size=3", 2), ("page=3&page_size=3", 1), ("page_size=4", 1)):
        with count_queries() as statements:
            found = anonymous.get(f"/api/v2/magazines?{query}").get_json()
        assert (found["count"], len(statements)) == (3, needed), statements
    a_magazine(staff)
    assert anonymous.get("/api/v2/magazines?page=2&page_size=3").get_json()["count"] == 4


def test_an_empty_list_of_an_author_costs_one_more_look_for_the_author(staff, anonymous, count_queries):
    author = an_author(staff)
    for query, most in (("", 2), ("?cursor=", 2)):
        with count_queries() as statements:
            assert anonymous.get(f"/api/v2/authors/{author['id']}/books{query}").get_json()["results"] == []
        assert len(statements) == most, statements


def a_whole_book(staff):
    """A book with two authors, a publisher and two categories."""
    shelves = [{"slug": a_category(staff)["slug"]} for _ in range(2)]
    pair = [{"name": an_author(staff)["name"]}, {"id": an_author(staff)["id"]}]
    return {"title": "B", "authors": pair, "publisher": {"id": a_publisher(staff)["id"]}, "categories": shelves}


def test_a_new_thing_costs_few_statements_whatever_it_names(staff, backend, count_queries):
    book = a_whole_book(staff)
    magazine = {name: book[name] for name in ("title", "publisher", "categories")}
    needed = ["who is calling", "what is named", "the row, with its links on PostgreSQL", "the answer"]
    most = len(needed) + (2 if backend == "sqlite" else 0)
    for kind, values in (("books", book), ("magazines", magazine)):
        with count_queries() as statements:
            assert staff.post(f"/api/v2/{kind}", json=values).status_code == 201
        assert len(statements) <= most, statements


def test_a_change_costs_few_statements_whatever_it_names(staff, count_queries):
    values, others = a_whole_book(staff), {"authors": [{"id": an_author(staff)["id"]}], "categories": []}
    path = f"/api/v2/books/{a_book(staff, **values)['id']}"
    unchanged = ["who is calling", "the row, held", "what it names", "what is named", "the answer"]
    for changed, more in ((values, 0), ({"stock": 8}, 0), (others, 4)):
        with count_queries() as statements:
            assert staff.patch(path, json=changed).status_code == 200
        assert len(statements) <= len(unchanged) + more, (changed, statements)
