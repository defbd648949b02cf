"""Entity tags as clients send them (RFC 9110, section 8.8.3): what is not written as one matches nothing."""

import re

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t]*(?:,[ \t]*)*{_TAG}[ \t]*(?:,[ \t]*(?:{_TAG}[ \t]*)?)*")
_EACH = re.compile(_TAG)


def same(header: str, tag: str) -> bool:
    """Whether If-Match holds for a state with this tag: by strong comparison, so a weak tag never does."""
    return header == "*" or f'"{tag}"' in _tags(header)


def seen(header: str, tag: str) -> bool:
    """Whether If-None-Match names this tag: by weak comparison."""
    return header == "*" or f'"{tag}"' in {found.removeprefix("W/") for found in _tags(header)}


def _tags(header: str) -> list[str]:
    return _EACH.findall(header) if _TAGS.fullmatch(header) else []
