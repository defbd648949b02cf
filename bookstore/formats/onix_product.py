"""A product of an ONIX message as a book: which of the many elements are read, and which one counts."""

from collections.abc import Iterator
from functools import lru_cache

from bookstore.formats import checks, foreign, markup, xml_records
from bookstore.formats.dates import first_year
from bookstore.formats.onix_codes import (
    CATEGORIES,
    DESCRIPTIONS,
    LITERAL,
    NAMESPACES,
    PAGES,
    RETAIL,
    SHELVES,
    SHORT,
    format_of,
)
from bookstore.formats.refusal import Refused
from bookstore.formats.xml_records import Element
from bookstore.values import limits
from bookstore.values.money import Money
from bookstore.values.records import BookRecord, Record, Skipped
from bookstore.values.text import collapse

_LAST = 10**9


class Node:
    """An element of ONIX and those in it, by their reference names."""

    def __init__(self, element: Element):
        self.element = element

    def all(self, *path: str) -> Iterator["Node"]:
        """The elements at the end of a path."""
        name, *rest = path
        for child in self.element:
            if _name(child.tag) == name:
                yield from Node(child).all(*rest) if rest else (Node(child),)

    def has(self, name: str) -> bool:
        """Whether there is such an element."""
        return next(self.all(name), None) is not None

    def text(self, *path: str) -> str:
        """The text of the first element at the end of a path, on one line; empty where there is none."""
        found = next(self.all(*path), None)
        return found.words if found else ""

    @property
    def words(self) -> str:
        """The text in the element, on one line."""
        return collapse(xml_records.text_of(self.element))


class Recorder:
    """Makes books of the products of one message, whose header may say what they leave out."""

    def __init__(self, name: str):
        self._format = name
        self._price_type = self._currency = ""

    def record(self, number: int, element: Element) -> Record | None:
        """The record of a product; none of a header."""
        node = Node(element)
        if _name(element.tag) == "Header":
            self._price_type, self._currency = node.text("DefaultPriceType"), node.text("DefaultCurrencyCode")
            return None
        if _name(element.tag) != "Product":
            raise Refused(f"the element {xml_records.local_name(element.tag)[1][:40]} is no product")
        if node.text("NotificationType") == "05":
            return Skipped(number, "notice of deletion")
        return self._book(number, node)

    def _book(self, number: int, product: Node) -> BookRecord:
        warnings: list[str] = []
        title, subtitle, publisher, year, reference = foreign.tidy(
            [*_titles(product), _publisher(product), _date(product), product.text("RecordReference")], warnings
        )
        title = checks.title(title)
        return BookRecord(
            line=number,
            key=checks.source_key("onix", _fitting(reference), title, publisher, year),
            title=title,
            isbn=foreign.isbn(_isbns(product), warnings),
            subtitle=checks.within(subtitle, limits.SUBTITLE, "subtitle") or None,
            authors=foreign.authors(foreign.distinct(foreign.tidy(list(_authors(product)), warnings))),
            publisher=foreign.publisher(publisher),
            categories=foreign.categories(foreign.tidy(list(_categories(product)), warnings), warnings),
            language=_language(product, warnings),
            year=foreign.year(first_year(year), warnings),
            pages=foreign.pages(_pages(product), warnings),
            format=_format(product),
            description=foreign.description(foreign.paragraphs(_description(product), warnings), warnings),
            price=self._price(product, warnings),
            stock=_stock(product, warnings),
            source=xml_records.raw(product.element, self._format),
            warnings=warnings,
        )

    def _price(self, product: Node, warnings: list[str]) -> Money | None:
        """The first retail price that can be taken; where there are only others, what is wrong with them is told."""
        faults = []
        for price in product.all("ProductSupply", "SupplyDetail", "Price"):
            if (price.text("PriceType") or self._price_type) not in RETAIL:
                continue
            amount = "0" if price.text("UnpricedItemType") == "01" else price.text("PriceAmount")
            currency = price.text("CurrencyCode") or self._currency
            try:
                if amount and currency:
                    return checks.price(amount, currency)
            except Refused as refusal:
                faults.append(str(refusal))
        warnings += faults
        return None


def _fitting(reference: str) -> str:
    """The reference of a record, or what stands for one that is too long for a key."""
    return reference if len(reference) <= limits.KEY - len("onix:") else checks.digest(reference)


