"""Both catalogues, as a reading app sees them: what it reads is checked against the rules of its version of OPDS."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, FormatChecker
from lxml import etree

from tests.api.opds.reading import AtomApp, JsonApp
from tests.factories import a_book, a_category

SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "opds-2.0.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())
TITLES = [
    "A Tale of <Two> & 'More'",
    "Ελληνικά 日本語 العربية 🐉",
    "Plain",
    'Q "quoted" \\ title',
    "Zebra\u200dstripes",
]


@pytest.fixture
def json_app(anonymous):
    """An app that reads OPDS 2.0."""
    return JsonApp(anonymous, VALIDATOR)


@pytest.fixture
def atom_app(anonymous):
    """An app that reads OPDS 1.2."""
    return AtomApp(anonymous, etree.XMLParser(resolve_entities=False))


@pytest.fixture
def shop(staff):
    """Five books by two authors in two categories, of which one is sold out, and one is nameless to the trade."""
    fiction, science = (a_category(staff, name=name)["slug"] for name in ("Fiction & more", "Science"))
    return [
        a_book(
            staff,
            title=title,
            isbn="9780060883287" if number == 0 else None,
            authors=[{"name": ("Ada <b>", "Bo")[number % 2]}],
            categories=[{"slug": (fiction, science)[number % 2]}],
            language=("en", "pt-BR")[number % 2],
            year=(2006, -8, None, 1, 1999)[number],
            price={"amount": f"{number}.50", "currency": "EUR"} if number < 4 else None,
            stock=number,
            publisher={"name": "P & P"},
            pages=9,
            description="One\n\n<b>Two</b> & three",
        )
        for number, title in enumerate(TITLES)
    ]
