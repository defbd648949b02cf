"""Pages and whole lists in each format, by its name."""

from collections.abc import Callable, Iterator

from bookstore.formats import catalogue_csv, jsonld, plain_text
from bookstore.formats.page import Page
from bookstore.formats.writers import WRITERS


def write(name: str, page: Page) -> bytes:
    """The page in a format."""
    if name in _WHOLE:
        return _WHOLE[name](page)
    return b"".join(pieces(name, page))


def pieces(name: str, page: Page) -> Iterator[bytes]:
    """The things as a file, about a piece a thing; the kind of each is told where all the rest is."""
    things = page.things if page.sparse else page.kinded
    if name == "csv":
        columns = catalogue_csv.columns_of(page.fields)
        return catalogue_csv.write(page.kinded, columns if page.sparse else ["kind", *columns])
    return WRITERS[name].write(things)


def _xml(page: Page) -> bytes:
    from bookstore.formats import plain_xml  # noqa: PLC0415  (lxml, only for those who ask for it)

    return plain_xml.write(page)


_WHOLE: dict[str, Callable[[Page], bytes]] = {"jsonld": jsonld.write, "xml": _xml, "text": plain_text.write}
