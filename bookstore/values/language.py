"""Language tags: BCP 47, in the canonical spelling (`eng` -> `en`, `zh-tw` -> `zh-TW`)."""

from functools import lru_cache

import langcodes


@lru_cache(maxsize=4096)
def parse(text: str) -> str | None:
    """The canonical tag of any right spelling, or None."""
    tag = text.strip()
    try:
        return langcodes.standardize_tag(tag) if tag.isascii() and langcodes.tag_is_valid(tag) else None
    except ValueError:
        return None
