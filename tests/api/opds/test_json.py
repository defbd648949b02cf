"""What is particular to OPDS 2.0."""

from decimal import Decimal

import pytest

from bookstore.formats import reader_for
from bookstore.values.money import Money
from tests.api.opds.conftest import TITLES
from tests.conftest import problem, sqlite_first
from tests.factories import a_book
from tests.uploads import a_picture, put_cover

pytestmark = sqlite_first


def test_our_own_reader_reads_it(anonymous, shop, tmp_path):
    file = tmp_path / "feed.json"
    file.write_bytes(anonymous.get("/opds/v2/books").data)
    reader = reader_for(file)
    found = {book.title: book for book in reader.read(file)}
    assert reader.name == "opds"
    assert set(found) == set(TITLES)
    for sold in shop:
        book, price = found[sold["title"]], sold["price"]
        assert (book.isbn, book.authors) == (sold["isbn"], (sold["authors"][0]["name"],))
        assert (book.publisher, book.language, book.pages) == ("P & P", sold["language"], 9)
        assert book.price == (price and Money.of(Decimal(price["amount"]), price["currency"]))
        assert book.warnings == []


def test_a_book_is_told_field_by_field(json_app, shop):
    told = json_app.document("/opds/v2/books/1", "application/opds-publication+json")["metadata"]
    assert (told["identifier"], told["published"], told["numberOfPages"]) == ("urn:isbn:9780060883287", "2006-01-01", 9)
    assert told["description"] == "One\n\n<b>Two</b> & three"
    assert (told["author"][0]["links"][0]["href"], told["subject"][0]["code"]) == ("/opds/v2/authors/1", "fiction-more")
    other = json_app.document("/opds/v2/books/2", "application/opds-publication+json")["metadata"]
    assert "published" not in other
    assert other["identifier"].startswith("urn:uuid:")


def test_a_price_is_written_digit_by_digit(staff, anonymous):
    for amount, currency in (("12.50", "EUR"), ("0.00", "USD"), ("1000", "JPY"), ("999999999.999", "KWD")):
        book = a_book(staff, price={"amount": amount, "currency": currency})
        found = anonymous.get(f"/opds/v2/books/{book['id']}").text
        assert f'"price":{{"value":{amount},"currency":"{currency}"}}' in found


def test_the_kind_of_a_book_is_told(staff, json_app):
    for form, kind in (("ebook", "EBook"), ("audiobook", "Audiobook"), ("hardback", "Book"), (None, "Book")):
        book = a_book(staff, format=form)
        found = json_app.document(f"/opds/v2/books/{book['id']}", "application/opds-publication+json")
        assert found["metadata"]["@type"] == f"http://schema.org/{kind}"


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_covers_come_in_each_size_and_in_one_that_all_can_show(staff, worker, json_app, kind):
    book, media_type = a_book(staff), f"image/{kind.lower()}"
    assert put_cover(staff, "books", book, a_picture(kind, (800, 1200)), content_type=media_type).status_code == 200
    assert worker() == 1
    images = json_app.document(f"/opds/v2/books/{book['id']}", "application/opds-publication+json")["images"]
    own = [image for image in images if "/cover/" in image["href"]]
    assert [image["width"] for image in own] == [800, 640, 320, 160]
    assert [image["type"] for image in images] == [media_type] * 4 + ["image/png"] * (kind == "WEBP")
    for image in images:
        answer = json_app.client.get(image["href"])
        assert (answer.status_code, answer.mimetype) == (200, image["type"])


def test_a_small_cover_is_listed_once(staff, worker, json_app):
    book = a_book(staff)
    put_cover(staff, "books", book, a_picture(size=(100, 150)))
    worker()
    images = json_app.document(f"/opds/v2/books/{book['id']}", "application/opds-publication+json")["images"]
    assert len(images) == 1


def test_the_numbers_of_pages_are_told(json_app, shop):
    told = json_app.document("/opds/v2/search?page=1")["metadata"]
    assert (told["numberOfItems"], told["itemsPerPage"], told["currentPage"]) == (5, 25, 1)
    assert "currentPage" not in json_app.document("/opds/v2/books")["metadata"]
    assert json_app.document("/opds/v2/authors")["navigation"][0]["properties"] == {"numberOfItems": 3}


def test_the_link_to_buy_a_book_leads_to_it(json_app, shop):
    links = json_app.document("/opds/v2/books/1", "application/opds-publication+json")["links"]
    answer = json_app.client.get(links[1]["href"])
    assert (answer.get_json()["title"], answer.mimetype) == (TITLES[0], links[1]["type"])


def test_a_cursor_belongs_to_its_list(json_app, staff):
    for _ in range(30):
        a_book(staff)
    cursor = json_app.page("/opds/v2/books").links["next"].partition("?")[2]
    problem(json_app.client.get(f"/opds/v2/new?{cursor}"), 422, "invalid")
