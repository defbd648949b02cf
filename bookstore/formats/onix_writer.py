"""Books as a message of ONIX for Books 3.0, in reference names, one product at a time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from bookstore.formats.onix_codes import CATEGORIES, FORMS, REFERENCE
from bookstore.formats.xml_records import Element
from bookstore.values import language

SENDER = "Bookstore"
_IN_STOCK, _OUT_OF_STOCK = "21", "31"
_FREE, _ASK = "01", "04"

Thing = Mapping[str, Any]


def write(things: Iterable[Thing]) -> Iterator[bytes]:
    """The message, a product a piece; things that are no books are left out."""
    yield _head().encode()
    for thing in things:
        if thing["kind"] == "book":
            yield etree.tostring(_product(thing), encoding="utf-8") + b"\n"
    yield b"</ONIXMessage>\n"


def _head() -> str:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%MZ")
    header = f"<Header><Sender><SenderName>{SENDER}</SenderName></Sender><SentDateTime>{moment}</SentDateTime></Header>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ONIXMessage release="3.0" xmlns="{REFERENCE}">\n{header}\n'


def _product(book: Thing) -> Element:
    """The product, whose elements stand in the order of the schema."""
    reference = _reference(book)
    product = etree.Element("Product")
    _put(product, "RecordReference", reference)
    _put(product, "NotificationType", "03")
    for kind, value in (("15", book["isbn"]), ("03", book["isbn"])) if book.get("isbn") else (("01", reference),):
        _put_identifier(product, kind, value)
    _put_description(etree.SubElement(product, "DescriptiveDetail"), book)
    if book.get("description"):
        _put_text(etree.SubElement(product, "CollateralDetail"), book["description"])
    if book.get("publisher") or _date(book):
        _put_publishing(etree.SubElement(product, "PublishingDetail"), book)
    _put_supply(etree.SubElement(etree.SubElement(product, "ProductSupply"), "SupplyDetail"), book)
    return product


def _reference(book: Thing) -> str:
    """What the record is known by: the reference by which it once came, else its key or number."""
    key = book.get("key") or (f"isbn:{book['isbn']}" if book.get("isbn") else f"book:{book['id']}")
    return key.removeprefix("onix:")


def _put(parent: Element, name: str, text: str) -> Element:
    child = etree.SubElement(parent, name)
    child.text = text
    return child


def _put_identifier(product: Element, kind: str, value: str) -> None:
    identifier = etree.SubElement(product, "ProductIdentifier")
    _put(identifier, "ProductIDType", kind)
    if kind == "01":
        _put(identifier, "IDTypeName", f"{SENDER} key")
    _put(identifier, "IDValue", value)


def _put_description(detail: Element, book: Thing) -> None:
    _put(detail, "ProductComposition", "00")
    _put(detail, "ProductForm", FORMS[book.get("format")])
    _put_title(etree.SubElement(detail, "TitleDetail"), book)
    for number, author in enumerate(book.get("authors") or (), 1):
        contributor = etree.SubElement(detail, "Contributor")
        _put(contributor, "SequenceNumber", str(number))
        _put(contributor, "ContributorRole", "A01")
        _put(contributor, "PersonName", author["name"])
    if not book.get("authors"):
        etree.SubElement(detail, "NoContributor")
    if book.get("language"):
        _put_language(etree.SubElement(detail, "Language"), language.parts(book["language"]))
    if book.get("pages"):
        extent = etree.SubElement(detail, "Extent")
        for name, value in (("ExtentType", "00"), ("ExtentValue", str(book["pages"])), ("ExtentUnit", "03")):
            _put(extent, name, value)
    for category in book.get("categories") or ():
        _put_category(etree.SubElement(detail, "Subject"), category)


def _put_title(detail: Element, book: Thing) -> None:
    _put(detail, "TitleType", "01")
    element = etree.SubElement(detail, "TitleElement")
    _put(element, "TitleElementLevel", "01")
    _put(element, "TitleText", book["title"])
    if book.get("subtitle"):
        _put(element, "Subtitle", book["subtitle"])


def _put_language(parent: Element, parts: language.Parts) -> None:
    _put(parent, "LanguageRole", "01")
    _put(parent, "LanguageCode", parts.bibliographic)
    if parts.country:
        _put(parent, "CountryCode", parts.country)
    if parts.script:
        _put(parent, "ScriptCode", parts.script)


def _put_category(subject: Element, category: Thing) -> None:
    _put(subject, "SubjectSchemeIdentifier", "24")
    _put(subject, "SubjectSchemeName", CATEGORIES)
    _put(subject, "SubjectHeadingText", category.get("name") or category["slug"])


def _put_text(detail: Element, description: str) -> None:
    """The description: as it is where it is one line, in XHTML's paragraphs where it is several."""
    content = etree.SubElement(detail, "TextContent")
    _put(content, "TextType", "03")
    _put(content, "ContentAudience", "00")
    text = _put(content, "Text", description)
    paragraphs = [lines for part in description.split("\n\n") if (lines := part.strip().splitlines())]
    several = len(paragraphs) > 1 or any(len(lines) > 1 for lines in paragraphs)
    text.set("textformat", "05" if several else "06")
    if several:
        text.text = None
        for lines in paragraphs:
            _put_paragraph(etree.SubElement(text, "p"), lines)


def _put_paragraph(paragraph: Element, lines: list[str]) -> None:
    paragraph.text, *rest = lines
    for line in rest:
        etree.SubElement(paragraph, "br").tail = line


def _put_publishing(detail: Element, book: Thing) -> None:
    publisher = etree.SubElement(detail, "Publisher")
    _put(publisher, "PublishingRole", "01")
    if book.get("publisher"):
        _put(publisher, "PublisherName", book["publisher"]["name"])
    else:
        _put_nobody(etree.SubElement(publisher, "PublisherIdentifier"))
    if date := _date(book):
        published = etree.SubElement(detail, "PublishingDate")
        _put(published, "PublishingDateRole", "01")
        _put(published, "Date", date).set("dateformat", "05")


def _put_nobody(identifier: Element) -> None:
    """Who published it is not known: a date of publication needs somebody."""
    for name, value in (("PublisherIDType", "01"), ("IDTypeName", SENDER), ("IDValue", "unknown")):
        _put(identifier, name, value)


def _date(book: Thing) -> str:
    """The year in four digits; those before Christ have none."""
    year = book.get("year")
    return f"{year:04}" if year and year > 0 else ""


def _put_supply(detail: Element, book: Thing) -> None:
    stock, price = book.get("stock") or 0, book.get("price")
    supplier = etree.SubElement(detail, "Supplier")
    _put(supplier, "SupplierRole", "00")
    _put(supplier, "SupplierName", SENDER)
    _put(detail, "ProductAvailability", _IN_STOCK if stock else _OUT_OF_STOCK)
    _put(etree.SubElement(detail, "Stock"), "OnHand", str(stock))
    if price is None:
        _put(detail, "UnpricedItemType", _ASK)
        return
    priced = etree.SubElement(detail, "Price")
    _put(priced, "PriceType", "02")
    is_free = not price["amount"].strip("0.")
    _put(priced, "UnpricedItemType", _FREE) if is_free else _put(priced, "PriceAmount", price["amount"])
    _put(priced, "CurrencyCode", price["currency"])
