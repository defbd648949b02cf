"""E-mail addresses as mailboxes have them: one `@`, a domain with a dot, letters of any script."""

import re
from unicodedata import category

LOCAL = 64
"""Octets before the `@` (RFC 5321, section 4.5.3.1.1)."""

_ATOM = r"[^\s\u0000-\u0020\u007f-\u00a0\"(),.:;<>@\[\\\]]+"
_EDGE = r"[^\s\u0000-/:-@\[-`{-\u00a0]"
_INNER = r"[^\s\u0000-,./:-@\[-`{-\u00a0]"
_LABEL = rf"{_EDGE}({_INNER}*{_EDGE})?"
PATTERN = rf"^{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}$"
"""What JSON Schema can say of it."""

_ADDRESS = re.compile(PATTERN)


def is_address(text: str) -> bool:
    """Whether mail could be sent there."""
    if not _ADDRESS.fullmatch(text) or not text.isprintable():
        return False
    local, _, domain = text.rpartition("@")
    if not all(char in "-." or char.isalnum() or category(char)[0] == "M" for char in domain):
        return False
    if len(local.encode()) > LOCAL or domain.rpartition(".")[2].isdigit():
        return False
    try:
        return len(domain.encode("idna")) + len(local.encode()) < 254
    except UnicodeError:
        return False
