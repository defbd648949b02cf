"""Whatever the catalogue may hold is read back from both of our own formats as it was written."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookstore.formats import catalogue_csv, catalogue_ndjson
from bookstore.values import limits
from bookstore.values.text import forbidden, is_blank

NASTY = [
    '"',
    "a; b",
    "ends in \\",
    "\\;",
    "=1+1",
    "-2",
    "@x",
    "a,b",
    "漢字",
    "'",
    "x|y",
    "\U0001f600",
    "; ;",
    "a  b",
    "a\u00a0b",
]
FORMATS = {
    "csv": (catalogue_csv.CatalogueCsv(), catalogue_csv.write),
    "ndjson": (catalogue_ndjson.CatalogueNdjson(), catalogue_ndjson.write),
}


def normal(text):
    return unicodedata.normalize("NFC", text)


anything = st.text(st.characters(codec="utf-8"), max_size=30).map(normal).filter(lambda text: not forbidden(text))
words = (
    anything.map(lambda text: re.sub(r"[\t\n\r\u2028\u2029]+", " ", text).strip()) | st.sampled_from(NASTY)
).filter(lambda text: not is_blank(text))
paragraphs = anything.map(str.strip) | st.sampled_from(["a\n\n  b;\\", "a\r\nb\rc"])
optional = st.none() | words
years = st.none() | st.integers(-5000, 2100)
named = st.fixed_dictionaries({"name": words})
amounts = st.builds("{}.{:02}".format, st.integers(0, 10**8), st.integers(0, 99))
prices = st.none() | st.fixed_dictionaries({"amount": amounts, "currency": st.sampled_from(["EUR", "USD"])})
sold = {
    "title": words,
    "publisher": st.none() | named,
    "categories": st.lists(named, max_size=3),
    "language": st.sampled_from([None, "en", "zh-TW"]),
    "year": years,
    "description": paragraphs,
    "price": prices,
    "stock": st.none() | st.integers(0, 1_000_000),
    "key": words,
}
authors = st.fixed_dictionaries({"name": words, "key": st.none() | words})
books = st.fixed_dictionaries(
    {
        **sold,
        "kind": st.just("book"),
        "isbn": st.sampled_from([None, "9780439554930"]),
        "subtitle": optional,
        "authors": st.lists(authors, max_size=3),
        "pages": st.none() | st.integers(1, 100_000),
        "format": st.sampled_from([None, "ebook", "other"]),
    }
)
magazines = st.fixed_dictionaries(
    {
        **sold,
        "kind": st.just("magazine"),
        "issn": st.sampled_from([None, "2663-2144"]),
        "frequency": st.none() | st.sampled_from(limits.FREQUENCIES),
        "issue": optional,
    }
)
people = st.fixed_dictionaries(
    {
        "kind": st.just("author"),
        "key": words,
        "name": words,
        "sort_name": optional,
        "born": st.none() | st.integers(-5000, -1),
        "died": st.none() | st.integers(0, 2100),
        "biography": paragraphs,
    }
)


def wire(record, kind):
    """The record in the API's shape, of which it holds every field."""
    thing = {name: getattr(record, name) for name in record.__slots__} | {"kind": kind}
    if kind == "author":
        return thing | {"biography": record.biography or ""}
    thing["description"] = record.description or ""
    thing["publisher"] = record.publisher and {"name": record.publisher}
    thing["categories"] = [{"name": name} for name in record.categories]
    thing["price"] = record.price and {"amount": record.price.amount, "currency": record.price.currency}
    if kind == "book":
        keys = [*record.author_keys, *[""] * len(record.authors)]
        thing["authors"] = [{"name": n, "key": k or None} for n, k in zip(record.authors, keys, strict=False)]
    return thing


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(things=st.lists(books | magazines | people, max_size=3))
def test_what_is_written_is_read_back(tmp_path, name, things):
    reader, write = FORMATS[name]
    path = tmp_path / "file"
    path.write_bytes(b"".join(write(iter(things))))
    found = [wire(r, t["kind"]) for r, t in zip(reader.read(path), things, strict=True)]
    assert [{key: thing[key] for key in t} for thing, t in zip(found, things, strict=True)] == things
