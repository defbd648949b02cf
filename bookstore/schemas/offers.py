"""The shape of a book as it is offered to reading apps."""

import marshmallow as ma

from bookstore.schemas.book import Book


class OfferedBook(Book):
    """A book, and the media type of its pictures."""

    cover_type = ma.fields.String(allow_none=True, dump_only=True)
