"""The registry of writers, and what ONIX and MARC are written as."""

import io
from importlib.resources import files

import pymarc
import pytest
from lxml import etree

from bookstore.formats import READERS, marc_writer, reader_for
from bookstore.formats.writers import EVERYTHING, WRITERS, writer_of
from bookstore.schemas.book import Book
from bookstore.schemas.magazine import Magazine
from bookstore.values.records import BookRecord

BOOK = Book.Meta.example | {"kind": "book", "subtitle": "A <Novel> & more"}
MAGAZINE = Magazine.Meta.example | {"kind": "magazine", "description": "Weekly."}
BARE = {"kind": "book", "id": 5, "title": "T"}
FULL = BARE | {
    "authors": [{"name": "A"}, {"name": "B"}],
    "categories": [{"slug": "s", "name": "S; s"}, {"slug": "only-a-slug"}],
    "description": "One <b>.\n\nTwo\nlines",
    "format": "audiobook",
    "key": "k:1",
    "language": "zh-Hant-TW",
    "price": {"amount": "0.00", "currency": "EUR"},
    "stock": 0,
    "year": 720,
}
VARIANTS = [BOOK, BARE, FULL, BARE | {"year": 1999}, BARE | {"year": -720, "language": "es-419"}]
VARIANTS += [FULL | {"format": form} for form in ("hardback", "paperback", "ebook", "other", None)]
VARIANTS += [FULL | {"language": tag} for tag in ("en", "fr", "de", "sr-Latn", "grc", "yue", "pt-BR")]
VARIANTS = [book | {"key": f"k:{number}"} for number, book in enumerate(VARIANTS)]


def written(name, *things):
    return b"".join(WRITERS[name].write(iter(things)))


def read(file, name, *things):
    path = file(written(name, *things))
    reader = reader_for(path)
    assert reader.name == name
    return list(reader.read(path))


@pytest.fixture(scope="session", params=["3.0", "3.1"])
def schema(request):
    """EDItEUR's schema of a release, with its code lists."""
    name = f"schema/xsd{request.param}/ONIX_BookProduct_{request.param}_reference.xsd"
    return request.param, etree.XMLSchema(etree.parse(str(files("onixcheck") / name)))


def test_every_writer_is_found_by_the_ends_of_its_files():
    for name, writer in WRITERS.items():
        assert writer.name == name
        assert writer.kinds <= EVERYTHING
        assert [writer_of(f"Books{suffix.upper()}") for suffix in writer.suffixes] == [writer] * len(writer.suffixes)
    assert writer_of("books.xls") is writer_of("csv") is None


def test_what_is_written_can_be_read():
    assert WRITERS.keys() <= {reader.name for reader in READERS}


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_takes_one_thing_at_a_time(name):
    taken = []
    pieces = WRITERS[name].write(taken.append(number) or BOOK for number in range(1000))
    for _ in range(3):
        assert next(pieces)
    assert 1 < len(taken) <= 3


@pytest.mark.parametrize("name", WRITERS)
def test_no_things_are_a_file_too(name):
    assert isinstance(written(name), bytes)


def test_onix_is_valid_by_its_own_schema(schema):
    release, xsd = schema
    text = written("onix", *VARIANTS).decode().replace("3.0", release)
    message = etree.fromstring(text.encode())
    xsd.assertValid(message.getroottree())
    assert len(message) == 1 + len(VARIANTS)


def test_a_schema_knows_wrong_order_from_right(schema):
    release, xsd = schema
    message = etree.fromstring(written("onix", FULL).decode().replace("3.0", release).encode())
    detail = message.find(".//{*}DescriptiveDetail")
    detail.insert(0, detail[-1])
    assert not xsd.validate(message.getroottree())


def test_onix_states_price_and_availability():
    message = etree.fromstring(written("onix", BOOK, BARE))
    told = [
        [node.findtext(f".//{{*}}{name}") for name in ("ProductAvailability", "OnHand", "PriceAmount", "CurrencyCode")]
        for node in message.iter("{*}Product")
    ]
    assert told == [["21", "12", "14.99", "EUR"], ["31", "0", None, None]]


