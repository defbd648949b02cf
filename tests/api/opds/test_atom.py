"""What is particular to OPDS 1.2."""

import pytest
from lxml import etree

from tests.api.opds.reading import ATOM, DC, SEARCH
from tests.conftest import sqlite_first
from tests.factories import a_book
from tests.uploads import a_picture, put_cover

pytestmark = sqlite_first

IMAGE = "http://opds-spec.org/image"


def links(entry):
    return {link.get("rel"): link for link in entry.findall(f"{ATOM}link")}


def test_a_book_is_told_field_by_field(atom_app, shop):
    entry = atom_app.entry("/opds/books/1")
    told = {name: entry.findtext(f"{DC}{name}") for name in ("identifier", "publisher", "language", "issued", "extent")}
    assert list(told.values()) == ["urn:isbn:9780060883287", "P & P", "en", "2006", "9 pages"]
    assert entry.findtext(f"{ATOM}content") == "One\n\n<b>Two</b> & three"
    category = entry.find(f"{ATOM}category")
    assert (category.get("term"), category.get("label")) == ("fiction-more", "Fiction & more")
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == "/opds/authors/1"
    assert entry.findtext(f"{ATOM}published").endswith("Z")


def test_what_is_not_known_is_left_out(atom_app, staff):
    book = a_book(staff, title="Bare", subtitle="or not", year=-5)
    entry = atom_app.entry(f"/opds/books/{book['id']}")
    assert entry.findtext(f"{ATOM}title") == "Bare: or not"
    assert {child.tag for child in entry} == {f"{ATOM}{n}" for n in "id title updated published author link".split()}


def test_names_of_things_last(atom_app, staff, make_app):
    book = a_book(staff, isbn="9780060883287")
    url = f"/opds/books/{book['id']}"
    name = atom_app.entry(url).findtext(f"{ATOM}id")
    staff.patch(f"/api/v2/books/{book['id']}", json={"isbn": None, "title": "Other"})
    assert atom_app.entry(url).findtext(f"{ATOM}id") == name
    other = make_app(PUBLIC_URL="https://other.example.org").test_client().get(url)
    assert etree.fromstring(other.data).findtext(f"{ATOM}id") != name


@pytest.mark.parametrize(("kind", "shown"), [("JPEG", True), ("WEBP", False)])
def test_pictures_are_those_that_all_apps_show(staff, worker, atom_app, kind, shown):
    book, media_type = a_book(staff), f"image/{kind.lower()}"
    put_cover(staff, "books", book, a_picture(kind, (800, 1200)), content_type=media_type)
    waiting = links(atom_app.entry(f"/opds/books/{book['id']}"))
    worker()
    found = links(atom_app.entry(f"/opds/books/{book['id']}"))
    assert (IMAGE in found, f"{IMAGE}/thumbnail" in found) == (shown, shown)
    if shown:
        assert waiting[f"{IMAGE}/thumbnail"].get("href") == found[IMAGE].get("href")
        assert found[f"{IMAGE}/thumbnail"].get("href") != found[IMAGE].get("href")
        assert atom_app.client.get(found[IMAGE].get("href")).mimetype == found[IMAGE].get("type") == media_type


def test_the_search_is_described_by_whole_urls(make_app):
    client = make_app(PUBLIC_URL="https://shop.example.org/sub").test_client()
    urls = etree.fromstring(client.get("/opds/opensearch.xml").data).findall(f"{SEARCH}Url")
    assert [url.get("template") for url in urls] == [
        "https://shop.example.org/sub/opds/search?query={searchTerms}",
        "https://shop.example.org/sub/opds/v2/search?query={searchTerms}",
    ]


def test_every_character_of_the_catalogue_can_be_told(atom_app, staff):
    odd = "\ufdd0 \U0001fffe \u00ad ]]> &amp; \u0300"
    book = a_book(staff, title=f"x{odd}x", description="tab\tline\ncrlf\r\nline\u2028 end ]]>")
    entry = atom_app.entry(f"/opds/books/{book['id']}")
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content")) == (book["title"], book["description"])
