from decimal import Decimal

import pytest

from bookstore.formats import catalogue_csv
from bookstore.formats.catalogue_csv import CatalogueCsv
from bookstore.values.money import Money
from bookstore.values.records import (
    AuthorRecord,
    BookRecord,
    CategoryRecord,
    MagazineRecord,
    PublisherRecord,
    Rejected,
    Remark,
)
from tests.factories import NO_CURRENCY

BOOK = {
    "kind": "book", "key": "k:1", "isbn": "9780439554930", "title": 'A "T"; \\', "subtitle": "=1+1",
    "authors": [{"id": 1, "name": "A; B\\", "key": None}, {"id": 2, "name": "C", "key": "ol:1;2"}],
    "publisher": {"id": 3, "name": "P & Q"}, "categories": [{"slug": "x", "name": "X; y"}], "language": "en",
    "year": -5, "pages": 10, "format": "other", "description": " one\n\n two;  three\t".strip(),
    "price": {"amount": "12.50", "currency": "USD"}, "stock": 3,
}  # fmt: skip


def read(file, text):
    return list(CatalogueCsv().read(file(text)))


def one(file, header, row):
    (record,) = (found for found in read(file, f"{header}\n{row}\n") if not isinstance(found, Remark))
    return record


def written(*items):
    return b"".join(catalogue_csv.write(iter(items))).decode()


def test_a_book_is_read_back_as_it_was_written(file):
    (book,) = read(file, written(BOOK))
    assert (book.key, book.isbn, book.title, book.subtitle) == ("k:1", "9780439554930", 'A "T"; \\', "=1+1")
    assert (book.authors, book.author_keys) == (("A; B\\", "C"), ("", "ol:1;2"))
    assert (book.publisher, book.categories, book.language) == ("P & Q", ("X; y",), "en")
    assert (book.year, book.pages, book.format, book.stock) == (-5, 10, "other", 3)
    assert book.description == "one\n\n two;  three"
    assert book.price == Money.of(Decimal("12.50"), "USD")
    assert book.warnings == []


def test_a_magazine_is_read_back_as_it_was_written(file):
    item = {"kind": "magazine", "key": "m", "issn": "2663-2144", "title": "M", "publisher": None, "categories": [],
            "frequency": "weekly", "issue": "7", "year": 2001, "price": None, "stock": 0}  # fmt: skip
    (magazine,) = read(file, written(item))
    assert isinstance(magazine, MagazineRecord)
    assert (magazine.key, magazine.issn, magazine.title) == ("m", "2663-2144", "M")
    assert (magazine.frequency, magazine.issue, magazine.year, magazine.stock) == ("weekly", "7", 2001, 0)
    assert (magazine.publisher, magazine.categories, magazine.price) == (None, (), None)


def test_an_author_is_read_back_as_it_was_written(file):
    item = {"kind": "author", "key": None, "name": "N", "sort_name": "S", "born": -70, "died": -19, "biography": "a\nb"}
    (author,) = read(file, written(item))
    assert isinstance(author, AuthorRecord)
    assert (author.name, author.sort_name, author.born, author.died) == ("N", "S", -70, -19)
    assert (author.key, author.biography) == ("", "a\nb")


def test_categories_and_publishers_are_read_back_as_they_were_written(file):
    items = [{"kind": "category", "slug": "x-1", "name": "X"}, {"kind": "publisher", "id": 1, "name": "P; \\"}]
    assert read(file, written(*items)) == [CategoryRecord(2, "x-1", "X"), PublisherRecord(3, "P; \\")]


def test_only_a_title_is_required(file):
    book = one(file, "title", "T")
    assert isinstance(book, BookRecord)
    assert (book.title, book.isbn, book.authors, book.stock) == ("T", None, (), None)
    assert book.given == {"title"}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (",2663-2144,,T", MagazineRecord),
        ("9780439554930,2663-2144,,T", BookRecord),
        (",,,T", BookRecord),
        (",2663-2144,Book,T", BookRecord),
        (",, MAGAZINE ,T", MagazineRecord),
        (",,film,T", Rejected),
    ],
)
def test_the_kind_follows_from_the_numbers_where_it_is_missing(file, row, kind):
    assert type(one(file, "isbn,issn,kind,title", row)) is kind


