"""The bookstore as FastAPI's documentation builds it: async SQLAlchemy on asyncpg, pydantic's response models.

Limits are those of the package `limits`; the cache keeps finished bodies in Redis and sends them as they are, which
costs less than packages that parse and check them again.
"""

import os
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import jwt
import redis.asyncio
from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import parse
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.peers import tables
from bookstore.values import isbn, limits
from bookstore.values.money import DIGITS

PAGE_SIZE = 20
CACHED_SECONDS = 60

engine = create_async_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://"))
sessions = async_sessionmaker(engine, expire_on_commit=False)
cache = redis.asyncio.from_url(os.environ["REDIS_URL"])
limiter = FixedWindowRateLimiter(storage_from_string(f"async+{os.environ['REDIS_URL']}", implementation="redispy"))
rate = parse(os.environ["RATE"])


class Named(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str = Field(min_length=1, max_length=limits.NAME)


class Ref(Named):
    id: int


class Shelf(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    slug: str = Field(min_length=1, max_length=limits.SLUG)


class NamedShelf(Shelf):
    name: str


class Money(BaseModel):
    amount: Decimal = Field(ge=0, max_digits=12, decimal_places=3)
    currency: Literal[tuple(sorted(DIGITS))]


class ShownMoney(BaseModel):
    amount: str
    currency: str


def valid_isbn(value: str) -> str:
    if isbn.parse(value) != value:
        raise ValueError("not a valid ISBN")
    return value


class BookBase(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str = Field(min_length=1, max_length=limits.TITLE)
    subtitle: str | None = Field(None, min_length=1, max_length=limits.SUBTITLE)
    language: str | None = Field(None, min_length=2, max_length=limits.LANGUAGE)
    year: int | None = Field(None, ge=limits.YEAR_MIN, le=limits.YEAR_MAX)
    pages: int | None = Field(None, ge=limits.PAGES_MIN, le=limits.PAGES_MAX)
    format: Literal[limits.FORMATS] | None = None
    description: str | None = Field(None, min_length=1, max_length=limits.DESCRIPTION)
    stock: int = Field(0, ge=limits.STOCK_MIN, le=limits.STOCK_MAX)


class NewBook(BookBase):
    isbn: Annotated[str, AfterValidator(valid_isbn)] | None = None
    authors: list[Named] = []
    publisher: Named | None = None
    categories: list[Shelf] = []
    price: Money | None = None


class Book(BookBase):
    id: int
    isbn: str | None
    authors: list[Ref]
    publisher: Ref | None
    categories: list[NamedShelf]
    price: ShownMoney | None
    cover: dict[str, Any] | None
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    count: int
    results: list[Book]


async def limited(request: Request) -> None:
    if not await limiter.hit(rate, request.client.host):
        raise HTTPException(429)


async def session_of() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(session_of)]
PageNumber = Annotated[int, Query(ge=1)]


async def staff(
    session: Session, credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
) -> tables.User:
    try:
        claims = jwt.decode(
            credentials.credentials,
            os.environ["SECRET_KEY"],
            algorithms=["HS256"],
            audience="bookstore-api",
            issuer="bookstore",
        )
    except jwt.PyJWTError:
        raise HTTPException(401) from None
    user = await session.get(tables.User, int(claims["sub"]))
    if user is None or not user.may_write:
        raise HTTPException(403)
    return user


app = FastAPI(dependencies=[Depends(limited)])


async def page_of(session: AsyncSession, number: int) -> dict[str, Any]:
    return {
        "count": await session.scalar(tables.count()),
        "results": (await session.scalars(tables.page(number, PAGE_SIZE))).all(),
    }


@app.get("/books", response_model=Page)
async def list_books(session: Session, page: PageNumber = 1) -> Any:
    return await page_of(session, page)


@app.get("/cached/books", response_model=Page)
async def list_cached_books(request: Request, session: Session, page: PageNumber = 1) -> Any:
    body = await cache.get(str(request.url))
    if body is None:
        body = Page.model_validate(await page_of(session, page)).model_dump_json()
        await cache.set(str(request.url), body, ex=CACHED_SECONDS)
    return Response(body, media_type="application/json")


@app.get("/books/{book_id}", response_model=Book)
async def get_book(book_id: int, session: Session) -> Any:
    book = await session.scalar(tables.books().where(tables.Book.id == book_id))
    if book is None:
        raise HTTPException(404)
    return book


@app.post("/books", response_model=Book, status_code=201, dependencies=[Depends(staff)])
async def create_book(new: NewBook, session: Session) -> Any:
    values = new.model_dump()
    slugs = [ref["slug"] for ref in values["categories"]]
    categories = (await session.scalars(tables.categories_of(slugs))).all()
    if len(categories) < len(slugs):
        raise HTTPException(422, "There is no such category.")
    authors = (await session.scalars(tables.authors_of([ref["name"] for ref in values["authors"]]))).all()
    publisher = await publisher_of(session, values["publisher"])
    book = tables.new_book(values, authors=authors, publisher=publisher, categories=categories)
    session.add(book)
    await session.commit()
    return book


async def publisher_of(session: AsyncSession, ref: dict[str, str] | None) -> tables.Publisher | None:
    if ref is None:
        return None
    found = await session.scalar(tables.publisher_of(ref["name"]))
    return found or tables.named(tables.Publisher, ref["name"])
