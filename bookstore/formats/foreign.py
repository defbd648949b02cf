"""How the words of other people's files become ours; what cannot be taken is left out with a warning."""

import re
from collections.abc import Iterable, Sequence

from bookstore.formats.checks import names, within
from bookstore.values import isbn as isbns
from bookstore.values import issn as issns
from bookstore.values import language as languages
from bookstore.values import limits
from bookstore.values.text import collapse, forbidden, is_tidy, name_key, without_forbidden

_YEAR = re.compile(r"(-?[0-9]{1,6})(?:\.[0-9]*)?")
_GAPS = re.compile(r"\n{3,}")
_BINDINGS = {
    "hardcover": "hardback",
    "hardback": "hardback",
    "paperback": "paperback",
    "mass market paperback": "paperback",
    "trade paperback": "paperback",
    "kindle edition": "ebook",
    "ebook": "ebook",
    "e-book": "ebook",
}


def tidy(cells: Sequence[str], warnings: list[str]) -> list[str]:
    """The cells collapsed, without forbidden characters."""
    if is_tidy("|".join(cells)):
        return [cell.strip() for cell in cells]
    return [_tidy(cell, warnings) for cell in cells]


def authors(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of a book's authors, as often as the source names them."""
    found = tuple(text.strip() for text in texts if text.strip())
    return names(found, limits.NAME, "author", limits.AUTHORS)


def publisher(text: str) -> str | None:
    """The name of a publisher."""
    return within(text, limits.NAME, "publisher") or None


def prefixed(prefix: str, title: str) -> str:
    """The title behind its prefix; a blank between them where the prefix ends in a word (`The`, not `L'`)."""
    return f"{prefix} {title}" if prefix[-1:].isalnum() else prefix + title


def paragraphs(text: str, warnings: list[str]) -> str:
    """Text of several lines, each of them tidy; at most one blank line in a row."""
    lines = [_tidy(line, warnings) for line in text.splitlines()]
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts in order, trimmed, without empty ones and without repetitions (white space and case folded)."""
    found: dict[str, str] = {}
    for text in filter(None, map(str.strip, texts)):
        found.setdefault(name_key(text), text)
    return tuple(found.values())


def categories(texts: Iterable[str], warnings: list[str]) -> tuple[str, ...]:
    """The names of a book's categories, each once; over-long ones and those beyond the limit are left out."""
    found = distinct(texts)
    short = tuple(text for text in found if len(text) <= limits.CATEGORY)
    if len(short) < len(found):
        warnings.append(f"left out a category longer than {limits.CATEGORY} characters")
    if len(short) > limits.CATEGORIES:
        warnings.append(f"left out the categories beyond {limits.CATEGORIES}")
    return short[: limits.CATEGORIES]


def isbn(candidates: Iterable[str], warnings: list[str]) -> str | None:
    """The first valid ISBN; a warning for each that was given when none is valid."""
    given = [text for text in candidates if isbns.bare(text)]
    found = next(filter(None, map(isbns.parse, given)), None)
    if found is None:
        warnings += [f"ISBN {_shown(text)} is not valid" for text in given]
    return found


def issn(candidates: Iterable[str], warnings: list[str]) -> str | None:
    """The first valid ISSN; a warning for each that was given when none is valid."""
    given = list(dict.fromkeys(text.strip() for text in candidates if isbns.bare(text)))
    found = next(filter(None, map(issns.parse, given)), None)
    if found is None:
        warnings += [f"ISSN {text[:40]} is not valid" for text in given]
    return found


def year(text: str, warnings: list[str]) -> int | None:
    """A year such as `1998`, `1998.0` or `-720`."""
    if not text:
        return None
    match = _YEAR.fullmatch(text)
    if match is None:
        warnings.append(f'year "{text[:40]}" is not a number')
        return None
    return _between(int(match[1]), limits.YEAR_MIN, limits.YEAR_MAX, "year", warnings)


def pages(text: str, warnings: list[str]) -> int | None:
    """A number of pages."""
    return _count(text, limits.PAGES_MIN, limits.PAGES_MAX, "pages", warnings)


def stock(text: str, warnings: list[str]) -> int | None:
    """A number of copies."""
    return _count(text, limits.STOCK_MIN, limits.STOCK_MAX, "stock", warnings)


def language(text: str, warnings: list[str]) -> str | None:
    """A language by any of its codes."""
    tag = languages.parse(text) if 0 < len(text) <= limits.LANGUAGE else None
    if text and tag is None:
        warnings.append(f'language "{text[:40]}" is not known')
    return tag


def description(text: str, warnings: list[str], what: str = "description") -> str | None:
    """A description, left out when it is too long."""
    if len(text) > limits.DESCRIPTION:
        warnings.append(f"left out a {what} longer than {limits.DESCRIPTION} characters")
        return None
    return text or None


def binding(text: str) -> str | None:
    """The format of a book by the word for its binding."""
    word = text.casefold()
    if word.startswith("audio"):
        return "audiobook"
    return _BINDINGS.get(word, "other") if word else None


def _shown(text: str) -> str:
    """The beginning of a spelling without a spreadsheet's `="..."` around it."""
    return text.strip('="')[:40]


def _count(text: str, low: int, high: int, what: str, warnings: list[str]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        warnings.append(f'{what} "{text[:40]}" is not a number')
        return None
    return _between(int(text), low, high, what, warnings)


def _between(value: int, low: int, high: int, what: str, warnings: list[str]) -> int | None:
    if low <= value <= high:
        return value
    warnings.append(f"{what} {value} is not between {low} and {high}")
    return None


def _tidy(cell: str, warnings: list[str]) -> str:
    if char := forbidden(cell):
        warnings.append(f"removed the forbidden character U+{ord(char):04X}")
        cell = without_forbidden(cell)
    return collapse(cell)