def test_columns_may_come_in_any_order_and_case_with_others_between(file):
    book = one(file, "Stock, TITLE ,shelf,_line,Author_Keys,authors", "5,T,9,17,; k,A; B")
    assert (book.title, book.stock, book.authors, book.author_keys) == ("T", 5, ("A", "B"), ("", "k"))
    assert book.given == {"title", "stock", "authors"}


def test_a_present_column_decides_even_when_empty_but_not_the_stock(file):
    book = one(file, "title,subtitle,price,currency,stock", "T,,,,")
    assert book.given == {"title", "subtitle", "price"}
    assert (book.price, book.stock) == (None, None)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("year", "abc", 'year "abc" is not a whole number'),
        ("year", "1999.0", "is not a whole number"),
        ("year", "2101", "year 2101 is not between -5000 and 2100"),
        ("pages", "0", "pages 0 is not between 1 and 100000"),
        ("stock", "-1", "stock -1 is not between 0 and 1000000"),
        ("stock", "1.5", 'stock "1.5" is not a whole number'),
        ("stock", "٥", "is not a whole number"),
        ("price", "1.005", "price 1.005 has more decimal places than EUR"),
        ("price", "-1", "is not an amount"),
        ("price", '"12,50"', "is not an amount"),
        ("price", "1e3", "is not an amount"),
        ("price", "1000000000", "is higher than 999999999.999"),
        ("language", "klingonish", 'language "klingonish" is not known'),
        ("format", "Hardcover", 'format "Hardcover" is none of'),
        ("subtitle", "a\0b", "subtitle contains the forbidden character U+0000"),
        ("description", "a\u202eb", "description contains the forbidden character U+202E"),
        ("description", "x" * 20_001, "description is longer than 20000 characters"),
        ("subtitle", "x" * 1001, "subtitle is longer than 1000 characters"),
        ("publisher", "x" * 301, "publisher is longer than 300 characters"),
        ("authors", "x" * 301, "author is longer than 300 characters"),
        ("authors", ";".join("ab" * 51), "author is given more than 100 times"),
        ("categories", "x" * 101, "category is longer than 100 characters"),
        ("categories", ";".join("a" * 51), "category is given more than 50 times"),
        ("key", "x" * 201, "key is longer than 200 characters"),
    ],
)
def test_a_wrong_value_rejects_its_row(file, column, value, reason):
    record = one(file, f"title,{column}", f"T,{value}")
    assert isinstance(record, Rejected)
    assert reason in record.reason
    assert record.line == 2


@pytest.mark.parametrize(
    ("title", "reason"),
    [("\u200b\u2060", "title is empty"), ('"  "', "title is empty"), ("x" * 1001, "longer than 1000")],
)
def test_a_title_must_be_there_and_not_too_long(file, title, reason):
    assert reason in one(file, "title,year", f"{title},1999").reason


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("year", -5000), ("year", 2100), ("pages", 1), ("pages", 100_000), ("stock", 0), ("stock", 1_000_000),
        ("format", "audiobook"), ("subtitle", "x" * 1000), ("publisher", "x" * 300), ("description", "x" * 20_000),
        ("key", "x" * 200),
    ],
)  # fmt: skip
def test_a_value_at_its_limit_is_taken(file, column, value):
    assert getattr(one(file, f"title,{column}", f"T,{value}"), column) == value


def test_a_wrong_isbn_is_a_warning(file):
    book = one(file, "title,isbn", "T,9780439554931")
    assert (book.isbn, book.warnings) == (None, ["ISBN 9780439554931 is not valid"])
    magazine = one(file, "title,issn", "T,2663-2145")
    assert (magazine.issn, magazine.warnings) == (None, ["ISSN 2663-2145 is not valid"])


