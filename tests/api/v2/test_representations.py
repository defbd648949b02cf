"""Books, authors and magazines in all their representations, each read by a tool that is not ours."""

import csv
import io
import json
from importlib.resources import files

import pymarc
import pytest
from lxml import etree, html
from pyld import jsonld

from bookstore.formats import reader_for
from tests.conftest import problem
from tests.factories import a_book, a_magazine, an_author, an_isbn

V2 = "/api/v2"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SCRIPT = "<script>alert(1)</script> & =1+1"
ALL = "json html jsonld xml csv ndjson onix marc marcxml text".split()
FULL = {
    "title": "One Hundred Years of Solitude",
    "subtitle": "A novel",
    "authors": [{"name": "Gabriel García Márquez"}, {"name": "Gregory Rabassa"}],
    "publisher": {"name": "Harper"},
    "language": "en",
    "year": 2006,
    "pages": 417,
    "format": "paperback",
    "description": "Seven generations.\nOf one family.",
    "price": {"amount": "14.99", "currency": "EUR"},
    "stock": 12,
}
IDS = {name: {"@type": "@id"} for name in ("bookFormat", "availability", "image")}
SCHEMA_ORG = {"@context": {"@vocab": "https://schema.org/", **IDS}}


@pytest.fixture
def book(staff):
    """A book of which all is known."""
    return a_book(staff, **FULL, isbn=an_isbn())


@pytest.fixture
def shown(anonymous):
    """Gets a URL in a representation."""

    def get(path, name, **query):
        response = anonymous.get(f"{V2}/{path}", query_string={**query, "format": name})
        assert response.status_code == 200, response.text
        return response

    return get


def expanded(response):
    """The nodes of JSON-LD, expanded; nobody is asked for the context."""

    def load(_url, _options):
        return {"contextUrl": None, "documentUrl": None, "document": SCHEMA_ORG}

    options = {"documentLoader": load}
    nodes = jsonld.expand(json.loads(response.data), options | {"base": "https://shop.example/api/v2/"})
    (node,) = jsonld.compact(nodes, SCHEMA_ORG, options | {"graph": True})["@graph"]
    return node


def test_browsers_get_pages_and_programs_get_json(anonymous, book):
    for path in ("books", f"books/{book['id']}", "authors", "magazines"):
        kinds = {
            accept: anonymous.get(f"{V2}/{path}", headers={"Accept": accept}).mimetype for accept in (CHROME, "*/*")
        }
        assert kinds == {CHROME: "text/html", "*/*": "application/json"}


@pytest.mark.parametrize("name", ALL)
def test_every_representation_has_its_type_and_a_validator_of_its_own(anonymous, shown, book, name):
    for path in ("books", f"books/{book['id']}"):
        found, json_tag = shown(path, name), shown(path, "json").headers["ETag"]
        accepted = anonymous.get(f"{V2}/{path}", headers={"Accept": found.mimetype})
        assert accepted.mimetype == found.mimetype
        assert "Accept" in found.headers["Vary"]
        assert (found.headers["ETag"] == json_tag) == (name == "json")
        known = {"If-None-Match": accepted.headers["ETag"], "Accept": found.mimetype}
        assert anonymous.get(f"{V2}/{path}", headers=known).status_code == 304
        assert anonymous.head(f"{V2}/{path}?format={name}").data == b""


def test_a_change_makes_other_validators(staff, shown, book):
    tags = {
        (path, name): shown(path, name).headers["ETag"] for path in ("books", f"books/{book['id']}") for name in ALL
    }
    staff.patch(f"{V2}/books/{book['id']}", json={"stock": 1})
    assert not any(shown(path, name).headers["ETag"] == tag for (path, name), tag in tags.items())


def test_a_book_that_moves_to_another_author_changes_the_file_of_authors(staff, shown):
    one, two = an_author(staff), an_author(staff)
    book = a_book(staff, authors=[{"id": one["id"]}])
    before = shown("authors", "csv").headers["ETag"]
    staff.patch(f"{V2}/books/{book['id']}", json={"authors": [{"id": two["id"]}]})
    assert shown("authors", "csv").headers["ETag"] != before


@pytest.mark.parametrize(
    ("path", "lacks"), [("authors", {"onix", "marc", "marcxml"}), ("magazines", {"onix"}), ("books", set())]
)
def test_what_a_format_cannot_hold_is_refused_with_the_choices(anonymous, path, lacks):
    refused = problem(anonymous.get(f"{V2}/{path}", headers={"Accept": "image/png"}), 406, "not-acceptable")
    assert {choice["format"] for choice in refused["choices"]} == set(ALL) - lacks
    for name in lacks:
        assert problem(anonymous.get(f"{V2}/{path}?format={name}"), 406)["choices"] == refused["choices"]
    for choice in refused["choices"]:
        assert anonymous.get(f"{V2}/{path}", headers={"Accept": choice["media_type"]}).status_code == 200


