"""ONIX for Books: which elements are read, and which of them count."""

from importlib.resources import files

import pytest
from lxml import etree

from bookstore.formats import reader_for
from bookstore.formats.onix import Onix
from bookstore.formats.onix_codes import SHORT
from bookstore.values.records import BookRecord, Rejected, Skipped
from tests.formats.trade import message, product, title_of

SUPPLY = "<ProductSupply><SupplyDetail>{}</SupplyDetail></ProductSupply>"
PRICE = "<Price><PriceType>{}</PriceType><PriceAmount>{}</PriceAmount><CurrencyCode>{}</CurrencyCode></Price>"
TEXT = "<CollateralDetail><TextContent><TextType>{}</TextType><Text{}>{}</Text></TextContent></CollateralDetail>"


def read(file, *products, **options):
    path = file(message(*products, **options))
    reader = reader_for(path)
    assert reader.name == "onix"
    return list(reader.read(path))


def one(file, **parts):
    (record,) = read(file, product(**parts))
    return record


@pytest.mark.parametrize("name", ["onix3_multiple_iso8859-1.xml", "onix3_reference_single.xml"])
def test_the_figures_of_the_reference_are_met(data, expected, name):
    figures, path = expected[f"onix/{name}"], data / "onix" / name
    books = list(reader_for(path).read(path))
    assert len(books) == figures["rows"] == figures["books_created"]
    assert sum(book.isbn is not None for book in books) == figures["rows_valid_isbn"]
    assert max(len(book.title) for book in books) == figures["title_max"]
    assert len({name for book in books for name in book.authors}) == figures["authors_distinct"]
    assert [book.warnings for book in books] == [[]] * len(books)


def test_a_real_product_is_read_field_by_field(data):
    path = data / "onix" / "onix3_reference_single.xml"
    (book,) = reader_for(path).read(path)
    assert (book.isbn, book.title, book.key) == ("9780007232833", "Roseanna", "onix:com.globalbookinfo.onix.01734529")
    assert book.authors == ("Maj Sjöwall", "Per Wahlöö", "Henning Mankell")
    assert (book.publisher, book.language, book.year) == ("HarperCollins Publishers", "en", 2006)
    assert (book.pages, book.format, book.price.amount, book.price.currency) == (245, "paperback", "7.99", "GBP")
    assert book.description.startswith("Widely recognised")
    assert book.description.count("\n\n") == 3
    assert "<" not in book.description


def test_a_header_a_supplier_and_a_subject_are_read(data):
    path = data / "onix" / "onix3_multiple_iso8859-1.xml"
    book = next(iter(reader_for(path).read(path)))
    assert (book.stock, book.categories, book.price.currency) == (1, ("Humour",), "AUD")
    assert book.subtitle == "My user's guide to the universe, from black holes to belly buttons"


def test_short_names_are_read_like_long_ones(file):
    short = (
        '<ONIXmessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/short"><header><m186>EUR</m186></header>'
        "<product><a001>r</a001><descriptivedetail><b012>BB</b012><titledetail><b202>01</b202><titleelement>"
        "<x409>01</x409><b030>The</b030><b031>T</b031></titleelement></titledetail></descriptivedetail><productsupply>"
        "<supplydetail><price><j151>5</j151></price></supplydetail></productsupply></product></ONIXmessage>"
    )
    path = file(short)
    (book,) = reader_for(path).read(path)
    assert (book.title, book.format, book.price.amount, book.price.currency) == ("The T", "hardback", "5.00", "EUR")


def test_the_short_names_are_those_of_the_schema():
    schema = etree.parse(str(files("onixcheck") / "schema/xsd3.1/ONIX_BookProduct_3.1_short.xsd"))
    for short, long in SHORT.items():
        xpath = f"//*[local-name()='element'][@name='{short}']//*[@name='refname']"
        (attribute,) = schema.xpath(xpath)[:1]
        assert long in etree.tostring(attribute).decode(), short


