"""The shape of what is known of an ISBN."""

import marshmallow as ma

from bookstore.schemas.base import Schema
from bookstore.schemas.book import Book


class Isbn(Schema):
    """What a spelling of an ISBN turned out to be, and the book that has it."""

    spelling = ma.fields.String()
    valid = ma.fields.Boolean()
    reason = ma.fields.String(allow_none=True, metadata={"description": "Why it is not valid."})
    isbn_13 = ma.fields.String(allow_none=True)
    isbn_10 = ma.fields.String(allow_none=True, metadata={"description": "Only numbers that start with 978 have one."})
    expected_check_digit = ma.fields.String(allow_none=True)
    hyphenated = ma.fields.String(allow_none=True)
    group = ma.fields.String(allow_none=True, metadata={"description": "A language, a country or a region."})
    book = ma.fields.Nested(Book, allow_none=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "spelling": "0-06-088328-6",
            "valid": True,
            "reason": None,
            "isbn_13": "9780060883287",
            "isbn_10": "0060883286",
            "expected_check_digit": "6",
            "hyphenated": "978-0-06-088328-7",
            "group": "English language",
            "book": Book.Meta.example,
        }
