"""Books and magazines as records of MARC 21: ISO 2709 in UTF-8, or MARCXML, one record at a time."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pymarc
from pymarc import Field, Indicators, Subfield

from bookstore.formats import marc_codes
from bookstore.formats.marc import SLIM
from bookstore.values import language

RECORD_SIZE, FIELD_SIZE = 99_999, 9_999
"""The most bytes that ISO 2709 has digits for."""

_PIECE = 9_800
"""Bytes of a text that fit into a field, beside its indicators and its link."""

_LETTERS = {name: letter for letter, name in marc_codes.FREQUENCIES.items()}
_SPARED = (("520", "The description is"), ("700", "The other authors are"))

Thing = Mapping[str, Any]


def write_2709(things: Iterable[Thing]) -> Iterator[bytes]:
    """ISO 2709, a record a piece."""
    for record in _records(things):
        yield _fitting(record)


def write_xml(things: Iterable[Thing]) -> Iterator[bytes]:
    """MARCXML, a record a piece."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{SLIM}">\n'.encode()
    for record in _records(things):
        yield pymarc.record_to_xml(record) + b"\n"
    yield b"</collection>\n"


def _records(things: Iterable[Thing]) -> Iterator[pymarc.Record]:
    """The records; things that are neither books nor magazines are left out."""
    makers = {"book": _book, "magazine": _magazine}
    for thing in things:
        if make := makers.get(thing["kind"]):
            yield make(thing)


def _fitting(record: pymarc.Record) -> bytes:
    """The record, if need be without what makes it too long, which a note then says."""
    raw = record.as_marc()
    for tag, what in _SPARED:
        if len(raw) <= RECORD_SIZE:
            break
        record.remove_fields(tag)
        record.add_ordered_field(_field("500", "  ", ("a", f"{what} left out: the record was too long.")))
        raw = record.as_marc()
    return bytes(raw)


def _book(book: Thing) -> pymarc.Record:
    form = book.get("format")
    record = pymarc.Record(leader=f"00000n{'i' if form == 'audiobook' else 'a'}m a2200000 c 4500")
    record.add_field(*_controls(book, "o" if form == "ebook" else " ", " " * 2))
    if book.get("isbn") or form:
        record.add_field(_field("020", "  ", ("a", book.get("isbn")), ("q", form)))
    record.add_field(*_language(book))
    names = [author["name"] for author in book.get("authors") or ()]
    if names:
        record.add_field(_field("100", "0 ", ("a", names[0])))
    record.add_field(*_title(book, is_signed=bool(names)), *_publication(book))
    if book.get("pages"):
        record.add_field(_field("300", "  ", ("a", f"{book['pages']} pages")))
    record.add_field(*_price(book), *_summaries(book), *_categories(book))
    record.add_field(*(_field("700", "0 ", ("a", name)) for name in names[1:]))
    return record


def _magazine(magazine: Thing) -> pymarc.Record:
    record = pymarc.Record(leader="00000nas a2200000 c 4500")
    frequency = magazine.get("frequency")
    coded = {None: "  ", "irregular": " x"}.get(frequency) or f"{_LETTERS[frequency]}r"
    record.add_field(*_controls(magazine, " ", coded))
    if magazine.get("issn"):
        record.add_field(_field("022", "  ", ("a", magazine["issn"])))
    record.add_field(*_language(magazine), *_title(magazine, is_signed=False), *_publication(magazine))
    if frequency:
        record.add_field(_field("310", "  ", ("a", frequency.capitalize())))
    record.add_field(*_price(magazine), *_summaries(magazine), *_categories(magazine))
    if magazine.get("issue"):
        record.add_field(_field("866", " 7", ("8", "0"), ("a", magazine["issue"]), ("2", marc_codes.OWN)))
    return record


def _controls(thing: Thing, form: str, frequency: str) -> Iterator[Field]:
    """001, 003 and 008: number, whose number it is, and the coded year, form, frequency and language."""
    number, whose = _number(thing)
    yield Field("001", data=number)
    if whose:
        yield Field("003", data=whose)
    dates = f"s{year}    " if (year := _year(thing)) else f"n{'u' * 4}    "
    code = language.parts(thing["language"]).bibliographic if thing.get("language") else "und"
    made = (thing.get("created_at") or "1970-01-01")[2:10].replace("-", "")
    yield Field("008", data=f"{made}{dates}xx {frequency}   {form}{' ' * 11}{code} d")


def _number(thing: Thing) -> tuple[str, str]:
    """The number of the record and whose it is: those by which it once came, else ours."""
    number = thing.get("isbn") or thing.get("key") or str(thing["id"])
    if not number.startswith("marc:"):
        return number, marc_codes.OWN
    whose, parted, rest = number.removeprefix("marc:(").partition(")")
    return (rest, whose) if number.startswith("marc:(") and parted else (number.removeprefix("marc:"), "")


def _year(thing: Thing) -> str:
    """The year in four digits; those before Christ have none."""
    year = thing.get("year")
    return f"{year:04}" if year and year > 0 else ""


def _language(thing: Thing) -> Iterator[Field]:
    if thing.get("language"):
        yield _field("041", " 7", ("a", thing["language"]), ("2", marc_codes.TAGS_OF_LANGUAGE))


def _title(thing: Thing, *, is_signed: bool) -> Iterator[Field]:
    """The title; a subtitle is its remainder, and once more a title by itself."""
    title, subtitle = thing["title"], thing.get("subtitle")
    indicators = f"{int(is_signed)}0"
    if not subtitle:
        yield _field("245", indicators, ("a", title))
        return
    yield _field("245", indicators, ("a", title), ("b", subtitle))
    yield _field("246", "30", ("a", subtitle))


def _publication(thing: Thing) -> Iterator[Field]:
    name, year = (thing.get("publisher") or {}).get("name"), _year(thing)
    if name or year:
        yield _field("264", " 1", ("b", name), ("c", year))


def _price(thing: Thing) -> Iterator[Field]:
    if price := thing.get("price"):
        told = (("a", "02"), ("b", price["amount"]), ("c", price["currency"]), ("2", "onixpt"))
        yield _field("365", "  ", *told)


def _summaries(thing: Thing) -> Iterator[Field]:
    """A field a line of the description; a line that is too long for one goes on in linked ones."""
    lines = [text for line in (thing.get("description") or "").splitlines() if (text := " ".join(line.split()))]
    for link, line in enumerate(lines, 1):
        pieces = list(_pieces(line))
        for place, piece in enumerate(pieces, 1):
            linked = f"{link}.{place}\\x" if len(pieces) > 1 else None
            yield _field("520", "  ", ("8", linked), ("a", piece))


def _categories(thing: Thing) -> Iterator[Field]:
    """Terms of a list of our own."""
    for category in thing.get("categories") or ():
        yield _field("650", " 7", ("a", category.get("name") or category["slug"]), ("2", marc_codes.OWN))


def _pieces(line: str) -> Iterator[str]:
    """The line in pieces that fit into fields."""
    raw = line.encode()
    while raw:
        piece = raw[:_PIECE].decode("utf-8", "ignore")
        yield piece
        raw = raw[len(piece.encode()) :]


def _field(tag: str, indicators: str, *subfields: tuple[str, str | None]) -> Field:
    told = [Subfield(code, text) for code, text in subfields if text]
    return Field(tag, indicators=Indicators(*indicators), subfields=told)