@pytest.mark.parametrize(
    "root",
    [
        '<ONIXMessage release="3.0">',
        '<ONIXMessage release="3.1" xmlns="http://ns.editeur.org/onix/3.1/reference">',
        '<ONIXMessage xmlns="http://ns.editeur.org/onix/3.0/reference">',
    ],
)
def test_messages_of_release_3_are_read_with_a_namespace_or_without(file, root):
    assert [book.title for book in read(file, product("A"), product("B"), root=root)] == ["A", "B"]


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ('<ONIXMessage release="2.1">', "of ONIX 2.1; only 3.0 and 3.1 are read"),
        ("<ONIXMessage>", "of ONIX without a release; only 3.0 and 3.1 are read"),
        ('<ONIXMessage release="3.0" xmlns="urn:x">', "the namespace urn:x is none of ONIX 3"),
    ],
)
def test_other_messages_are_refused_in_a_sentence(file, root, reason):
    (rejected,) = read(file, product(), root=root)
    assert rejected.reason.endswith(reason)
    assert rejected.damage


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"])
def test_any_declared_encoding_is_read(file, encoding):
    head = "" if encoding == "utf-8-sig" else f'<?xml version="1.0" encoding="{encoding[:6]}"?>'
    head = head.replace("iso-88", "iso-8859-1").replace("window", "windows-1252")
    path = file(message(product("Ärger"), head=head).encode(encoding))
    assert [book.title for book in reader_for(path).read(path)] == ["Ärger"]


def test_elements_of_other_namespaces_are_passed_over(file):
    foreign = product("Foreign").replace("<Product>", '<Product xmlns="urn:x">')
    extended = product(detail='<x:Subtitle xmlns:x="urn:x">S</x:Subtitle>', more='<Price xmlns="urn:x"/>')
    (book,) = read(file, foreign, extended)
    assert (book.title, book.subtitle, book.price) == ("T", None, None)


def test_a_notice_of_deletion_is_skipped(file):
    assert read(file, product().replace(">03<", ">05<")) == [Skipped(1, "notice of deletion")]


def test_the_best_identifier_is_the_isbn(file):
    told = "<ProductIdentifier><ProductIDType>{}</ProductIDType><IDValue>{}</IDValue></ProductIdentifier>"
    numbers = (("02", "0439023483"), ("15", "978-0-441-17271-9"), ("03", "x"))
    assert one(file, more="".join(told.format(*number) for number in numbers)).isbn == "9780441172719"
    wrong = one(file, more=told.format("15", "9780441172710"))
    assert (wrong.isbn, wrong.warnings) == (None, ["ISBN 9780441172710 is not valid"])


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("<PersonName>Ann B</PersonName><PersonNameInverted>B, Ann</PersonNameInverted>", ("Ann B",)),
        ("<NamesBeforeKey>L.</NamesBeforeKey><PrefixToKey>van</PrefixToKey><KeyNames>B</KeyNames>", ("L. van B",)),
        ("<PersonNameInverted>B, Ann</PersonNameInverted>", ("B, Ann",)),
        ("<CorporateName>The House</CorporateName>", ("The House",)),
        ("<UnnamedPersons>02</UnnamedPersons>", ()),
    ],
)
def test_an_author_has_one_name_of_many(file, person, name):
    told = f"<Contributor><ContributorRole>A01</ContributorRole>{person}</Contributor>"
    assert one(file, detail=told).authors == name


def test_authors_stand_in_their_order_and_others_are_none(file):
    told = (
        "<Contributor><SequenceNumber>{0}</SequenceNumber><ContributorRole>{1}</ContributorRole>"
        "<PersonName>P{0}</PersonName></Contributor>"
    )
    people = ((3, "A12"), (1, "A01"), (2, "B06"))
    assert one(file, detail="".join(told.format(*person) for person in people)).authors == ("P1", "P3")


def test_the_first_retail_price_that_can_be_taken_counts(file):
    prices = (("05", "1", "EUR"), ("01", "2", "XXQ"), ("02", "12.50", "EUR"), ("01", "9", "GBP"))
    book = one(file, more=SUPPLY.format("".join(PRICE.format(*price) for price in prices)))
    assert (book.price.amount, book.price.currency, book.warnings) == ("12.50", "EUR", [])


