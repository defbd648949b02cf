"""The shape of a book in version 1."""

from bookstore.api.v1.schemas.fields import Author, Category, Price
from bookstore.api.v1.schemas.lines import FirstName, Names
from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits

EXAMPLE = {
    "isbn": "9780060883287",
    "name": "One Hundred Years of Solitude",
    "author": "Gabriel García Márquez",
    "category": "Fiction",
    "year": 2006,
    "price": {"amount": "14.99", "currency": "EUR"},
    "stock": 12,
}


class Book(Schema):
    """A book as version 1 shows it."""

    isbn = fields.Isbn(dump_only=True, allow_none=True)
    name = fields.Text(limits.TITLE, dump_only=True, attribute="title")
    author = Names("authors", "The names of all authors, joined by commas.")
    category = FirstName("categories", "The name of its first category.")
    year = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, dump_only=True, allow_none=True)
    price = fields.Money(dump_only=True, allow_none=True)
    stock = fields.Integer(0, limits.STOCK_MAX, dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = EXAMPLE


class BookInput(Schema):
    """A book as version 1 takes it; what is left out is emptied, and what version 1 does not know is kept."""

    isbn = fields.Isbn(required=True, metadata={"description": "In any spelling."})
    name = fields.Text(limits.TITLE, required=True, attribute="title")
    author = Author(
        attribute="authors",
        metadata={"description": "A name; or, to keep several authors, their names as they are shown."},
    )
    category = Category(attribute="categories", metadata={"description": "A slug or a name; made when it is new."})
    year = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, allow_none=True, load_default=None)
    price = Price(metadata={"description": "An amount alone is in EUR."})
    stock = fields.Integer(0, limits.STOCK_MAX, load_default=0)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = EXAMPLE
