"""MARC 21: the codes and words that stand for ours."""

import re

BOOKS = frozenset("ati")
"""Leader/06: texts, in print or by hand, and spoken ones; the rest are maps, scores, films and the like."""

PARTS = frozenset("ab")
"""Leader/07: articles and the like, which are sold with what they are a part of."""

UNPUNCTUATED = frozenset("cn")
"""Leader/18: the punctuation between parts of a field is left out."""

ELECTRONIC = frozenset("oqs")
"""008/23: online, on a disk, or electronic without saying how."""

NO_LANGUAGE = frozenset({"", "und", "zxx", "mul", "|||", "N/A"})
"""008/35-37: not one language, or not known which."""

TAGS_OF_LANGUAGE = "rfc5646"
"""041 $2: the codes are tags of BCP 47."""

OWN = "bookstore"
"""$2 of fields whose notation is ours."""

FREQUENCIES = {
    "d": "daily",
    "w": "weekly",
    "e": "biweekly",
    "m": "monthly",
    "b": "bimonthly",
    "q": "quarterly",
    "f": "biannual",
    "a": "annual",
}
"""008/18; irregular is what 008/19 says alone."""

NOBODY = frozenset({"s.n", "s. n", "sine nomine", "publisher not identified"})
"""264 $b, folded: that the publisher is not known."""

_QUALIFIERS = (
    ("paperback", re.compile(r"\bpaperback|\bpbk?\b|\bpaper\b|\bsoftcover|\bsoftback|\bbroch", re.IGNORECASE)),
    ("hardback", re.compile(r"\bhard(?:back|cover|bound)|\bhbk?\b|\bhdbk|\bcloth|\bcased|\bgeb\b", re.IGNORECASE)),
    ("ebook", re.compile(r"e-?book|electronic|\bonline\b|\bepub\b|\bpdf\b|\bkindle\b", re.IGNORECASE)),
    ("audiobook", re.compile(r"\baudio|\bsound disc|\bCDs?\b(?!-)", re.IGNORECASE)),
    ("other", re.compile(r"^other$", re.IGNORECASE)),
)
_PAPER = re.compile(r"(?:alk|acid[- ]free|permanent)\.? paper", re.IGNORECASE)


def format_of(qualifier: str) -> str | None:
    """The format that stands behind an ISBN, such as `(pbk. : alk. paper)`."""
    words = _PAPER.sub("", qualifier)
    return next((name for name, pattern in _QUALIFIERS if pattern.search(words)), None)
