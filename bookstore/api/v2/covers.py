"""/books/{id}/cover and /magazines/{id}/cover"""

from typing import Any

import marshmallow as ma
from flask import request
from sqlalchemy import Select

from bookstore.api import files, representation
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.files import Sent
from bookstore.schemas.book import Book
from bookstore.schemas.cover import CoverForm
from bookstore.schemas.magazine import Magazine
from bookstore.services import books, covers, magazines
from bookstore.services.covers import Place
from bookstore.values.files import PICTURES

MOST = "MAX_COVER_LENGTH"

blp = Blueprint("covers", __name__, description="Covers: the pictures of books and magazines.")


def current(product: Select[Any], schema: type[ma.Schema]) -> Sent:
    """The cover as it is now; its validator is that of the thing, so that either can be sent back with a write."""
    file = covers.file_of(product)
    tag = representation.etag_of([file.version], schema, representation.entity_of(product))
    headers = {"Cache-Control": representation.CACHE_CONTROL} | files.ANYWHERE
    return Sent(file.key, file.media_type, file.size, tag, headers)


def picture_of(product: Select[Any], digest: str) -> Sent:
    """One picture, whose URL changes with it."""
    file = covers.file_of(product, digest)
    return Sent(file.key, file.media_type, file.size, digest, {"Cache-Control": files.FOR_EVER} | files.ANYWHERE)


@blp.get("/books/<id:book_id>/cover")
@blp.access(ANYONE)
@blp.sends(*PICTURES)
def get_book_cover(book_id: int) -> Sent:
    """Get the cover of a book.

    Its ETag is that of the book. The book names URLs of its pictures that may be cached for ever.
    """
    return current(books.one(book_id), Book)


@blp.get("/books/<id:book_id>/cover/<digest:picture>")
@blp.access(ANYONE)
@blp.sends(*PICTURES)
def get_book_picture(book_id: int, picture: str) -> Sent:
    """Get the cover of a book, or a thumbnail of it, by its digest."""
    return picture_of(books.one(book_id), picture)


@blp.put("/books/<id:book_id>/cover")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(books.one, Book, part="cover")
@blp.upload(CoverForm, most=MOST, bodies=PICTURES)
@blp.shows(Book)
def set_book_cover(parts: dict[str, Any], book_id: int, version: int | None) -> Any:
    """Give a book a cover, or another one.

    A form with the part `file`, or the picture alone: JPEG, PNG or WebP of at most 5 MB and 20 million pixels. What it
    says of its camera and place is not kept. Thumbnails follow soon; both change the book's ETag.
    `If-None-Match: *` gives it one only where there is none; other conditions are about the book.
    """
    return covers.put(Place("book", book_id, request.path), parts["file"], version=version)


@blp.delete("/books/<id:book_id>/cover")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(books.one, Book, part="cover")
@blp.deletes
def remove_book_cover(book_id: int, version: int | None) -> None:
    """Take the cover of a book away."""
    covers.remove(Place("book", book_id, request.path), version=version)


@blp.get("/magazines/<id:magazine_id>/cover")
@blp.access(ANYONE)
@blp.sends(*PICTURES)
def get_magazine_cover(magazine_id: int) -> Sent:
    """Get the cover of a magazine.

    Its ETag is that of the magazine. The magazine names URLs of its pictures that may be cached for ever.
    """
    return current(magazines.one(magazine_id), Magazine)


@blp.get("/magazines/<id:magazine_id>/cover/<digest:picture>")
@blp.access(ANYONE)
@blp.sends(*PICTURES)
def get_magazine_picture(magazine_id: int, picture: str) -> Sent:
    """Get the cover of a magazine, or a thumbnail of it, by its digest."""
    return picture_of(magazines.one(magazine_id), picture)


@blp.put("/magazines/<id:magazine_id>/cover")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(magazines.one, Magazine, part="cover")
@blp.upload(CoverForm, most=MOST, bodies=PICTURES)
@blp.shows(Magazine)
def set_magazine_cover(parts: dict[str, Any], magazine_id: int, version: int | None) -> Any:
    """Give a magazine a cover, or another one.

    A form with the part `file`, or the picture alone: JPEG, PNG or WebP of at most 5 MB and 20 million pixels. What it
    says of its camera and place is not kept. Thumbnails follow soon; both change the magazine's ETag.
    `If-None-Match: *` gives it one only where there is none; other conditions are about the magazine.
    """
    return covers.put(Place("magazine", magazine_id, request.path), parts["file"], version=version)


@blp.delete("/magazines/<id:magazine_id>/cover")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(magazines.one, Magazine, part="cover")
@blp.deletes
def remove_magazine_cover(magazine_id: int, version: int | None) -> None:
    """Take the cover of a magazine away."""
    covers.remove(Place("magazine", magazine_id, request.path), version=version)
