"""What text is in the catalogue: one normal form, one folding for look-ups, one way to cut it into words."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_FORBIDDEN_CLASS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but tab, line feed and carriage return
    "\u202a-\u202e\u2066-\u2069"  # bidirectional overrides and isolates
    "\ud800-\udfff\ufeff\ufffe\uffff"  # lone surrogates, byte order marks, and what no XML may hold
)
_FORBIDDEN = re.compile(f"[{_FORBIDDEN_CLASS}]")
"""Other noncharacters (U+FDD0, U+1FFFE, ...) may be interchanged since Unicode's Corrigendum 9: they harm nothing."""

_FORBIDDEN_IN_A_LINE = re.compile(f"[{_FORBIDDEN_CLASS}\t\n\r\u2028\u2029]")

IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
"""Characters that show nothing by themselves (Unicode's Default_Ignorable_Code_Point, and Braille's blank)."""

_HIDDEN_CLASS = rf"{IGNORABLE}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
_HIDDEN = re.compile(f"[{_HIDDEN_CLASS}]")
_BLANK = re.compile(rf"[\s{_HIDDEN_CLASS}]*")
_WORD = re.compile(r"[a-z0-9]+")
_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
_FOLDINGS = {
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ı": "i",
    "ŧ": "t",
    "ŋ": "n",
}

SORT_LENGTH = 500
WORD_LENGTH = 100
NAME_LENGTH = 300
USER_KEY_LENGTH = 300
NAMES_KEPT = 20_000
"""Names whose foldings are kept in mind: imports meet the same ones again and again."""


def is_tidy(text: str) -> bool:
    """Whether nothing in the text is forbidden and collapsing would do no more than trim it; cheap."""
    return text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text)


def collapse(text: str) -> str:
    """NFC, every run of white space one space, trimmed: the form in which files are taken in."""
    if is_tidy(text):
        return text.strip()
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def forbidden(text: str, *, multiline: bool = True) -> str | None:
    """The first character that no text of ours may hold, or None; of one line no break is allowed, either."""
    found = (_FORBIDDEN if multiline else _FORBIDDEN_IN_A_LINE).search(text)
    return found.group() if found else None


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen; joiners and the like are fine between what can."""
    return _BLANK.fullmatch(text) is not None


def hidden(text: str) -> str | None:
    """The first character that shows nothing by itself, or None."""
    found = _HIDDEN.search(text)
    return found.group() if found else None


def without_forbidden(text: str) -> str:
    """The text less the characters that no text of ours may hold."""
    return _FORBIDDEN.sub("", text)


def in_one_line(text: str) -> str:
    """Foreign text to be read: a space for all that no text of ours may hold and for line breaks."""
    return collapse(_FORBIDDEN.sub(" ", text))


class _Fates(dict[int, int | str | None]):
    """A table for str.translate that learns what becomes of a character when it first meets it."""

    def __init__(self, fate: Callable[[str], int | str | None]) -> None:
        super().__init__()
        self.fate = fate

    def __missing__(self, code: int) -> int | str | None:
        self[code] = self.fate(chr(code))
        return self[code]


_WITHOUT_MARKS = _Fates(lambda char: None if unicodedata.category(char) == "Mn" else _FOLDINGS.get(char, char))
_WORDS_ONLY = _Fates(lambda char: char if char.isalnum() or unicodedata.category(char)[0] == "M" else " ")


def fold(text: str) -> str:
    """Without case and accents: the form in which texts are compared and sorted (`García` -> `garcia`)."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_WITHOUT_MARKS)
    return unicodedata.normalize("NFC", bare)


def sort_key(text: str) -> str:
    """The folded text, cut to what a database index holds (500 characters)."""
    return fold(text)[:SORT_LENGTH]


@lru_cache(maxsize=NAMES_KEPT)
def name_key(name: str) -> str:
    """What makes two spellings of a name the same one: white space and case, nothing else."""
    return collapse(name).casefold()


def user_key(name: str) -> str:
    """What makes two names of users the same one: that they look the same to a reader who is not careful.

    Beside white space and case neither the style of letters counts (NFKC), nor what shows nothing. Cut to what the
    database holds: names that are equal up to there are the same one, too.
    """
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", name)).casefold()
    return collapse(unicodedata.normalize("NFKC", plain))[:USER_KEY_LENGTH]


def words(text: str) -> list[str]:
    """The folded words of a text, as search knows them; scripts written without spaces give one word a character."""
    if text.isascii():
        found = _WORD.findall(text.lower())
    else:
        folded = fold(text.translate(_INVISIBLE)).translate(_WORDS_ONLY)
        found = _UNSPACED.sub(r" \1 ", folded).split()
    return [word[:WORD_LENGTH] for word in found] if len(text) > WORD_LENGTH else found


@lru_cache(maxsize=NAMES_KEPT)
def sort_words(name: str) -> str:
    """The folded words of a name in one line (300 characters): names are sorted and found by it."""
    return " ".join(words(name))[:NAME_LENGTH]


def slug(text: str) -> str:
    """The words of a text joined by hyphens: `Science Fiction & Fantasy` -> `science-fiction-fantasy`."""
    return "-".join(words(text))