@pytest.mark.parametrize(
    ("amount", "currency", "price"),
    [
        ("12.5", "", Money(12_500, "EUR")),
        ("12.500", "eur", Money(12_500, "EUR")),
        ("1500", "JPY", Money(1_500_000, "JPY")),
        ("1.005", "KWD", Money(1_005, "KWD")),
        ("0", "USD", Money(0, "USD")),
    ],
)
def test_a_price_is_exact_in_its_currency(file, amount, currency, price):
    assert one(file, "title,price,currency", f"T,{amount},{currency}").price == price


@pytest.mark.parametrize(("amount", "currency"), [("1", NO_CURRENCY), ("1", "ABC"), ("0.5", "JPY")])
def test_a_price_in_no_currency_or_not_exact_in_it_is_rejected(file, amount, currency):
    assert isinstance(one(file, "title,price,currency", f"T,{amount},{currency}"), Rejected)


def test_the_decimal_comma_is_taken_where_the_semicolon_parts_the_columns(file):
    assert one(file, "title;price", "T;12,50").price == Money(12_500, "EUR")
    assert one(file, "title;price", "T;1.234,50").reason == 'price "1.234.50" is not an amount such as 12.50'


def test_line_breaks_stay_in_descriptions_only(file):
    book = one(file, "title,description", '"a\r\nb","one\r\ntwo\rthree\n"')
    assert (book.title, book.description) == ("a b", "one\r\ntwo\rthree")


def test_blanks_inside_a_text_stay_as_they_are(file):
    book = one(file, "title,authors,publisher", "a  b,C\u00a0D,\u00a0E\u2003F ")
    assert (book.title, book.authors, book.publisher) == ("a  b", ("C\u00a0D",), "E\u2003F")


def test_an_author_decides_on_the_columns_that_are_there(file):
    author = one(file, "kind,name,born", "author,N,")
    assert (author.given, author.born) == ({"name", "born"}, None)


def test_nobody_dies_before_being_born(file):
    assert "died -20 is before born -19" in one(file, "kind,name,born,died", "author,N,-19,-20").reason


@pytest.mark.parametrize("slug", ["Not A Slug", "x" * 301])
def test_a_slug_is_one_or_rejected(file, slug):
    assert "slug" in one(file, "kind,name,slug", f"category,N,{slug}").reason


def test_what_is_rejected_is_mendable_whatever_its_kind(file):
    for kind in ("category", "publisher", "author"):
        record = one(file, "kind,name,slug", f"{kind},{'x' * 301},s")
        assert CatalogueCsv().mendable(record.source)["kind"] == kind


def test_a_key_is_made_of_the_number_or_of_what_identifies_the_thing(file):
    assert one(file, "title,isbn", "T,0439554934").key == "isbn:9780439554930"
    assert one(file, "title,issn", "T,26632144").key == "issn:2663-2144"
    first, again, other = (one(file, "title,authors", row).key for row in ("T,A", "t,a", "T,B"))
    assert first == again != other
    assert one(file, "kind,title,issue", "magazine,T,1").key != one(file, "kind,title,issue", "magazine,T,2").key


def test_a_rejected_row_is_mendable_in_its_original_columns(file):
    record = one(file, "_line,Title,YEAR,_reason,mine", "3,T,abc,old,x")
    assert CatalogueCsv().mendable(record.source) == {"Title": "T", "YEAR": "abc", "mine": "x"}


def test_a_file_without_titles_is_rejected_as_a_whole(file):
    assert [(r.line, r.reason) for r in read(file, "name,year\nT,1\n")] == [(1, "the header has no column title")]


def test_things_are_written_as_they_come():
    taken = []
    rows = catalogue_csv.write(taken.append(number) or BOOK for number in range(3))
    assert [(next(rows)[:5], len(taken)) for _ in range(3)] == [(b"kind,", 0), (b"book,", 1), (b"book,", 2)]
