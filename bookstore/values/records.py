"""What a reader makes of a file and an import takes in: one record a line, in the catalogue's own terms."""

from dataclasses import dataclass, field

from bookstore.values.money import Money


@dataclass(slots=True)
class BookRecord:
    """A book as a source tells of it. `key` is its identity where it has no ISBN, e.g. `goodreads:1268479`.

    `authors` are names, `author_keys` the source's keys of the same authors ("" or missing at the end: by name;
    an author with a key and no name is looked up, now or when its record comes). `work_keys` lend their authors.
    `given` names the fields that the source decides on, empty or not; None: it fills gaps and overwrites nothing.
    `source` is what the reader needs to write the line down again when it is rejected.
    """

    line: int
    key: str
    title: str
    isbn: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    author_keys: tuple[str, ...] = ()
    work_keys: tuple[str, ...] = ()
    publisher: str | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    year: int | None = None
    pages: int | None = None
    format: str | None = None
    description: str | None = None
    price: Money | None = None
    stock: int | None = None
    given: frozenset[str] | None = None
    source: object = None
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class MagazineRecord:
    """A magazine as a source tells of it; `key` as for books."""

    line: int
    key: str
    title: str
    issn: str | None = None
    publisher: str | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    frequency: str | None = None
    issue: str | None = None
    year: int | None = None
    description: str | None = None
    price: Money | None = None
    stock: int | None = None
    given: frozenset[str] | None = None
    source: object = None
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class AuthorRecord:
    """An author with a key of the source, to which books of the same source refer (`author_keys`).

    Without a key: the one of this name that has none. `given` as for books.
    """

    line: int
    key: str
    name: str
    sort_name: str | None = None
    born: int | None = None
    died: int | None = None
    biography: str | None = None
    given: frozenset[str] | None = None
    source: object = None
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CategoryRecord:
    """A category by its slug."""

    line: int
    slug: str
    name: str
    source: object = field(default=None, compare=False)


@dataclass(slots=True)
class PublisherRecord:
    """A publisher by its name."""

    line: int
    name: str
    source: object = field(default=None, compare=False)


@dataclass(slots=True)
class WorkRecord:
    """A work of Open Library: it lends its authors to those of its editions that name none."""

    line: int
    key: str
    author_keys: tuple[str, ...]


@dataclass(slots=True)
class Skipped:
    """A line that is whole, but no thing of a bookshop's (a sound, a redirect); counted, not reported."""

    line: int
    what: str


@dataclass(slots=True)
class Rejected:
    """A line that cannot be taken in, why, and the line itself as a row that can be mended."""

    line: int
    reason: str
    source: object
    damage: bool = False
    """Whether nothing behind this line could be read either."""


@dataclass(slots=True)
class Remark:
    """Something to know of a file as a whole; counted as a warning, and no record of its own."""

    line: int
    text: str


Record = (
    BookRecord
    | MagazineRecord
    | AuthorRecord
    | WorkRecord
    | CategoryRecord
    | PublisherRecord
    | Skipped
    | Rejected
    | Remark
)
