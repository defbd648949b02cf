"""What a password must be, whoever sets it."""

from functools import cache
from pathlib import Path

from bookstore.values.text import forbidden, is_blank, name_key

MIN_PASSWORD, MAX_PASSWORD = 8, 1024
"""Characters of a password."""

COMMON = Path(__file__).with_name("common_passwords.txt")


def fault(password: str, *, name: str | None = None) -> str | None:
    """What is wrong with a password of somebody with this name, in a sentence; None when nothing is."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters."
    if char := forbidden(password):
        return f"A password does not contain U+{ord(char):04X}: nobody could type it again."
    if is_blank(password):
        return "A password has characters that can be seen."
    if name is not None and name_key(password) == name_key(name):
        return "A password is not the name."
    if password.casefold() in _common():
        return "This is one of the commonest passwords: take another."
    return None


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