def test_an_unknown_format_is_named_and_writes_know_none(anonymous, staff, book):
    for path in ("authors?format=pdf", f"books/{book['id']}?format=pdf", f"books/{book['id']}?format=hardback"):
        assert problem(anonymous.get(f"{V2}/{path}"), 422)["errors"][0]["parameter"] == "format"
    for url in (f"books/{book['id']}?x=1", "categories?format=csv"):
        problem(anonymous.get(f"{V2}/{url}"), 422)
    problem(staff.patch(f"{V2}/books/{book['id']}?format=csv", json={"stock": 1}), 422)
    assert staff.patch(f"{V2}/books/{book['id']}", json={"stock": 1}, headers={"Accept": "text/csv"}).is_json


def test_the_filter_of_books_and_the_representation_share_a_parameter(anonymous, staff):
    a_book(staff, title="Hard", format="hardback")
    a_book(staff, title="Soft", format="paperback")
    found = anonymous.get(f"{V2}/books?format=hardback", headers={"Accept": "text/csv"})
    assert [row["title"] for row in csv.DictReader(io.StringIO(found.text))] == ["Hard"]
    assert anonymous.get(f"{V2}/books?format=hardback").get_json()["count"] == 1


def test_version_1_stays_json(anonymous, book):
    assert anonymous.get("/api/v1/books", headers={"Accept": CHROME}).mimetype == "application/json"
    assert anonymous.get("/api/books", headers={"Accept": "text/csv", "Accept-Version": "2"}).mimetype == "text/csv"
    assert anonymous.get("/api/books?version=2", headers={"Accept": "application/json; version=2"}).is_json


def test_json_ld_is_read_by_its_own_library(shown, book):
    node = expanded(shown(f"books/{book['id']}", "jsonld"))
    assert (node["@type"], node["@id"]) == ("Book", f"https://shop.example{V2}/books/{book['id']}")
    assert (node["name"], node["isbn"], node["numberOfPages"]) == (FULL["title"], book["isbn"], 417)
    assert [author["name"] for author in node["author"]] == [author["name"] for author in FULL["authors"]]
    offer = node["offers"]
    assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", "14.99", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"


def test_json_ld_knows_issues_periodicals_people_and_lists(staff, shown):
    issue = a_magazine(staff, title="Nature", issn="0028-0836", issue="Vol. 612")
    author, whole = an_author(staff, name="Homer", born=-750), a_magazine(staff, title="Time")
    node = expanded(shown(f"magazines/{issue['id']}", "jsonld"))
    assert (node["@type"], node["issueNumber"], node["isPartOf"]["issn"]) == (
        "PublicationIssue",
        "Vol. 612",
        "0028-0836",
    )
    assert expanded(shown(f"magazines/{whole['id']}", "jsonld"))["@type"] == "Periodical"
    assert expanded(shown(f"authors/{author['id']}", "jsonld"))["birthDate"] == "-0750"
    found = expanded(shown("magazines", "jsonld"))
    assert (found["@type"], found["numberOfItems"], len(found["itemListElement"])) == ("ItemList", 2, 2)


def test_csv_is_read_by_the_csv_module(shown, book):
    found = shown(f"books/{book['id']}", "csv")
    (row,) = csv.DictReader(io.StringIO(found.text, newline=""))
    assert row["authors"] == "Gabriel García Márquez; Gregory Rabassa"
    assert (row["price"], row["currency"], row["stock"]) == ("14.99", "EUR", "12")
    told = {name: row[name] for name in ("title", "subtitle", "language", "format", "description")}
    assert told == {name: FULL[name] for name in told}
    assert found.headers["Content-Disposition"] == f'attachment; filename="book-{book["id"]}.csv"'


@pytest.mark.parametrize("name", ["csv", "ndjson", "onix", "marc", "marcxml"])
def test_what_goes_out_comes_in_again(shown, book, tmp_path, name):
    path = tmp_path / "file"
    path.write_bytes(shown("books", name).data)
    (found,) = reader_for(path).read(path)
    for member in ("title", "subtitle", "language", "year", "pages", "format", "description"):
        assert getattr(found, member) == FULL[member], member
    assert found.authors == tuple(author["name"] for author in FULL["authors"])
    assert (found.isbn, found.publisher, found.price.amount) == (book["isbn"], "Harper", "14.99")
    assert found.stock == (None if name.startswith("marc") else 12)
    assert found.warnings == []


