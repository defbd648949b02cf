"""Formats of one record a line (JSON, Open Library's dump): the lines, in constant memory, gzipped or not."""

from collections.abc import Callable, Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import Any, NamedTuple, cast

import orjson

from bookstore.formats import streams
from bookstore.formats.refusal import Refused
from bookstore.values.records import Record, Rejected

LINE_SIZE = 16_000_000
"""The longest line, in bytes."""

_BOM = b"\xef\xbb\xbf"


class Raw(NamedTuple):
    """A line as it stands in its file, and the name of its format."""

    format: str
    line: bytes


Recorder = Callable[[int, bytes], Record]
"""Makes a record of a line number and a line."""


def records(path: Path, name: str, recorder: Recorder) -> Iterator[Record]:
    """What the recorder makes of each line of a file; blank lines do not count."""
    with streams.opened(path) as file:
        number = 0
        try:
            for number, line in enumerate(_lines(file), 1):
                if line != b"\n" and (stripped := line.strip(b"\r\n ")):
                    yield record(number, stripped, name, recorder)
        except streams.DAMAGED as error:
            yield Rejected(number + 1, streams.damage(error), Raw(name, b""), damage=True)


def record(number: int, line: bytes, name: str, recorder: Recorder) -> Record:
    """What the recorder makes of a line; rejected where it refuses."""
    if len(line) >= LINE_SIZE:
        return Rejected(number, f"the line is longer than {LINE_SIZE} bytes", Raw(name, line[:LINE_SIZE]))
    try:
        return recorder(number, line)
    except Refused as refusal:
        return Rejected(number, str(refusal), Raw(name, line))


def json_object(line: bytes) -> dict[str, Any]:
    """The object that a line holds."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Refused(f"not JSON: {_fault(line, error)}") from None
    if not isinstance(value, dict):
        raise Refused("not a JSON object")
    return value


def _fault(line: bytes, error: orjson.JSONDecodeError) -> str:
    """Why a line is no JSON."""
    try:
        line.decode()
    except UnicodeDecodeError as broken:
        return f"the byte 0x{line[broken.start]:02X} at place {broken.start + 1} is no UTF-8"
    if "depth" in error.msg:
        return "it is nested too deeply"
    if error.pos + 1 >= len(error.doc):
        return "it breaks off"
    return f"what stands at character {error.pos + 1} does not belong there"


def mendable(source: object) -> Mapping[str, str]:
    """The columns of a rejects file for a line."""
    name, line = cast(Raw, source)
    return {"_format": name, "_record": line.decode("utf-8", errors="replace")}


def _lines(file: BufferedIOBase) -> Iterator[bytes]:
    """The lines of a file; of one that is too long, the beginning."""
    start = file.readline(LINE_SIZE)
    line = start.removeprefix(_BOM)
    while start:
        yield line
        while len(start) == LINE_SIZE and not start.endswith(b"\n"):
            start = file.readline(LINE_SIZE)
        start = line = file.readline(LINE_SIZE)
