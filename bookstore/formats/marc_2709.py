"""ISO 2709: records one behind the other, each with its length, ended by 1D hex.

Records are parted by their ends, not by their lengths: one with a wrong length costs nobody but itself.
"""

import logging
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from warnings import catch_warnings, simplefilter

import pymarc
from pymarc.exceptions import BadSubfieldCodeWarning, PymarcException
from pymarc.marc8 import MARC8ToUnicode

from bookstore.formats import lines, marc_thing, streams
from bookstore.formats.refusal import Refused
from bookstore.values.records import Record, Rejected

RECORD_SIZE = 99_999
"""The longest record, in bytes: its length has five digits."""

_END = b"\x1d"
_CHUNK = 1 << 16
_BLANK = b"\r\n\x00\x1a "
_BOM = b"\xef\xbb\xbf"

logging.getLogger("pymarc").setLevel(logging.ERROR)


def records(path: Path, name: str) -> Iterator[Record]:
    """What becomes of each record of a file; a broken one is rejected, and the next one read."""
    number = 0
    with streams.opened(path) as file:
        try:
            for number, raw in enumerate(_chunks(file), 1):
                yield record(number, raw, name)
        except streams.DAMAGED as error:
            yield Rejected(number + 1, streams.damage(error), lines.Raw(name, b""), damage=True)


def record(number: int, raw: bytes, name: str) -> Record:
    """What becomes of a single record."""
    source = lines.Raw(name, raw)
    try:
        warnings: list[str] = []
        return marc_thing.thing(number, _decoded(raw, warnings), source, warnings)
    except Refused as refusal:
        return Rejected(number, str(refusal), source, damage=_breaks_off(raw))


def as_xml(source: lines.Raw) -> lines.Raw:
    """The record as MARCXML, which people can mend; one that cannot be read stays as it is."""
    try:
        record = _decoded(source.line, [])
    except Refused:
        return source
    return lines.Raw("marcxml", pymarc.record_to_xml(record))


def _chunks(file: BufferedIOBase) -> Iterator[bytes]:
    """The records with their ends; of one that is too long, the beginning; blanks between them do not count."""
    rest = file.read(_CHUNK).removeprefix(_BOM)
    skipping = False
    more = rest
    while more:
        *whole, rest = rest.split(_END)
        for chunk in whole:
            if not skipping and chunk.strip(_BLANK):
                yield chunk.lstrip(_BLANK) + _END
            skipping = False
        if len(rest) > RECORD_SIZE:
            if not skipping:
                yield rest[: RECORD_SIZE + 1]
            rest, skipping = b"", True
        more = file.read(_CHUNK)
        rest += more
    if rest.strip(_BLANK) and not skipping:
        yield rest


def _decoded(raw: bytes, warnings: list[str]) -> pymarc.Record:
    """The record, as far as it is whole."""
    _check_length(raw)
    in_utf_8 = raw[9:10] == b"a"
    if not in_utf_8 and _is_utf_8(raw):
        warnings.append("the leader says MARC-8, and the text is UTF-8")
        in_utf_8 = True
    try:
        with catch_warnings():
            simplefilter("error", BadSubfieldCodeWarning)
            found = pymarc.Record(data=raw, to_unicode=in_utf_8, force_utf8=in_utf_8, utf8_handling="strict")
    except BadSubfieldCodeWarning:
        raise Refused("the code of a subfield is no ASCII") from None
    except UnicodeDecodeError as error:
        byte, at = error.object[error.start], error.start
        raise Refused(f"the byte 0x{byte:02X} at place {at + 1} of a field is no {_charset(raw)}") from None
    except (PymarcException, ValueError, TypeError, IndexError):
        raise Refused("the record's directory does not lead to its fields") from None
    return found if in_utf_8 else _from_marc_8(found, warnings)


def _is_utf_8(raw: bytes) -> bool:
    """Whether bytes beyond ASCII make UTF-8: those of MARC-8, standing before the letters they adorn, make none."""
    try:
        return not raw.isascii() and b"\x1b" not in raw and bool(raw.decode())
    except UnicodeDecodeError:
        return False


def _check_length(raw: bytes) -> None:
    if len(raw) > RECORD_SIZE:
        raise Refused(f"no end of the record within {RECORD_SIZE:,} bytes")
    if _breaks_off(raw):
        raise Refused("the file ends in the middle of the record")
    told = raw[:5].decode("ascii", "replace")
    if not told.isdigit():
        raise Refused(f'the leader begins with "{streams.presentable(told)}" instead of the record\'s length')
    if int(told) != len(raw):
        raise Refused(f"the leader says {int(told)} bytes, the record has {len(raw)}")


def _breaks_off(raw: bytes) -> bool:
    """Whether the file ends within the record; of one that is too long, the beginning has no end either."""
    return len(raw) <= RECORD_SIZE and not raw.endswith(_END)


def _charset(raw: bytes) -> str:
    return "UTF-8" if raw[9:10] == b"a" else "ASCII, as leaders, directories and indicators are"


def _from_marc_8(found: pymarc.Record, warnings: list[str]) -> pymarc.Record:
    """The record with its bytes as text."""
    record = pymarc.Record(leader=str(found.leader))
    for field in found.fields:
        if field.control_field:
            record.add_field(pymarc.Field(field.tag, data=_text(field.data, warnings)))
            continue
        subfields = [pymarc.Subfield(code, _text(value, warnings)) for code, value in field.subfields]
        record.add_field(pymarc.Field(field.tag, indicators=field.indicators, subfields=subfields))
    return record


def _text(data: bytes, warnings: list[str]) -> str:
    if data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    converter = _Converter()
    try:
        text: str = converter.translate(data)
    except (TypeError, IndexError):
        raise Refused("a field breaks off in the middle of a character of MARC-8") from None
    if converter.unknown:
        warnings.append(f"blanks stand for {converter.unknown} characters that MARC-8 does not know")
    return text


class _Converter(MARC8ToUnicode):
    """Counts what it does not know: pymarc asks `quiet` whether to print it, and puts a blank."""

    unknown = 0

    @property
    def quiet(self) -> bool:
        """Called once for each character that is not known."""
        self.unknown += 1
        return True

    @quiet.setter
    def quiet(self, _: bool) -> None:
        """What __init__ is given does not count."""
