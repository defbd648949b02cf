"""A record of MARC 21 as a book or a magazine: which of the many fields are read, and which one counts."""

import re
from collections.abc import Iterable, Iterator

import pymarc

from bookstore.formats import checks, foreign, lines, marc_codes
from bookstore.formats.dates import first_year
from bookstore.formats.refusal import Refused
from bookstore.values import limits
from bookstore.values.money import Money
from bookstore.values.records import BookRecord, MagazineRecord, Skipped
from bookstore.values.text import collapse

_ISBN = re.compile(r"[0-9Xx-]*")
_YEAR = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"[0-9]+")
_EXTENT = re.compile(r"(.*?[0-9]\]?) *(?:unnumbered |numbered )?(?:p|pp|pages?|s|S)\b", re.DOTALL)
_CODE = re.compile(r"[a-z]{3}")
_LINK = re.compile(r"([0-9]+)\.([0-9]+)\\x")
_TITLE_ENDS, _NAME_ENDS, _HOUSE_ENDS = " /:;,=", " ,.;:", " ,;:[]"


def thing(
    number: int, record: pymarc.Record, source: lines.Raw, warnings: list[str]
) -> BookRecord | MagazineRecord | Skipped:
    """The book or the magazine that a record describes; what is neither is skipped."""
    kind, level = record.leader[6], record.leader[7]
    if kind not in marc_codes.BOOKS or level in marc_codes.PARTS:
        return Skipped(number, f"record of type {kind}{level}")
    return (_magazine if level == "s" else _book)(number, record, source, warnings)


def _book(number: int, record: pymarc.Record, source: lines.Raw, warnings: list[str]) -> BookRecord:
    title, subtitle = foreign.tidy(_titles(record), warnings)
    publisher = _publisher(record, warnings)
    year = _year(record)
    return BookRecord(
        line=number,
        key=_key(record, title, publisher or "", year),
        title=checks.title(title),
        isbn=foreign.isbn((_leading(text) for text in _all(record, "020", "a")), warnings),
        subtitle=checks.within(subtitle, limits.SUBTITLE, "subtitle") or None,
        authors=foreign.authors(foreign.distinct(foreign.tidy(list(_authors(record)), warnings))),
        publisher=publisher,
        categories=_categories(record, warnings),
        language=_language(record, warnings),
        year=foreign.year(year, warnings),
        pages=foreign.pages(_pages(record), warnings),
        format=_format(record),
        description=foreign.description(foreign.paragraphs(_summary(record), warnings), warnings),
        price=_price(record, warnings),
        source=source,
        warnings=warnings,
    )


def _magazine(number: int, record: pymarc.Record, source: lines.Raw, warnings: list[str]) -> MagazineRecord:
    title, issue = foreign.tidy([" : ".join(filter(None, _titles(record))), _issue(record)], warnings)
    publisher = _publisher(record, warnings)
    year = _year(record)
    issn = foreign.issn(_all(record, "022", "a"), warnings)
    return MagazineRecord(
        line=number,
        key=f"issn:{issn}" if issn else _key(record, title, publisher or "", year),
        title=checks.title(title),
        issn=issn,
        publisher=publisher,
        categories=_categories(record, warnings),
        language=_language(record, warnings),
        frequency=_frequency(record),
        issue=checks.within(issue, limits.ISSUE, "issue") or None,
        year=foreign.year(year, warnings),
        description=foreign.description(foreign.paragraphs(_summary(record), warnings), warnings),
        price=_price(record, warnings),
        source=source,
        warnings=warnings,
    )


def _key(record: pymarc.Record, *parts: str) -> str:
    """The number in the catalogue of whoever made the record, with their name where they tell it."""
    number, catalogue = collapse(_control(record, "001")), collapse(_control(record, "003"))
    told = f"({catalogue}){number}" if catalogue and number else number
    fits = len(told) <= limits.KEY - len("marc:")
    return checks.source_key("marc", told if fits else checks.digest(told), *parts)


def _titles(record: pymarc.Record) -> list[str]:
    """The title with its remainder and parts; the remainder is a subtitle where 246 names it as a title by itself."""
    field = record.get("245")
    if field is None:
        return ["", ""]
    ends = _punctuation(record, _TITLE_ENDS)
    remainder = " ".join(field.get_subfields("b")).rstrip(ends)
    apart = bool(remainder) and remainder in _portions(record, ends)
    title = " ".join(field.get_subfields(*("anp" if apart else "abnp")))
    return [title.rstrip(ends), remainder if apart else ""]


def _punctuation(record: pymarc.Record, marks: str) -> str:
    """What stands at the end of a text for the sake of what follows; not where leader/18 says that it is left out."""
    return " " if record.leader[18] in marc_codes.UNPUNCTUATED else marks


def _portions(record: pymarc.Record, ends: str) -> list[str]:
    """Parts of the title that are titles by themselves (246, second indicator 0)."""
    fields = [field for field in record.get_fields("246") if field.indicators.second == "0"]
    return [text.rstrip(ends) for field in fields for text in field.get_subfields("a")]


