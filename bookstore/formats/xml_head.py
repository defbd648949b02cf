"""What an XML file is, by its beginning: its root element, and whether it declares entities. Nothing is parsed."""

import re
from typing import NamedTuple

ATOM = "this is a feed of Atom, as catalogues of OPDS 1.x are; of OPDS, version 2.0 (JSON) is read"
"""Why such a feed is not read."""

_ATOM = "http://www.w3.org/2005/Atom"
_PROLOG = re.compile(
    r"(?:\s|\ufeff|<\?.*?\?>|<!--.*?-->|(?P<doctype><!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>))*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*("[^"]*"|'[^']*')""")


class Root(NamedTuple):
    """The root element of a file, and whether entities are declared before it."""

    name: str
    namespace: str
    attributes: dict[str, str]
    has_entities: bool


def root_of(head: str) -> Root | None:
    """The root element that the beginning of a file shows, or None where it is no XML."""
    text = head.replace("\0", "")  # UTF-16 without a byte order mark
    prolog = _PROLOG.match(text)
    found = _ROOT.match(text, prolog.end()) if prolog else None
    if prolog is None or found is None:
        return None
    prefix, name, rest = found.groups()
    attributes = {key: value[1:-1] for key, value in _ATTRIBUTE.findall(rest)}
    namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    return Root(name, namespace, attributes, "<!ENTITY" in (prolog["doctype"] or "").upper())


def is_atom(head: str) -> bool:
    """Whether a file begins as a feed of Atom, or an entry of one, does."""
    root = root_of(head)
    return root is not None and root.namespace == _ATOM and root.name in {"feed", "entry"}
