"""/opds and /opds/v2: the books of the shop for reading apps, in OPDS 1.2 (Atom) and in OPDS 2.0 (JSON).

It lies outside the versions of the API: OPDS has versions of its own, which reading apps know.
"""

from flask import Flask

from bookstore.api.opds import books, shelves  # noqa: F401  (their views bind themselves)
from bookstore.api.opds.blueprint import blp


def register(app: Flask) -> None:
    """Bind both catalogues."""
    app.register_blueprint(blp)