def test_prices_of_which_none_can_be_taken_are_a_warning(file):
    book = one(file, more=SUPPLY.format(PRICE.format("02", "1.999", "EUR")))
    assert (book.price, book.warnings) == (None, ["price 1.999 has more decimal places than EUR"])


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ((' textformat="05"', "<p>A <b>b</b>&amp;</p><p>c<br/>d</p>"), "A b&\n\nc\nd"),
        ((' textformat="02"', "&lt;p&gt;A&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;"), "A"),
        (("", "<![CDATA[<div>A<ul><li>b</li><li>c</li></ul></div>]]>"), "A\n\nb\nc"),
        ((' textformat="06"', "a &lt;b&gt; c"), "a <b> c"),
        (("", "1 &lt; 2\n  and 3"), "1 < 2 and 3"),
    ],
)
def test_descriptions_are_plain_text(file, told, text):
    assert one(file, more=TEXT.format("03", *told)).description == text


def test_the_short_description_stands_in_for_the_long_one(file):
    assert one(file, more=TEXT.format("02", "", "short")).description == "short"
    assert one(file, more=TEXT.format("06", "", "review")).description is None


@pytest.mark.parametrize(
    ("form", "ours"),
    [
        ("<ProductForm>BB</ProductForm>", "hardback"),
        ("<ProductForm>ED</ProductForm><ProductFormDetail>E101</ProductFormDetail>", "ebook"),
        ("<ProductForm>ED</ProductForm><ProductFormDetail>A103</ProductFormDetail>", "audiobook"),
        ("<ProductForm>AJ</ProductForm>", "audiobook"),
        ("<ProductForm>PI</ProductForm>", "other"),
        ("<ProductForm>00</ProductForm>", None),
    ],
)
def test_a_form_of_product_is_one_of_our_formats(file, form, ours):
    assert one(file, detail=form).format == ours


def test_languages_are_tags(file):
    told = "<Language><LanguageRole>{}</LanguageRole><LanguageCode>{}</LanguageCode>{}</Language>"
    both = told.format("02", "swe", "") + told.format("01", "chi", "<CountryCode>TW</CountryCode>")
    assert one(file, detail=both).language == "zh-TW"
    assert one(file, detail=told.format("01", "xqx", "")).warnings == ['language "xqx" is not known']


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (product(""), "title is empty"),
        (product().replace("<TitleType>01", "<TitleType>10"), "title is empty"),
        (product("x" * 1001), "title is longer than 1000 characters"),
        ("<Product/>", "title is empty"),
    ],
)
def test_a_wrong_product_is_rejected_by_its_number_and_the_next_one_read(file, wrong, reason):
    first, rejected, last = read(file, product("A"), wrong, product("B"))
    assert (first.title, last.title, last.line) == ("A", "B", 3)
    assert (rejected.line, rejected.reason) == (2, reason)


def test_a_rejected_product_is_mended_in_the_table_of_rejects(file):
    reader = Onix()
    (rejected,) = read(file, product("", detail="<ProductForm>BB</ProductForm>"))
    assert isinstance(rejected, Rejected)
    columns = reader.mendable(rejected.source)
    mended = columns["_record"].replace("<TitleText></TitleText>", "<TitleText>T</TitleText>")
    mended = mended.replace("<TitleText/>", "<TitleText>T</TitleText>")
    path = file('_format,_record\nonix,"' + mended.replace('"', '""') + '"\n')
    (book,) = reader_for(path).read(path)
    assert isinstance(book, BookRecord)
    assert (book.title, book.format) == ("T", "hardback")


def test_a_mended_product_that_is_none_is_rejected(file):
    for text, reason in (("<Product>", "in the middle of an element"), (title_of("T"), "is no product")):
        path = file(f'_format,_record\nonix,"{text}"\n')
        (record,) = reader_for(path).read(path)
        assert reason in record.reason
