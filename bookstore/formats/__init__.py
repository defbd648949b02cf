"""Other representations of the same things: readers and writers of the book world's files."""

from pathlib import Path

from bookstore.formats import streams
from bookstore.formats.catalogue_csv import CatalogueCsv
from bookstore.formats.catalogue_ndjson import CatalogueNdjson
from bookstore.formats.goodbooks import GOODBOOKS
from bookstore.formats.goodreads import GOODREADS
from bookstore.formats.gutenberg import GUTENBERG
from bookstore.formats.marc import Marc, MarcXml
from bookstore.formats.onix import Onix
from bookstore.formats.opds import Opds
from bookstore.formats.openlibrary import OpenLibrary
from bookstore.formats.periodicals import PERIODICALS
from bookstore.formats.reader import Reader
from bookstore.formats.refusal import UnknownFormat
from bookstore.formats.rejects import Rejects
from bookstore.formats.xml_head import ATOM, is_atom

__all__ = ["FORMATS", "READERS", "UnknownFormat", "reader_for"]

READERS: tuple[Reader, ...] = (
    Rejects([OpenLibrary(), CatalogueNdjson(), Onix(), MarcXml(), Marc(), Opds()]),
    GOODBOOKS,
    GOODREADS,
    GUTENBERG,
    PERIODICALS,
    Onix(),
    MarcXml(),
    Marc(),
    Opds(),
    OpenLibrary(),
    CatalogueNdjson(),
    CatalogueCsv(),
)
"""All readers; the first that recognises a file reads it, so the least particular comes last."""


FORMATS = ("auto", *(reader.name for reader in READERS))
"""What a file can be said to be; `auto`: that is to be found out."""


def reader_for(path: Path, name: str = "auto", *, called: str | None = None) -> Reader:
    """The reader of a format by its name, or of a file by its first lines; `called` is the name that people know."""
    return _by_content(path, called or path.name) if name == "auto" else _by_name(name)


def _by_name(name: str) -> Reader:
    for reader in READERS:
        if reader.name == name:
            return reader
    raise UnknownFormat(f'There is no format "{name}"; there are {_names()}.')


def _by_content(path: Path, called: str) -> Reader:
    head = streams.head(path)
    for reader in READERS:
        if reader.recognises(head):
            return reader
    if is_atom(head):
        raise UnknownFormat(f"The file {called} is not read: {ATOM}.")
    what = "is empty or damaged" if not head.strip("\ufeff\r\n ") else "is in no format that is known"
    raise UnknownFormat(f"The file {called} {what}; known are {_names()}.")


def _names() -> str:
    return ", ".join(reader.name for reader in READERS)
