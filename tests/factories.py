"""Things to test with, made through the API: each call gives another one."""

from itertools import count
from typing import Any

from flask.testing import FlaskClient

from bookstore.values.isbn import check_digit_13
from bookstore.values.issn import check_digit

NO_CURRENCY = "X" * 3
"""What ISO 4217 writes where no currency is involved: nobody pays with it."""

_numbers = count(1)


def an_isbn() -> str:
    """A valid ISBN-13 that no other call gave."""
    stem = f"978{next(_numbers):09d}"
    return stem + check_digit_13(stem)


def an_issn() -> str:
    """A valid ISSN that no other call gave."""
    digits = f"{next(_numbers):07d}"
    return f"{digits[:4]}-{digits[4:]}{check_digit(digits)}"


def a_book(staff: FlaskClient, **values: Any) -> dict[str, Any]:
    """A book in the catalogue."""
    return _made(staff, "books", {"title": f"Book {next(_numbers)}", **values})


def a_magazine(staff: FlaskClient, **values: Any) -> dict[str, Any]:
    """A magazine in the catalogue."""
    return _made(staff, "magazines", {"title": f"Magazine {next(_numbers)}", **values})


def an_author(staff: FlaskClient, **values: Any) -> dict[str, Any]:
    """An author in the catalogue."""
    return _made(staff, "authors", {"name": f"Author {next(_numbers)}", **values})


def a_publisher(staff: FlaskClient, **values: Any) -> dict[str, Any]:
    """A publisher in the catalogue."""
    return _made(staff, "publishers", {"name": f"Publisher {next(_numbers)}", **values})


def a_category(staff: FlaskClient, **values: Any) -> dict[str, Any]:
    """A category in the catalogue."""
    return _made(staff, "categories", {"name": f"Category {next(_numbers)}", **values})


def _made(staff: FlaskClient, resource: str, values: dict[str, Any]) -> dict[str, Any]:
    response = staff.post(f"/api/v2/{resource}", json=values)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()
