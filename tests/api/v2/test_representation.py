"""The JSON that the database makes is the JSON that the schemas make, field by field."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from bookstore import models
from bookstore.extensions import db
from bookstore.models.product import search_document
from bookstore.schemas.author import Author
from bookstore.schemas.book import Book
from bookstore.schemas.category import Category
from bookstore.schemas.magazine import Magazine
from bookstore.schemas.publisher import Publisher
from bookstore.values.money import Money
from tests.factories import an_isbn, an_issn

SCHEMAS = {"books": Book, "magazines": Magazine, "authors": Author, "publishers": Publisher, "categories": Category}
NASTY = (
    "plain",
    'quotes " and \\ backslashes \\" \\u0041 / slash',
    "🐉 emoji 👩‍👩‍👧 and 𝒳",
    "line\u2028separator\u2029paragraph",
    "</script><!-- & ' %s %(name)s :name {brace} $1",
    "日本語 العربية עברית e\u0301",
    "null",
    "0",
)
CONTROLS = "tab\tline\nreturn\r\x0b\x0c\x01\x1f\x7f\x85 end"
WHOLE_SECOND = datetime(2026, 1, 5, 9, 30, 0, 0, tzinfo=UTC)
MOMENTS = (WHOLE_SECOND, WHOLE_SECOND.replace(microsecond=1), WHOLE_SECOND.replace(year=1, microsecond=999_999))
AMOUNTS = {
    "EUR": (0, 10, 100, 12_500, 1_000_000_000, 999_999_999_990),
    "JPY": (0, 1000, 1_000_000_000, 999_999_999_000),
    "KWD": (0, 1, 10, 100, 12_345, 999_999_999_999),
}
COVER = {
    "url": '/covers/1".jpg',
    "width": 600,
    "height": 900,
    "thumbnails": [{"url": "/covers/1-s.jpg", "width": 60, "height": 90}],
}


def a_product(kind, **values):
    """A row as the database may hold it, whatever the API would say to it."""
    title = values.pop("title", "plain")
    document = search_document(title=title, subtitle=None, people=(), publisher=None, number=None)
    return kind(
        title=title, search=document, **{"stock": 0, "authorships": [], "categories": [], "publisher": None} | values
    )


def shown(anonymous, kind, key):
    """What the API answers for a row, alone and in a list: both must be the same."""
    one = anonymous.get(f"/api/v2/{kind}/{key}").get_json()
    listed = {
        found[next(iter(one))]: found for found in anonymous.get(f"/api/v2/{kind}?limit=1000").get_json()["results"]
    }
    assert listed[key] == one
    return one


def dumped(app, kind, rows):
    """What the schema makes of these new rows, as objects that come fresh from the database."""
    entity = getattr(models, SCHEMAS[kind].__name__)
    related = {"books": ("authors", "publisher", "categories"), "magazines": ("publisher", "categories")}.get(kind, ())
    options = [selectinload(getattr(entity, name)) for name in related]
    options += [undefer(models.Author.book_count)] if kind == "authors" else []
    with app.app_context():
        db.session.add_all(rows)
        db.session.commit()
        ids = [row.id for row in rows]
        db.session.expunge_all()
        found = db.session.scalars(select(entity).where(entity.id.in_(ids)).options(*options)).all()
        return [SCHEMAS[kind]().dump(row) for row in found]


def assert_equal(app, anonymous, kind, rows):
    """The API shows each of these new rows exactly as its schema does."""
    expected = dumped(app, kind, rows)
    assert len(expected) == len(rows)
    for wanted in expected:
        answer = shown(anonymous, kind, wanted[next(iter(wanted))])
        assert list(answer) == list(SCHEMAS[kind]().fields)
        assert answer == wanted


def test_books_with_nasty_texts(app, anonymous):
    texts = ("subtitle", "description", "language", "key")
    rows = [
        a_product(models.Book, title=text, isbn=an_isbn(), **{name: f"{name} {text}"[:35] for name in texts})
        for text in NASTY
    ]
    rows += [a_product(models.Book, title=CONTROLS, description=CONTROLS, isbn=an_isbn(), cover=COVER)]
    assert_equal(app, anonymous, "books", rows)


def test_books_with_the_least_and_the_most(app, anonymous):
    shelves = [models.Category(slug=slug, name=NASTY[place]) for place, slug in enumerate(("zz", "a-b", "m"))]
    most = {"year": 2100, "pages": 100_000, "stock": 1_000_000, "format": "audiobook", "isbn": an_isbn()}
    least = {"year": -5000, "pages": 1, "stock": 0, "cover": COVER | {"thumbnails": []}}
    rows = [
        a_product(models.Book, categories=shelves, publisher=models.Publisher(name=NASTY[1]), **most),
        a_product(models.Book, key="least", categories=shelves[:1], **least),
        a_product(models.Book, key="nothing"),
        *(a_product(models.Book, key=f"year {year}", year=year) for year in (-44, -1, 0, 1, 999)),
    ]
    assert_equal(app, anonymous, "books", rows)


def test_three_authors_in_any_order_of_places(app, anonymous):
    people = [models.Author(name=name) for name in ("Zoë", 'A "B" \\', "m🐉")]
    places = (((0, 0), (1, 1), (2, 2)), ((2, 7), (0, 3), (1, 40)), ((1, 0),))
    signed = [[models.Authorship(author=people[who], position=at) for who, at in order] for order in places]
    rows = [a_product(models.Book, key=f"{n}", authorships=order) for n, order in enumerate(signed)]
    assert_equal(app, anonymous, "books", rows)
    listed = anonymous.get("/api/v2/books?sort=id").get_json()["results"]
    names = [[author["name"][0] for author in book["authors"]] for book in listed]
    assert names == [["Z", "A", "m"], ["Z", "m", "A"], ["A"]]


def test_every_amount_in_every_kind_of_currency(app, anonymous):
    prices = [Money(amount, currency) for currency, amounts in AMOUNTS.items() for amount in amounts]
    rows = [a_product(models.Book, key=f"{price}", price=price) for price in prices]
    assert_equal(app, anonymous, "books", rows)
    listed = anonymous.get("/api/v2/books?limit=1000&sort=id").get_json()["results"]
    amounts = {(book["price"]["currency"], book["price"]["amount"]) for book in listed}
    assert {("EUR", "0.01"), ("EUR", "0.10"), ("JPY", "1"), ("KWD", "0.001"), ("EUR", "1000000.00")} <= amounts
    assert len(amounts) == len(prices)


@pytest.mark.parametrize("kind", ["books", "magazines", "authors", "publishers", "categories"])
def test_moments_to_the_microsecond(app, anonymous, kind):
    made = {
        "books": lambda place: a_product(models.Book, key=f"{place}"),
        "magazines": lambda place: a_product(models.Magazine, key=f"{place}"),
        "authors": lambda place: models.Author(name=f"Author {place}"),
        "publishers": lambda place: models.Publisher(name=f"Publisher {place}"),
        "categories": lambda place: models.Category(slug=f"c{place}", name=f"Category {place}"),
    }
    rows = [made[kind](place) for place in range(len(MOMENTS))]
    for row, moment in zip(rows, MOMENTS, strict=True):
        row.created_at = row.updated_at = moment
    assert_equal(app, anonymous, kind, rows)


def test_magazines(app, anonymous):
    house, shelf = models.Publisher(name="Springer"), models.Category(slug="science", name='S "c"')
    rows = [
        a_product(models.Magazine, title=text, description=text, issue=text, issn=an_issn(), publisher=house)
        for text in NASTY
    ]
    full = {"frequency": "weekly", "year": -44, "language": "pt-BR", "stock": 3, "cover": COVER, "categories": [shelf]}
    rows += [
        a_product(models.Magazine, key="full", price=Money(10, "EUR"), **full),
        a_product(models.Magazine, key="empty"),
    ]
    assert_equal(app, anonymous, "magazines", rows)


def test_authors_publishers_and_categories(app, anonymous):
    rows = [models.Author(name=text, sort_name=text, biography=CONTROLS, born=-5000, died=2100) for text in NASTY]
    books = [
        a_product(models.Book, key=f"{n}", authorships=[models.Authorship(author=rows[0], position=0)])
        for n in range(3)
    ]
    assert_equal(app, anonymous, "books", books)
    assert_equal(app, anonymous, "authors", [*rows[1:], models.Author(name="Nobody")])
    listed = anonymous.get("/api/v2/authors?sort=id").get_json()["results"]
    assert [author["book_count"] for author in listed] == [3, *[0] * len(rows)]
    assert_equal(app, anonymous, "publishers", [models.Publisher(name=text) for text in NASTY])
    assert_equal(
        app, anonymous, "categories", [models.Category(slug=f"s{n}", name=text) for n, text in enumerate(NASTY)]
    )


def test_sparse_fields_are_the_same_values_and_no_others(app, anonymous):
    signed = [models.Authorship(author=models.Author(name="Ann"), position=0)]
    row = a_product(models.Book, isbn=an_isbn(), price=Money(12_500, "EUR"), authorships=signed, cover=COVER)
    assert_equal(app, anonymous, "books", [row])
    whole = anonymous.get("/api/v2/books").get_json()["results"][0]
    names = list(Book().fields)
    for chosen in [[name] for name in names] + [names[::2], names[::-1], ["price", "authors"]]:
        found = anonymous.get(f"/api/v2/books?fields={','.join(chosen)}").get_json()["results"]
        assert found == [{name: whole[name] for name in chosen}]
    assert anonymous.get("/api/v2/books?fields=isbn,search").status_code == 422
    assert anonymous.get("/api/v2/books?fields=isbn,isbn").status_code == 422


def test_every_schema_documents_what_it_shows():
    for schema in SCHEMAS.values():
        assert list(schema.Meta.example) == list(schema().fields)
