"""The shape of what others tell of an ISBN, and of the wish to make a book of it."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.book import Book
from bookstore.schemas.refs import CategoryRef
from bookstore.values import limits
from bookstore.values.lookups import FIELDS, OUTCOMES, PROVIDERS


class ToldName(Schema):
    """Somebody by name."""

    name = ma.fields.String()

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"name": "Gabriel García Márquez"}


class ToldBook(Schema):
    """A book as others tell of it: it can be sent to POST /books as it is."""

    isbn = ma.fields.String()
    title = ma.fields.String()
    subtitle = ma.fields.String(allow_none=True)
    authors = ma.fields.List(ma.fields.Nested(ToldName))
    publisher = ma.fields.Nested(ToldName, allow_none=True)
    language = ma.fields.String(allow_none=True)
    year = ma.fields.Integer(allow_none=True)
    pages = ma.fields.Integer(allow_none=True)
    description = ma.fields.String(allow_none=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {name: Book.Meta.example[name] for name in ("isbn", *FIELDS)} | {
            "authors": [{"name": "Gabriel García Márquez"}],
            "publisher": {"name": "Harper Perennial"},
        }


class Said(Schema):
    """One provider, and what came of asking it."""

    provider = ma.fields.String(metadata={"enum": list(PROVIDERS)})
    outcome = ma.fields.String(
        metadata={
            "enum": list(OUTCOMES),
            "description": "`found` and `no_match` are answers; `wrong_book` is one about another ISBN; "
            "`circuit_open`: not asked, since it was down; `refused`: it does not serve us; the others are what they "
            "are called.",
        }
    )
    asked_at = fields.Instant(allow_none=True, metadata={"description": "When it gave what is shown."})
    cached = ma.fields.Boolean(metadata={"description": "Whether the answer is one of earlier."})
    stale = ma.fields.Boolean(metadata={"description": "Whether it is too old, and no newer one could be had."})
    retry_after = ma.fields.Integer(
        allow_none=True, metadata={"description": "Seconds for which it wants to be left alone."}
    )

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "provider": "openlibrary",
            "outcome": "found",
            "asked_at": "2026-01-05T09:30:00.000000Z",
            "cached": False,
            "stale": False,
            "retry_after": None,
        }


class Lookup(Schema):
    """What others tell of an ISBN, merged field by field."""

    isbn = ma.fields.String()
    book = ma.fields.Nested(ToldBook)
    sources = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        metadata={"description": "By field the provider that it is from."},
    )
    stale = ma.fields.Boolean(metadata={"description": "Whether anything is too old, and nobody could tell it anew."})
    providers = ma.fields.List(ma.fields.Nested(Said))

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "isbn": "9780060883287",
            "book": ToldBook.Meta.example,
            "sources": dict.fromkeys(FIELDS, "openlibrary") | {"description": "google_books"},
            "stale": False,
            "providers": [Said.Meta.example, Said.Meta.example | {"provider": "google_books"}],
        }


class BookFromIsbn(Schema):
    """A book of which others know all but what is the shop's own."""

    isbn = fields.Isbn(required=True, metadata={"description": "Any spelling."})
    price = fields.Money(allow_none=True, load_default=None)
    stock = fields.Integer(0, limits.STOCK_MAX, load_default=0, metadata={"description": "Copies for sale."})
    categories = ma.fields.List(
        fields.Whole(CategoryRef), load_default=list, validate=ma.validate.Length(max=limits.CATEGORIES)
    )

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {name: Book.Meta.new[name] for name in ("isbn", "price", "stock", "categories")}
