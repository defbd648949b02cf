"""flask seed: a small real catalogue, or a large generated one."""

import pytest

from bookstore.values import isbn, issn
from tests.cli.conftest import catalogue, commands_of, without_postgresql
from tests.conftest import logged_in


@pytest.fixture
def seed(flask):
    """Seeds, and gives what is said."""

    def seed(*options):
        result = flask("seed", *options)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    return seed


def test_the_demo_has_200_books_and_20_magazines_with_valid_numbers(seed, app):
    seed()
    shop = catalogue(app)
    assert len(shop["books"]) >= 200
    assert len(shop["magazines"]) >= 20
    assert all(isbn.parse(book["isbn"]) == book["isbn"] for book in shop["books"])
    assert all(issn.parse(magazine["issn"]) == magazine["issn"] for magazine in shop["magazines"])
    assert all(thing["price"] and thing["authors"] for thing in shop["books"])


def test_seeding_twice_makes_the_same_rows(seed, app):
    seed()
    before = catalogue(app, untold=set())
    assert seed().startswith("Seeded: 0 created, 0 updated, ")
    assert catalogue(app, untold=set()) == before


def test_a_price_that_the_shop_changed_stays(seed, app):
    seed()
    staff = logged_in(app, "stella", "staff")
    book = staff.get("/api/v2/books?limit=1").get_json()["results"][0]
    changed = staff.patch(
        f"/api/v2/books/{book['id']}", json={"price": {"amount": "1.23", "currency": "USD"}, "stock": 0}
    )
    seed()
    assert staff.get(f"/api/v2/books/{book['id']}").get_json() == changed.get_json()


def test_generated_books_are_always_the_same(seed, app, other):
    assert seed("--books", "500").startswith("Seeded: 500 created")
    commands_of(other)("seed", "--books", "500")
    assert len(catalogue(app)["books"]) == 500
    assert catalogue(app) == catalogue(other)
    assert seed("--books", "500").startswith("Seeded: 0 created, 0 updated, 500 unchanged")


def test_a_larger_number_adds_to_the_smaller_one(seed, app):
    seed("--books", "50")
    smaller = catalogue(app)["books"]
    assert seed("--books", "60").startswith("Seeded: 10 created, 0 updated, 50 unchanged")
    assert {book["isbn"] for book in smaller} <= {book["isbn"] for book in catalogue(app)["books"]}


def test_if_empty_leaves_alone_what_is_there(seed, app):
    seed("--books", "1")
    assert seed("--if-empty") == ""
    assert len(catalogue(app)["books"]) == 1


def test_if_empty_fills_what_is_empty(seed, app):
    seed("--if-empty", "--books", "2")
    assert len(catalogue(app)["books"]) == 2


@without_postgresql
@pytest.mark.parametrize("number", ["0", "-1", "ten", "10000001"])
def test_a_wrong_number_is_exit_2_and_one_line(flask, number):
    result = flask("seed", "--books", number)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
