"""The shapes of an export: the canonical ones, and the keys by which a catalogue knows things without numbers again."""

import marshmallow as ma

from bookstore.schemas.author import Author
from bookstore.schemas.book import Book
from bookstore.schemas.magazine import Magazine
from bookstore.schemas.refs import AuthorRef


class KeyedAuthorRef(AuthorRef):
    """An author, told apart from others of the same name."""

    key = ma.fields.String(allow_none=True)


class ExportedBook(Book):
    """A book with its key, and those of its authors."""

    key = ma.fields.String(allow_none=True)
    authors = ma.fields.List(ma.fields.Nested(KeyedAuthorRef))


class ExportedMagazine(Magazine):
    """A magazine with its key."""

    key = ma.fields.String(allow_none=True)


class ExportedAuthor(Author):
    """An author with their key."""

    key = ma.fields.String(allow_none=True)
