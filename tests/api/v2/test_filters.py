"""Filters and facets: what passes, what does not, and that facets say what a filter would find."""

from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author, an_isbn, an_issn


def found(client, query, kind="books"):
    """The ids that a query finds, oldest first."""
    response = client.get(f"/api/v2/{kind}?limit=1000&sort=id&{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.get_json()["count"] == len(response.get_json()["results"])
    return [row["id"] for row in response.get_json()["results"]]


def refused(client, query, kind="books"):
    """A query is refused, because of its parameter."""
    body = problem(client.get(f"/api/v2/{kind}?{query}"), 422, "invalid")
    assert body["errors"][0]["parameter"] == query.partition("=")[0], body


def euros(amount):
    """A price in euros."""
    return {"amount": amount, "currency": "EUR"}


def test_isbns_are_found_in_any_spelling(anonymous, staff):
    first = a_book(staff, isbn="978-0-06-088328-7")["id"]
    second = a_book(staff, isbn="979-10-90636-07-1")["id"]
    a_book(staff, isbn=an_isbn())
    a_book(staff)
    for spelling in ("9780060883287", "0060883286", "0-06-088328-6", "978%200%2006%20088328%207"):
        assert found(anonymous, f"isbn={spelling}") == [first]
    assert found(anonymous, "isbn=979-10-90636-07-1,0-06-088328-6") == [first, second]
    assert found(anonymous, "isbn=9783161484100") == []
    for wrong in ("9780060883288", "123", "x", "9780060883287,x", "9780060883287,0060883286"):
        refused(anonymous, f"isbn={wrong}")


def test_a_hundred_isbns_are_looked_up_at_once_and_no_more(anonymous, staff):
    known = [a_book(staff, isbn=an_isbn()) for _ in range(3)]
    a_book(staff, isbn=an_isbn())
    asked = [book["isbn"] for book in known] + [an_isbn() for _ in range(97)]
    assert found(anonymous, f"isbn={','.join(asked)}") == [book["id"] for book in known]
    refused(anonymous, f"isbn={','.join([*asked, an_isbn()])}")


def test_books_of_an_author_a_publisher_a_category(anonymous, staff):
    author, house, shelf = an_author(staff)["id"], a_publisher(staff)["id"], a_category(staff)["slug"]
    other = a_book(staff, authors=[{"name": "X"}], publisher={"name": "Y"})
    written = a_book(staff, authors=[{"name": "X"}, {"id": author}])["id"]
    published = a_book(staff, publisher={"id": house}, categories=[{"slug": a_category(staff)["slug"]}])["id"]
    shelved = a_book(staff, categories=[{"slug": shelf}], publisher={"id": house})["id"]
    assert found(anonymous, f"author={author}") == [written]
    assert found(anonymous, f"author={other['authors'][0]['id']}") == [other["id"], written]
    assert found(anonymous, f"publisher={house}") == [published, shelved]
    assert found(anonymous, f"category={shelf}") == [shelved]
    assert found(anonymous, f"category={shelf}&publisher={house}") == [shelved]
    assert found(anonymous, f"author={author}&publisher={house}") == []


def test_what_nobody_has_is_not_found_and_what_cannot_be_is_refused(anonymous, staff):
    a_book(staff, authors=[{"name": "X"}], publisher={"name": "Y"})
    for nobody in ("author=999999", "publisher=999999", "category=nowhere", f"author={2**63 - 1}"):
        assert found(anonymous, nobody) == []
    for wrong in ("author=0", "author=x", f"author={2**63}", "publisher=-1", "category=Not%20a%20slug", "category=A"):
        refused(anonymous, wrong)


def test_languages_and_formats(anonymous, staff):
    english = a_book(staff, language="en", format="ebook")["id"]
    brazilian = a_book(staff, language="pt-br", format="hardback")["id"]
    a_book(staff)
    assert found(anonymous, "language=en") == [english]
    assert found(anonymous, "language=eng") == [english]
    assert found(anonymous, "language=PT-BR") == [brazilian]
    assert found(anonymous, "language=pt") == []
    assert (found(anonymous, "format=ebook"), found(anonymous, "format=hardback")) == ([english], [brazilian])
    assert found(anonymous, "format=other") == []
    for wrong in ("language=klingonish", "language=e%20n", "format=EBOOK", "format=scroll", "format="):
        refused(anonymous, wrong)


def test_years_from_and_to(anonymous, staff):
    old, zero, new = (a_book(staff, year=year)["id"] for year in (-44, 0, 1999))
    a_book(staff)
    assert (found(anonymous, "year=-44"), found(anonymous, "year=0"), found(anonymous, "year=1998")) == (
        [old],
        [zero],
        [],
    )
    assert found(anonymous, "year_min=0") == [zero, new]
    assert found(anonymous, "year_max=0") == [old, zero]
    assert found(anonymous, "year_min=-44&year_max=-1") == [old]
    assert found(anonymous, "year_min=1&year_max=0") == []
    for wrong in ("year=1999.0", "year=-5001", "year_min=2101", "year_max=x", "year=-0", "year=00", "year=%D9%A1"):
        refused(anonymous, wrong)


def test_prices_from_and_to(anonymous, staff):
    free, cheap, dear = (a_book(staff, price=euros(amount))["id"] for amount in ("0.00", "9.99", "10.00"))
    dinars = a_book(staff, price={"amount": "9.995", "currency": "KWD"})["id"]
    a_book(staff)
    assert found(anonymous, "price_min=0") == [free, cheap, dear, dinars]
    assert found(anonymous, "price_min=9.99&price_max=9.999") == [cheap, dinars]
    assert found(anonymous, "price_min=9.991") == [dear, dinars]
    assert found(anonymous, "price_max=0") == [free]
    assert found(anonymous, "price_min=10.001&price_max=999999999.999") == []
    for wrong in ("-1", "1e3", "1.0001", "1,5", "NaN", "01", "", "1."):
        refused(anonymous, f"price_min={wrong}")
        refused(anonymous, f"price_max={wrong}")


def test_what_is_in_stock(anonymous, staff):
    here, gone = a_book(staff, stock=1)["id"], a_book(staff)["id"]
    assert (found(anonymous, "in_stock=true"), found(anonymous, "in_stock=false")) == ([here], [gone])
    for wrong in ("in_stock=1", "in_stock=yes", "in_stock=True", "in_stock="):
        refused(anonymous, wrong)


def test_what_changed_since(anonymous, staff):
    first, second = a_book(staff), a_book(staff, authors=[{"name": "Old Name"}])
    since = second["updated_at"]
    assert found(anonymous, f"updated_since={since}") == [second["id"]]
    assert found(anonymous, f"updated_since={since[:-1]}%2B00:00") == [second["id"]]
    assert found(anonymous, f"updated_since={since[:-1]}-00:01") == []
    assert found(anonymous, f"updated_since={first['created_at'][:10]}") == [first["id"], second["id"]]
    staff.patch(f"/api/v2/books/{first['id']}", json={"stock": 3})
    assert found(anonymous, f"updated_since={since}") == [first["id"], second["id"]]


def test_what_is_no_moment_is_refused(anonymous):
    for wrong in ("x", "2026-13-01", "20260101", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", ""):
        refused(anonymous, f"updated_since={wrong}")
    refused(anonymous, "updated_since=0001-01-01T00:00:00%2B23:59")
    assert found(anonymous, "updated_since=9999-12-31T23:59:59Z") == []


def test_a_new_name_of_an_author_counts_as_a_change_of_the_books(anonymous, staff):
    signed, other = a_book(staff, authors=[{"name": "Old Name"}]), a_book(staff)
    staff.patch(f"/api/v2/authors/{signed['authors'][0]['id']}", json={"name": "New Name"})
    changed = anonymous.get(f"/api/v2/books/{signed['id']}").get_json()
    assert changed["updated_at"] > other["updated_at"]
    assert found(anonymous, f"updated_since={changed['updated_at']}") == [signed["id"]]


def test_magazines_have_filters_of_their_own(anonymous, staff):
    nature = a_magazine(staff, issn="0028-0836", frequency="weekly", issue="1", year=2022, stock=2)["id"]
    other = a_magazine(staff, issn=an_issn(), frequency="monthly", publisher={"name": "P"})
    a_book(staff, year=2022, stock=2)
    for query in ("issn=00280836", "issn=0028-0836,2049-3630", "frequency=weekly", "year=2022", "in_stock=true"):
        assert found(anonymous, query, "magazines") == [nature]
    assert found(anonymous, f"publisher={other['publisher']['id']}", "magazines") == [other["id"]]
    assert found(anonymous, "frequency=daily", "magazines") == []
    for wrong in ("issn=0028-0837", "issn=x", "frequency=sometimes", "isbn=9780060883287", "author=1"):
        refused(anonymous, wrong, "magazines")


def six_different_books(staff):
    """Books on none to two shelves, by one or two authors, in two languages, of three years."""
    shelves = [{"slug": a_category(staff)["slug"]} for _ in range(2)]
    people = [{"id": an_author(staff)["id"]} for _ in range(2)]
    for n in range(6):
        of = {"year": n // 2, "language": ("en", "de")[n % 2], "format": ("ebook", None)[n // 4]}
        a_book(staff, title=f"T{n}", categories=shelves[: n % 3], authors=people[: n % 2 + 1], **of)


def test_facets_say_what_a_filter_would_find(anonymous, staff):
    names = ["category", "language", "year", "format", "author"]
    six_different_books(staff)
    for narrowed in ("", "year_max=1", "in_stock=false", "q=T1"):
        facets = anonymous.get(f"/api/v2/books?facets={','.join(names)}&{narrowed}").get_json()["facets"]
        assert list(facets) == names
        assert all(facets.values())
        for name in names:
            for value in facets[name]:
                assert len(found(anonymous, f"{name}={value['value']}&{narrowed}")) == value["count"]


def test_facets_are_ordered_by_number_and_labelled(anonymous, staff):
    a_category(staff, name="Crime & Co")
    author = an_author(staff, name="Zoë")
    a_book(staff, categories=[{"slug": "crime-co"}], year=-44, language="de")
    a_book(staff, authors=[{"id": author["id"]}], year=7, language="en")
    a_book(staff, year=7, language="fr")
    facets = anonymous.get("/api/v2/books?facets=year,category,author,format,language").get_json()["facets"]
    assert facets["year"] == [{"value": 7, "count": 2}, {"value": -44, "count": 1}]
    assert facets["category"] == [{"value": "crime-co", "count": 1, "label": "Crime & Co"}]
    assert facets["author"] == [{"value": author["id"], "count": 1, "label": "Zoë"}]
    assert (facets["format"], [value["value"] for value in facets["language"]]) == ([], ["de", "en", "fr"])


def test_facets_are_of_an_allow_list(anonymous):
    for wrong in ("facets=colour", "facets=year,year", "facets=stock", "facets=publisher"):
        refused(anonymous, wrong)
    refused(anonymous, "facets=author", "magazines")
    assert anonymous.get("/api/v2/books?facets=year").get_json()["facets"] == {"year": []}
    assert "facets" not in anonymous.get("/api/v2/books").get_json()