@pytest.mark.parametrize("name", ["onix", "marc", "marcxml"])
@pytest.mark.parametrize("book", VARIANTS)
def test_a_book_is_read_back_as_far_as_the_format_goes(file, name, book):
    (found,) = read(file, name, book)
    year = book.get("year")
    assert (found.title, found.subtitle, found.isbn) == (book["title"], book.get("subtitle"), book.get("isbn"))
    assert found.authors == tuple(author["name"] for author in book.get("authors", ()))
    assert found.publisher == (book.get("publisher") or {}).get("name")
    assert (found.year, found.pages) == (year if year and year > 0 else None, book.get("pages"))
    names = tuple(category.get("name") or category["slug"] for category in book.get("categories", ()))
    assert (found.format, found.categories) == (book.get("format"), names)
    assert (found.price and found.price.amount) == (book.get("price") or {}).get("amount")
    assert (found.price and found.price.currency) == (book.get("price") or {}).get("currency")
    assert found.warnings == []


@pytest.mark.parametrize("book", VARIANTS)
def test_onix_holds_stock_and_paragraphs(file, book):
    (found,) = read(file, "onix", book)
    assert found.stock == book.get("stock", 0)
    assert found.description == book.get("description")
    assert found.language == {"es-419": "es"}.get(book.get("language"), book.get("language"))


@pytest.mark.parametrize("name", ["marc", "marcxml"])
def test_marc_holds_tags_of_language_and_the_lines_of_descriptions(file, name):
    (found,) = read(file, name, FULL)
    assert (found.language, found.description) == ("zh-Hant-TW", "One <b>.\nTwo\nlines")
    (found,) = read(file, name, FULL | {"description": "é" * 12_000})
    assert found.description == "é" * 12_000


@pytest.mark.parametrize("name", ["marc", "marcxml"])
def test_marc_holds_magazines(file, name):
    (found,) = read(file, name, MAGAZINE)
    assert (found.title, found.issn, found.issue) == ("Nature", "0028-0836", "Vol. 612, No. 7938")
    assert (found.frequency, found.publisher, found.year) == ("weekly", "Springer Nature", 2022)
    assert (found.price.currency, found.language, found.description) == ("GBP", "en", "Weekly.")
    for frequency in ("irregular", "biannual", None):
        assert read(file, name, MAGAZINE | {"frequency": frequency})[0].frequency == frequency


def test_onix_for_books_holds_no_magazines(file):
    assert [record.title for record in read(file, "onix", MAGAZINE, BOOK, {"kind": "author"})] == [BOOK["title"]]


def test_marc_is_read_by_pymarc():
    records = list(pymarc.MARCReader(io.BytesIO(written("marc", BOOK, MAGAZINE, FULL))))
    assert [record.title for record in records] == [
        "One Hundred Years of Solitude A <Novel> & more",
        "Nature",
        "T",
    ]
    assert records[0].isbn == "9780060883287"
    assert [len(record["008"].data) for record in records] == [40, 40, 40]
    parsed = pymarc.parse_xml_to_array(io.BytesIO(written("marcxml", BOOK, MAGAZINE, FULL)))
    assert [record.title for record in parsed] == [record.title for record in records]


@pytest.mark.parametrize(
    ("much", "left"),
    [
        (
            {"description": "\U0001f600" * 20_000, "authors": [{"name": "A"}] + [{"name": "é" * 300}] * 40},
            "description",
        ),
        ({"authors": [{"name": "A"}] + [{"name": "漢" * 300}] * 120}, "other authors"),
    ],
)
def test_a_record_too_long_for_iso_2709_says_what_it_leaves_out(file, much, left):
    raw = written("marc", BARE | much)
    assert len(raw) <= marc_writer.RECORD_SIZE
    assert f"The {left}" in raw.decode()
    (found,) = read(file, "marc", BARE | much)
    assert isinstance(found, BookRecord)
    assert len(written("marcxml", BARE | much)) > marc_writer.RECORD_SIZE


@pytest.mark.parametrize("name", ["onix", "marc", "marcxml"])
def test_a_record_keeps_the_number_by_which_it_came(file, name):
    for key in ("onix:ref", "marc:12", "marc:(DLC)12"):
        if key.startswith(name[:4]):
            assert read(file, name, BARE | {"key": key})[0].key == key
    assert read(file, name, BARE | {"key": "k"})[0].key == read(file, name, BARE | {"key": "k"})[0].key
