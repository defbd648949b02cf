"""Language tags: BCP 47, in the canonical spelling (`eng` -> `en`, `zh-tw` -> `zh-TW`)."""

from functools import lru_cache

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