def _authors(record: pymarc.Record) -> Iterator[str]:
    for name in (*_all(record, "100", "a"), *_all(record, "700", "a")):
        yield name.rstrip(_punctuation(record, _NAME_ENDS))


def _publisher(record: pymarc.Record, warnings: list[str]) -> str | None:
    """The first publisher's name, without what parts it from the place and the year."""
    names = (name.strip(_punctuation(record, _HOUSE_ENDS)) for name in _publications(record, "b"))
    known = (name for name in names if name and name.casefold().rstrip(".") not in marc_codes.NOBODY)
    return foreign.publisher(*foreign.tidy([next(known, "")], warnings))


def _publications(record: pymarc.Record, code: str) -> Iterator[str]:
    """Of 264 what is said of the publication, else of 264 anything, else of 260."""
    fields = sorted(record.get_fields("264"), key=lambda field: field.indicators.second != "1")
    for field in (*fields, *record.get_fields("260")):
        yield from field.get_subfields(code)


def _year(record: pymarc.Record) -> str:
    told = next(filter(None, map(first_year, _publications(record, "c"))), "")
    coded = _control(record, "008")[7:11]
    return told or (coded if _YEAR.fullmatch(coded) else "")


def _language(record: pymarc.Record, warnings: list[str]) -> str | None:
    """The tag where there is one, else the code of 008, else the first of 041."""
    for field in record.get_fields("041"):
        tags = field.get_subfields("a")
        if tags and marc_codes.TAGS_OF_LANGUAGE in field.get_subfields("2"):
            return foreign.language(collapse(tags[0]), warnings)
    codes = (_control(record, "008")[35:38].strip(), *(code[:3] for code in _all(record, "041", "a")))
    known = (code for code in codes if _CODE.fullmatch(code) and code not in marc_codes.NO_LANGUAGE)
    return foreign.language(next(known, ""), warnings)


def _pages(record: pymarc.Record) -> str:
    """The highest number before the word for pages: `xxiv, 321 p.`."""
    for text in _all(record, "300", "a"):
        if found := _EXTENT.match(text):
            return max(_NUMBER.findall(found[1]), key=lambda number: (len(number.lstrip("0")), number))
    return ""


def _format(record: pymarc.Record) -> str | None:
    """What is told beside the ISBN; else what the record is of."""
    for field in record.get_fields("020"):
        beside = (_ISBN.sub("", text, count=1) for text in field.get_subfields("a"))
        if found := marc_codes.format_of(" ".join((*field.get_subfields("q"), *beside)).strip()):
            return found
    if record.leader[6] == "i":
        return "audiobook"
    return "ebook" if _control(record, "008")[23:24] in marc_codes.ELECTRONIC else None


def _frequency(record: pymarc.Record) -> str | None:
    """The coded frequency; irregular where that is all that is known."""
    coded = _control(record, "008")[18:20].ljust(2)
    return marc_codes.FREQUENCIES.get(coded[0]) or ("irregular" if coded[1] == "x" else None)


def _categories(record: pymarc.Record, warnings: list[str]) -> tuple[str, ...]:
    """Subjects that are our own categories, which only records of ours tell."""
    fields = [field for field in record.get_fields("650") if marc_codes.OWN in field.get_subfields("2")]
    names = [text for field in fields for text in field.get_subfields("a")]
    return foreign.categories(foreign.tidy(names, warnings), warnings)


def _issue(record: pymarc.Record) -> str:
    """Which issue it is, where the record is of one and not of the whole: only records of ours say so."""
    fields = [field for field in record.get_fields("866") if marc_codes.OWN in field.get_subfields("2")]
    return next((text for field in fields for text in field.get_subfields("a")), "")


def _summary(record: pymarc.Record) -> str:
    """The summaries, a line each; those that a link joins ($8 1.2\\x) are one line."""
    joined: dict[str, str] = {}
    for place, field in enumerate(record.get_fields("520")):
        text = " ".join(field.get_subfields("a", "b"))
        link = next((found for code in field.get_subfields("8") if (found := _LINK.fullmatch(code))), None)
        line = f"link {link[1]}" if link else f"field {place}"
        joined[line] = joined.get(line, "") + text
    return "\n".join(joined.values())


def _price(record: pymarc.Record, warnings: list[str]) -> Money | None:
    """The first trade price with a currency that can be taken."""
    for field in record.get_fields("365"):
        amounts, currencies = field.get_subfields("b"), field.get_subfields("c")
        try:
            if amounts and currencies:
                return checks.price(amounts[0].strip(), currencies[0].strip())
        except Refused as refusal:
            warnings.append(str(refusal))
    return None


def _leading(text: str) -> str:
    """The number itself, without what qualifies it."""
    found = _ISBN.match(text.strip())
    return found.group() if found else ""


def _all(record: pymarc.Record, tag: str, code: str) -> Iterable[str]:
    return [text for field in record.get_fields(tag) for text in field.get_subfields(code)]


def _control(record: pymarc.Record, tag: str) -> str:
    field = record.get(tag)
    return (field.data or "") if field else ""
