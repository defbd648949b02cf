"""Generated books, the same ones at every call: to try out a large catalogue."""

from collections.abc import Iterator
from random import Random

from bookstore.values.isbn import check_digit_13
from bookstore.values.limits import FORMATS
from bookstore.values.money import Money
from bookstore.values.records import BookRecord

PREFIX = "9799"
"""No agency has given out numbers that start like this."""

GIVEN = frozenset("isbn title authors publisher categories language year pages format description price stock".split())
NOUNS = (
    "river garden winter harbour mirror orchard lantern island letter forest clock bridge ocean kitchen "
    "mountain compass shadow library railway summer violin desert city window market night bird stone "
    "castle journey"
).split()
ADJECTIVES = (
    "silent golden hidden distant broken patient northern quiet burning forgotten gentle crooked endless "
    "bright last secret empty early narrow invisible"
).split()
FIRST = (
    "Ada Bruno Chiara Daniel Elif Fatima Gabriel Hana Ivan Jonas Katarzyna Lucía Mehmet Nadia Oskar Priya "
    "Quentin Rosa Søren Tomás Uma Véronique Wanda Xin Yusuf Zoë"
).split()
LAST = (
    "Abe Baumann Costa Dvořák Eriksen Fischer García Håkansson Ito Jansen Kovács Larsson Müller Nowak "
    "O'Brien Papadopoulos Quist Rossi Silva Tanaka Ungerer Vargas Weber Ximénez Yılmaz Zhang"
).split()
CATEGORIES = ("Fiction", "Crime", "History", "Science", "Poetry", "Travel", "Cookery", "Art", "Children", "Fantasy")
LANGUAGES = ("en", "en", "en", "de", "fr", "es", "it", "pt")


def books(number: int) -> Iterator[BookRecord]:
    """So many books; a larger number gives the same ones, and more."""
    for place in range(number):
        yield _book(place, Random(place), authors=max(100, number // 4))  # noqa: S311  (nothing secret)


def _book(place: int, random: Random, authors: int) -> BookRecord:
    stem = f"{PREFIX}{place:08d}"
    isbn = stem + check_digit_13(stem)
    people = {_name(random.randrange(authors)) for _ in range(random.choice((1, 1, 1, 1, 1, 2, 2, 3)))}
    return BookRecord(
        line=place + 1,
        key=f"isbn:{isbn}",
        title=f"The {random.choice(ADJECTIVES)} {random.choice(NOUNS)} of the {random.choice(NOUNS)} {place}".title(),
        isbn=isbn,
        authors=tuple(sorted(people)),
        publisher=f"{random.choice(LAST)} & {random.choice(LAST)}",
        categories=(random.choice(CATEGORIES),),
        language=random.choice(LANGUAGES),
        year=random.randint(1900, 2026),
        pages=random.randint(60, 900),
        format=random.choice(FORMATS),
        description=None if place % 3 else f"A story about a {random.choice(NOUNS)} and a {random.choice(NOUNS)}.",
        price=Money(random.randint(400, 6000) * 10, "EUR"),
        stock=random.randint(0, 40),
        given=GIVEN,
    )


def _name(number: int) -> str:
    rest, first = divmod(number, len(FIRST))
    rest, last = divmod(rest, len(LAST))
    return f"{FIRST[first]} {LAST[last]}" + (f" {_roman(rest)}" if rest else "")


def _roman(number: int) -> str:
    """Told apart by a number, as kings are; Roman while it is short."""
    numerals = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    return numerals[number] if number < len(numerals) else str(number)
