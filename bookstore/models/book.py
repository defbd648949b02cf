"""Books."""

from bookstore.models.product import Product


class Book(Product):
    """A book; its ISBN, where it has one, is its own."""

    __mapper_args__ = {"polymorphic_identity": "book"}
