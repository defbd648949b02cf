"""What a password must be, whoever sets it, and its one form, however it was typed."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from bookstore.values.text import forbidden, is_blank, user_key

MIN_PASSWORD, MAX_PASSWORD = 8, 1024
"""Characters of a password."""

COMMON = Path(__file__).with_name("common_passwords.txt")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def prepared(password: str) -> str:
    """The one form of a password (RFC 8265, OpaqueString): NFC, each kind of blank a space, nothing trimmed."""
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", password))


def spellings(password: str) -> tuple[str, ...]:
    """What a password may have been kept as: its one form, or as it was typed, as all were once."""
    if len(password) > MAX_PASSWORD:
        return (password,)  # nobody's: it is not worth the time to compose it
    return tuple(dict.fromkeys((prepared(password), password)))


def fault(password: str, *, name: str | None = None) -> str | None:
    """What is wrong with a password of somebody with this name, in a sentence; None when nothing is."""
    lengths = [len(spelling) for spelling in spellings(password)]
    if min(lengths) < MIN_PASSWORD or max(lengths) > MAX_PASSWORD:
        return f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters."
    if char := forbidden(password):
        return f"A password does not contain U+{ord(char):04X}: nobody could type it again."
    if is_blank(password):
        return "A password has characters that can be seen."
    if name is not None and user_key(password) == user_key(name):
        return "A password is not the name."
    if prepared(password).casefold() in _common():
        return "This is one of the commonest passwords: take another."
    return None


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if len(line) >= MIN_PASSWORD and not line.startswith("# "))
