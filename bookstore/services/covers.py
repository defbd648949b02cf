"""Covers of books and magazines: one picture each, and smaller copies that are made later."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, select

from bookstore.errors import NotFound
from bookstore.extensions import db, queue, storage
from bookstore.models import Book, Magazine, Product, StoredFile
from bookstore.services import files, jobs, kinds, pictures, queries
from bookstore.services.files import Content
from bookstore.services.pictures import Picture
from bookstore.services.transaction import locked, writing
from bookstore.values.jobs import THUMBNAILS
from bookstore.values.uploads import Upload

ENTITIES: dict[str, type[Product]] = {"book": Book, "magazine": Magazine}
COVER, THUMBNAIL = "cover", "thumbnail"


class Place(NamedTuple):
    """Whose cover it is, and the URL of it, below which each of its pictures has one of its own."""

    kind: str
    id: int
    url: str

    @property
    def entity(self) -> type[Product]:
        """Books or magazines."""
        return ENTITIES[self.kind]

    def product(self, version: int | None = None) -> Product:
        """The thing, held until the transaction ends."""
        return locked(select(self.entity).where(self.entity.id == self.id), version, f"{self.kind} {self.id}")

    def shown(self) -> Select[Any]:
        """The statement that selects the thing."""
        return select(self.entity).where(self.entity.id == self.id)


def put(place: Place, upload: Upload, *, version: int | None = None) -> Select[Any]:
    """Give a thing a cover, or another one."""
    if queries.first(place.shown().with_only_columns(place.entity.id)) is None:
        raise NotFound(f"There is no {place.kind} {place.id}.")
    picture = pictures.clean(upload.stream.read())
    kinds.agree(upload, picture.media_type)
    content = Content(COVER, picture.media_type, picture.body)
    with files.stored(place.id, [content]) as keys, writing():
        product = place.product(version)
        files.release(_pictures_of(place.id))
        files.keep(keys, place.id)
        product.cover = {**_shown(place.url, content, picture), "thumbnails": []}
        jobs.add(THUMBNAILS, {"kind": place.kind, "product_id": place.id, "digest": content.digest})
    queue.wake()
    return place.shown()


def remove(place: Place, *, version: int | None = None) -> None:
    """Take the cover away; NotFound when there is none."""
    with writing():
        product = place.product(version)
        if product.cover is None:
            raise NotFound(f"The {place.kind} {place.id} has no cover.")
        files.release(_pictures_of(place.id))
        product.cover = None
    files.tidy()


def file_of(product: Select[Any], digest: str | None = None) -> Row[Any]:
    """The file of a thing's cover, or of the picture with a digest, and the thing's version; NotFound."""
    entity = product.column_descriptions[0]["entity"]
    chosen = StoredFile.role == COVER if digest is None else StoredFile.digest == digest
    joined = product.join(StoredFile, and_(_pictures_of(entity.id), chosen))
    columns = (StoredFile.key, StoredFile.media_type, StoredFile.size, StoredFile.digest, entity.version)
    row = queries.first(joined.with_only_columns(*columns).limit(1))
    if row is None:
        raise NotFound(f"There is no such {entity.__name__.lower()}, or it has no such cover.")
    return row


def make_thumbnails(kind: str, product_id: int, digest: str) -> int:
    """Make the smaller copies of a cover, and say how many; none when it is not the cover any more, or has them."""
    entity = ENTITIES[kind]
    cover = _waiting(db.session.scalar(select(entity.cover).where(entity.id == product_id)), digest)
    db.session.rollback()
    if cover is None:
        return 0
    place = Place(kind, product_id, cover["url"].rpartition("/")[0])
    made = list(dict.fromkeys(pictures.thumbnails(_read(place, digest))))  # what fits several boxes is one
    contents = {picture: Content(THUMBNAIL, picture.media_type, picture.body) for picture in made if picture}
    with files.stored(product_id, list(contents.values())) as keys, writing():
        product = place.product()
        held = _waiting(product.cover, digest)
        if held is not None:
            files.keep(keys, product_id)
            product.cover = {**held, "thumbnails": _listed(place.url, held, made, contents)}
    return len(made) if held else 0


def _waiting(cover: dict[str, Any] | None, digest: str) -> dict[str, Any] | None:
    """The cover, if it is still this one and has no thumbnails yet."""
    return cover if cover and cover["url"].endswith(f"/{digest}") and not cover["thumbnails"] else None


def _read(place: Place, digest: str) -> bytes:
    file = file_of(place.shown(), digest)
    return b"".join(storage.read(file.key, 0, file.size))


def _listed(
    url: str, cover: dict[str, Any], made: Sequence[Picture | None], contents: dict[Picture, Content]
) -> list[dict[str, Any]]:
    """The thumbnails as the thing shows them; a cover that is small enough is its own."""
    own = {name: cover[name] for name in ("url", "width", "height")}
    return [_shown(url, contents[picture], picture) if picture else own for picture in made]


def _shown(url: str, content: Content, picture: Picture) -> dict[str, Any]:
    return {"url": f"{url}/{content.digest}", "width": picture.width, "height": picture.height}


def _pictures_of(product_id: Any) -> Any:
    """What a thing shows of its cover; not what others are about to put there."""
    return and_(StoredFile.product_id == product_id, StoredFile.role.in_((COVER, THUMBNAIL)), StoredFile.kept)
