"""ONIX for Books: its namespaces, the short names of the elements that are read, and the codes that stand for ours."""

REFERENCE = "http://ns.editeur.org/onix/3.0/reference"
NAMESPACES = (
    "",
    REFERENCE,
    "http://ns.editeur.org/onix/3.0/short",
    "http://ns.editeur.org/onix/3.1/reference",
    "http://ns.editeur.org/onix/3.1/short",
)
"""Where ONIX 3's elements live; those of other namespaces are other people's extensions, and passed over."""

SHORT = {
    "header": "Header",
    "m186": "DefaultCurrencyCode",
    "x310": "DefaultPriceType",
    "product": "Product",
    "a001": "RecordReference",
    "a002": "NotificationType",
    "productidentifier": "ProductIdentifier",
    "b221": "ProductIDType",
    "b244": "IDValue",
    "descriptivedetail": "DescriptiveDetail",
    "b012": "ProductForm",
    "b333": "ProductFormDetail",
    "titledetail": "TitleDetail",
    "b202": "TitleType",
    "titleelement": "TitleElement",
    "x409": "TitleElementLevel",
    "b203": "TitleText",
    "b030": "TitlePrefix",
    "b031": "TitleWithoutPrefix",
    "b029": "Subtitle",
    "contributor": "Contributor",
    "b034": "SequenceNumber",
    "b035": "ContributorRole",
    "b036": "PersonName",
    "b037": "PersonNameInverted",
    "b039": "NamesBeforeKey",
    "b247": "PrefixToKey",
    "b040": "KeyNames",
    "b047": "CorporateName",
    "language": "Language",
    "b253": "LanguageRole",
    "b252": "LanguageCode",
    "b251": "CountryCode",
    "x420": "ScriptCode",
    "extent": "Extent",
    "b218": "ExtentType",
    "b219": "ExtentValue",
    "b220": "ExtentUnit",
    "subject": "Subject",
    "x425": "MainSubject",
    "b067": "SubjectSchemeIdentifier",
    "b171": "SubjectSchemeName",
    "b070": "SubjectHeadingText",
    "collateraldetail": "CollateralDetail",
    "textcontent": "TextContent",
    "x426": "TextType",
    "d104": "Text",
    "publishingdetail": "PublishingDetail",
    "imprint": "Imprint",
    "b079": "ImprintName",
    "publisher": "Publisher",
    "b291": "PublishingRole",
    "b081": "PublisherName",
    "publishingdate": "PublishingDate",
    "x448": "PublishingDateRole",
    "b306": "Date",
    "productsupply": "ProductSupply",
    "supplydetail": "SupplyDetail",
    "stock": "Stock",
    "j350": "OnHand",
    "price": "Price",
    "x462": "PriceType",
    "j151": "PriceAmount",
    "j192": "UnpricedItemType",
    "j152": "CurrencyCode",
}
"""The reference name of each short one."""

CATEGORIES = "Bookstore categories"
"""The name of our own scheme of subjects."""

FORMS = {"hardback": "BB", "paperback": "BC", "ebook": "EA", "audiobook": "AA", "other": "BZ", None: "00"}
"""List 150: what our formats are written as."""

RETAIL = frozenset({"", "01", "02", "03", "04", "41", "42"})
"""List 58: prices that a reader pays, with tax or without; those of no stated type too."""

PAGES = ("00", "11", "05", "07", "06", "10", "08")
"""List 23: counts of pages, the best first."""

DESCRIPTIONS = ("03", "02")
"""List 153: the description, else the short one."""

SHELVES = frozenset({"10", "12", "93"})
"""List 27: BISAC, BIC and Thema, the schemes whose headings shops put on their shelves."""

LITERAL = frozenset({"00", "06", "07"})
"""List 34: texts that are meant as they stand, tags or not."""


def format_of(form: str, details: list[str]) -> str | None:
    """Our format for a form of product and its details (List 175)."""
    if form in {"", "00"}:
        return None
    if form.startswith("A") or (form.startswith(("D", "E")) and any(detail.startswith("A1") for detail in details)):
        return "audiobook"
    if form.startswith("E"):
        return "ebook"
    return {"BB": "hardback", "BC": "paperback"}.get(form, "other")
