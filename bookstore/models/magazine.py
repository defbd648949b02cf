"""Magazines."""

from bookstore.models.product import Product


class Magazine(Product):
    """A magazine, or one issue of it; issues share an ISSN."""

    __mapper_args__ = {"polymorphic_identity": "magazine"}
