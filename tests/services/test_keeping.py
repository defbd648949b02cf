"""What a book or a magazine holds is written whole."""

from bookstore.models import Product
from bookstore.services.holdings import OWN
from bookstore.services.keeping import WRITTEN

ELSEWHERE = {"id", "kind", "created_at", "cover"}
"""What the database gives, what is settled when a thing is made, and what covers write."""


def test_no_column_is_forgotten():
    assert {*OWN, *WRITTEN} | ELSEWHERE == set(Product.__table__.c.keys())
    assert not {*OWN} & {*WRITTEN}
