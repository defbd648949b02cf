"""Files to send: pictures as cameras and programs make them, and what only looks like one."""

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask.testing import FlaskClient
from PIL import ExifTags, Image
from werkzeug.test import TestResponse

ORIENTATION, MAKER, PLACE = ExifTags.Base.Orientation, ExifTags.Base.Make, ExifTags.IFD.GPSInfo
RED, BLUE = (200, 30, 30), (30, 30, 200)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "word/document.xml"


def a_picture(kind: str = "PNG", size: tuple[int, int] = (80, 120), *, mode: str = "RGB", **options: Any) -> bytes:
    """A picture: red above, blue below."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    file = BytesIO()
    image.convert(mode).save(file, kind, **options)
    return file.getvalue()


def taken_by_a_camera(kind: str = "JPEG") -> bytes:
    """A picture that lies on its side, and tells who took it where."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Secret Camera"
    exif[PLACE] = {1: "N", 2: (52.0, 31.0, 12.0)}
    comment = {"comment": b"Secret Comment"} if kind == "JPEG" else {}
    return a_picture(kind, (120, 80), exif=exif, **comment)


def a_zip(name: str = "a.txt") -> bytes:
    """An archive with one file."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "x")
    return file.getvalue()


def a_broken_zip(how: str) -> bytes:
    """An archive that says that it is Word's, in a way that readers of archives stumble over."""
    whole = bytearray(a_zip(WORD))
    entry = whole.index(b"PK\x01\x02")
    match how:
        case "later":
            whole[entry + 6] = 127  # the version of the format that is needed to read it
        case "misspelt":
            whole[entry + 9] |= 0x08  # names are UTF-8
            whole[whole.index(b"[Content", entry)] = 0xFF
        case "cut":
            whole[entry : entry + 4] = b"PK??"
        case "parted":
            whole[-22:-22] = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 2)  # on two disks
    return bytes(whole)


def a_doc() -> bytes:
    """The head of a compound file with the stream that makes it Word's."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1016) + "WordDocument".encode("utf-16-le") + bytes(512)


def a_bomb(side: int) -> bytes:
    """A black PNG of so many pixels in square, a bit each, in less than a thousandth of the bytes."""
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + side // 8)) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join((_chunk(b"IHDR", head), _chunk(b"IDAT", rows), _chunk(b"IEND", b"")))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def send(client: FlaskClient, method: str, url: str, *file: Any) -> TestResponse:
    """The answer to a form with a file: its bytes, its name and, if it is to say one, its media type."""
    return client.open(url, method=method, data={"file": (BytesIO(file[0]), *file[1:])})


def put_cover(
    client: FlaskClient, kind: str, thing: dict[str, Any], body: bytes | None = None, **options: Any
) -> TestResponse:
    """The answer to a cover for a book or a magazine, sent by itself."""
    sent = {"data": a_picture() if body is None else body, "content_type": "image/png"} | options
    return client.put(f"/api/v2/{kind}/{thing['id']}/cover", **sent)