def test_xml_and_text_hold_what_json_holds(shown, book):
    root = etree.fromstring(shown(f"books/{book['id']}", "xml").data)
    assert {name: root.findtext(name) for name in ("title", "isbn", "stock")} == {
        "title": book["title"],
        "isbn": book["isbn"],
        "stock": "12",
    }
    assert [node.text for node in root.iterfind("authors/author/name")] == [name["name"] for name in FULL["authors"]]
    assert (root.findtext("price/amount"), root.find("cover")) == ("14.99", None)
    listed = etree.fromstring(shown("books", "xml", page_size="1").data)
    assert (listed.tag, listed.get("count"), len(listed.findall("book"))) == ("books", "1", 1)
    assert "price: 14.99 EUR\n" in shown("books", "text").text


def test_onix_keeps_its_schema_with_price_and_availability(shown, book):
    xsd = etree.XMLSchema(etree.parse(str(files("onixcheck") / "schema/xsd3.0/ONIX_BookProduct_3.0_reference.xsd")))
    for path in ("books", f"books/{book['id']}"):
        message = etree.fromstring(shown(path, "onix").data)
        xsd.assertValid(message.getroottree())
        told = [message.findtext(f".//{{*}}{name}") for name in ("ProductAvailability", "PriceAmount", "CurrencyCode")]
        assert told == ["21", "14.99", "EUR"]


def test_marc_is_read_by_pymarc(shown, book):
    (record,) = pymarc.MARCReader(io.BytesIO(shown(f"books/{book['id']}", "marc").data))
    (parsed,) = pymarc.parse_xml_to_array(io.BytesIO(shown("books", "marcxml").data))
    for found in (record, parsed):
        assert (found.isbn, found["245"]["a"], found["100"]["a"]) == (
            book["isbn"],
            FULL["title"],
            FULL["authors"][0]["name"],
        )


def test_pages_are_plain_html_under_a_strict_policy(shown, staff, book):
    a_magazine(staff, title="Time")
    for path in ("books", f"books/{book['id']}", "authors", "magazines", f"authors/{book['authors'][0]['id']}"):
        response = shown(path, "html")
        page, policy = html.document_fromstring(response.text), response.headers["Content-Security-Policy"]
        assert page.xpath("count(//h1)") == 1
        assert page.xpath("//script|//style|//@style|//@onclick") == []
        assert "default-src 'none'" in policy
        assert "script-src 'none'" in policy
        assert "unsafe" not in policy


def test_a_list_is_a_table_with_links_and_a_thing_a_list_of_definitions(anonymous, staff, book):
    a_book(staff, title="Another")
    page = html.document_fromstring(anonymous.get(f"{V2}/books?page_size=1&sort=id", headers={"Accept": CHROME}).text)
    assert page.xpath("//tbody/tr/td[1]/a/@href") == [f"{V2}/books/{book['id']}"]
    (onwards,) = page.xpath("//nav/a[@rel='next']/@href")
    assert "Another" in anonymous.get(onwards, headers={"Accept": CHROME}).text
    thing = html.document_fromstring(anonymous.get(f"{V2}/books/{book['id']}", headers={"Accept": CHROME}).text)
    assert "14.99 EUR" in [text.strip() for text in thing.xpath("//dl/dd/text()")]
    for url in thing.xpath("//main//a/@href"):
        assert anonymous.get(url).status_code == 200


@pytest.mark.parametrize("name", ["html", "xml", "jsonld", "csv"])
def test_titles_are_text_wherever_they_are_shown(staff, shown, name):
    book = a_book(staff, title=SCRIPT, description=SCRIPT, authors=[{"name": SCRIPT}], publisher={"name": SCRIPT})
    for path in (f"books/{book['id']}", "books", "authors"):
        assert ("<script" in shown(path, name).text) == (name == "csv")
    root = etree.fromstring(shown(f"books/{book['id']}", "xml").data)
    assert root.findtext("title") == json.loads(shown(f"books/{book['id']}", "jsonld").data)["name"] == SCRIPT


def test_no_cell_is_a_formula(staff, shown):
    book = a_book(staff, title="=1+1", authors=[{"name": "@SUM(A1)"}], description="-2+3", publisher={"name": "+x"})
    for path in ("books", f"books/{book['id']}", "authors"):
        for row in csv.reader(io.StringIO(shown(path, "csv").text)):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_sparse_things_have_what_is_asked_for_and_whole_formats_refuse(anonymous, shown, book):
    assert shown("books", "csv", fields="title,id").text == f"id,title\r\n{book['id']},{FULL['title']}\r\n"
    assert json.loads(shown("books", "ndjson", fields="id").data) == {"id": book["id"]}
    assert FULL["title"] in shown("books", "html", fields="title").text
    for query, parameter in (
        ("format=onix&fields=id", "fields"),
        ("format=jsonld&fields=id", "fields"),
        ("format=xml&facets=year", "facets"),
    ):
        refused = problem(anonymous.get(f"{V2}/books?{query}"), 422)
        assert [place["parameter"] for place in refused["errors"]] == [parameter]
