"""The shape of a book."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.cover import Cover
from bookstore.schemas.refs import AuthorRef, CategoryRef, PublisherRef
from bookstore.values import limits


class Book(Schema):
    """A book that is or was for sale."""

    id = fields.Id(dump_only=True)
    isbn = fields.Isbn(
        allow_none=True, load_default=None, metadata={"description": "Any spelling in, thirteen digits out."}
    )
    title = fields.Text(limits.TITLE, required=True)
    subtitle = fields.Text(limits.SUBTITLE, allow_none=True, load_default=None)
    authors = ma.fields.List(
        fields.Whole(AuthorRef),
        load_default=list,
        validate=ma.validate.Length(max=limits.AUTHORS),
        metadata={"description": "In the order of the title page."},
    )
    publisher = fields.Whole(PublisherRef, allow_none=True, load_default=None)
    categories = ma.fields.List(
        fields.Whole(CategoryRef), load_default=list, validate=ma.validate.Length(max=limits.CATEGORIES)
    )
    language = fields.Language(allow_none=True, load_default=None, metadata={"description": "BCP 47."})
    year = fields.Integer(
        limits.YEAR_MIN,
        limits.YEAR_MAX,
        allow_none=True,
        load_default=None,
        metadata={"description": "Negative: before Christ."},
    )
    pages = fields.Integer(1, limits.PAGES_MAX, allow_none=True, load_default=None)
    format = fields.Choice(limits.FORMATS, allow_none=True, load_default=None)
    description = fields.Text(limits.DESCRIPTION, multiline=True, allow_none=True, load_default=None)
    price = fields.Money(allow_none=True, load_default=None)
    stock = fields.Integer(0, limits.STOCK_MAX, load_default=0, metadata={"description": "Copies for sale."})
    cover = ma.fields.Nested(Cover, allow_none=True, dump_only=True)
    created_at = fields.Instant(dump_only=True)
    updated_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "id": 1,
            "isbn": "9780060883287",
            "title": "One Hundred Years of Solitude",
            "subtitle": None,
            "authors": [{"id": 7, "name": "Gabriel García Márquez"}],
            "publisher": {"id": 3, "name": "Harper Perennial"},
            "categories": [{"slug": "fiction", "name": "Fiction"}],
            "language": "en",
            "year": 2006,
            "pages": 417,
            "format": "paperback",
            "description": "Seven generations of the Buendía family in the town of Macondo.",
            "price": {"amount": "14.99", "currency": "EUR"},
            "stock": 12,
            "cover": Cover.Meta.example,
            "created_at": "2026-01-05T09:30:00.000000Z",
            "updated_at": "2026-01-05T09:30:00.000000Z",
        }
        new = {
            "isbn": "978-0-375-71479-5",
            "title": "The Leopard",
            "authors": [{"name": "Giuseppe Tomasi di Lampedusa"}],
            "publisher": {"name": "Pantheon"},
            "categories": [{"slug": "fiction"}, {"slug": "classics"}],
            "language": "en",
            "year": 1958,
            "format": "paperback",
            "price": {"amount": "16.00", "currency": "USD"},
            "stock": 4,
        }
