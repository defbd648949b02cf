"""Language tags: BCP 47, in the canonical spelling (`eng` -> `en`, `zh-tw` -> `zh-TW`)."""

from functools import lru_cache
from typing import NamedTuple

import langcodes


@lru_cache(maxsize=4096)
def parse(text: str) -> str | None:
    """The canonical tag of any right spelling, or None."""
    tag = text.strip()
    try:
        right = tag.isascii() and "_" not in tag and langcodes.tag_is_valid(tag)
        return langcodes.standardize_tag(tag) if right else None
    except ValueError:
        return None


class Parts(NamedTuple):
    """A tag as the book trade and libraries write it: ISO 639-2/B (`chi`), and what the tag says beyond."""

    bibliographic: str
    script: str | None
    country: str | None


@lru_cache(maxsize=4096)
def parts(tag: str) -> Parts:
    """The parts of a tag; a language without a code is undetermined (`und`)."""
    language = langcodes.Language.get(tag)
    try:
        code = language.to_alpha3(variant="B")
    except LookupError:
        code = "und"
    country = language.territory if language.territory and language.territory.isalpha() else None
    return Parts(code, language.script, country)