def _titles(product: Node) -> tuple[str, str]:
    """The distinctive title of the product itself, and its subtitle."""
    for detail in product.all("DescriptiveDetail", "TitleDetail"):
        for element in detail.all("TitleElement"):
            if detail.text("TitleType") == "01" and element.text("TitleElementLevel") == "01":
                prefixed = foreign.prefixed(element.text("TitlePrefix"), element.text("TitleWithoutPrefix"))
                return element.text("TitleText") or prefixed, element.text("Subtitle")
    return "", ""


def _isbns(product: Node) -> list[str]:
    told = [(one.text("ProductIDType"), one.text("IDValue")) for one in product.all("ProductIdentifier")]
    return [value for wanted in ("15", "03", "02") for kind, value in told if kind == wanted]


def _authors(product: Node) -> Iterator[str]:
    """The names of those whose role is an author's, in their order."""
    for contributor in sorted(product.all("DescriptiveDetail", "Contributor"), key=_place):
        if any(role.words.startswith("A") for role in contributor.all("ContributorRole")):
            yield _name_of(contributor)


def _place(contributor: Node) -> int:
    number = contributor.text("SequenceNumber")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else _LAST


def _name_of(person: Node) -> str:
    parts = (person.text(part) for part in ("NamesBeforeKey", "PrefixToKey", "KeyNames"))
    return (
        person.text("PersonName")
        or " ".join(filter(None, parts))
        or person.text("PersonNameInverted")
        or person.text("CorporateName")
    )


def _publisher(product: Node) -> str:
    """The publisher, else whoever else publishes, else the imprint."""
    houses = list(product.all("PublishingDetail", "Publisher"))
    houses.sort(key=lambda house: house.text("PublishingRole") != "01")
    named = next(filter(None, (house.text("PublisherName") for house in houses)), "")
    return named or product.text("PublishingDetail", "Imprint", "ImprintName")


def _date(product: Node) -> str:
    dates = product.all("PublishingDetail", "PublishingDate")
    return next((date.text("Date") for date in dates if date.text("PublishingDateRole") == "01"), "")


def _language(product: Node, warnings: list[str]) -> str | None:
    """The language of the text, with script and country where they make a tag."""
    for language in product.all("DescriptiveDetail", "Language"):
        if language.text("LanguageRole") in {"01", ""}:
            code = language.text("LanguageCode")
            parts = (code, language.text("ScriptCode"), language.text("CountryCode"))
            return foreign.language("-".join(filter(None, parts)), []) or foreign.language(code, warnings)
    return None


def _pages(product: Node) -> str:
    told = {
        extent.text("ExtentType"): extent.text("ExtentValue")
        for extent in product.all("DescriptiveDetail", "Extent")
        if extent.text("ExtentUnit") == "03"
    }
    return next((told[kind] for kind in PAGES if told.get(kind, "").strip("0")), "")


def _format(product: Node) -> str | None:
    details = [detail.words for detail in product.all("DescriptiveDetail", "ProductFormDetail")]
    return format_of(product.text("DescriptiveDetail", "ProductForm"), details)


def _categories(product: Node) -> Iterator[str]:
    """The headings of the main subjects, and our own categories."""
    for subject in product.all("DescriptiveDetail", "Subject"):
        scheme = subject.text("SubjectSchemeIdentifier")
        is_ours = scheme == "24" and subject.text("SubjectSchemeName") == CATEGORIES
        if is_ours or (scheme in SHELVES and subject.has("MainSubject")):
            yield subject.text("SubjectHeadingText")


def _description(product: Node) -> str:
    """The description, else the short one, as plain text."""
    contents = [
        (content.text("TextType"), text)
        for content in product.all("CollateralDetail", "TextContent")
        for text in content.all("Text")
    ]
    plain = (_plain(text.element) for wanted in DESCRIPTIONS for kind, text in contents if kind == wanted)
    return next(filter(None, plain), "")


def _plain(text: Element) -> str:
    if any(isinstance(child.tag, str) for child in text):
        return markup.plain(text)
    told, words = text.get("textformat"), xml_records.text_of(text)
    if told in LITERAL or not (told or markup.looks_marked_up(words)):
        return collapse(words)
    return markup.plain_of_html(words)


def _stock(product: Node, warnings: list[str]) -> int | None:
    """The copies at hand of the first supplier who tells of any."""
    for stock in product.all("ProductSupply", "SupplyDetail", "Stock"):
        if told := stock.text("OnHand"):
            return foreign.stock(told, warnings)
    return None


@lru_cache(maxsize=1024)
def _name(tag: object) -> str:
    """The reference name of an element; nothing where it is none of ONIX."""
    namespace, name = xml_records.local_name(tag)
    return SHORT.get(name, name) if namespace in NAMESPACES else ""
