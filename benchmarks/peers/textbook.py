"""The bookstore as tutorials of flask-smorest build it: SQLAlchemy, marshmallow, Flask-Limiter, Flask-Caching."""

import os
from typing import Any

import marshmallow as ma
from flask import Flask
from flask_caching import Cache
from flask_jwt_extended import JWTManager, current_user, jwt_required
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Api, Blueprint, abort
from flask_sqlalchemy import SQLAlchemy

from benchmarks.peers import tables
from bookstore.values import isbn, limits
from bookstore.values.money import DIGITS

PAGE_SIZE = 20

db = SQLAlchemy(session_options={"expire_on_commit": False})
jwt = JWTManager()
limiter = Limiter(get_remote_address)
cache = Cache()
blp = Blueprint("books", __name__)


class AuthorSchema(ma.Schema):
    id = ma.fields.Integer(dump_only=True)
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, limits.NAME))


class PublisherSchema(AuthorSchema):
    pass


class CategorySchema(ma.Schema):
    slug = ma.fields.String(required=True)
    name = ma.fields.String(dump_only=True)


class MoneySchema(ma.Schema):
    amount = ma.fields.Decimal(required=True, as_string=True, validate=ma.validate.Range(0))
    currency = ma.fields.String(required=True, validate=ma.validate.OneOf(DIGITS))


class BookSchema(ma.Schema):
    id = ma.fields.Integer(dump_only=True)
    isbn = ma.fields.String(allow_none=True, validate=lambda text: isbn.parse(text) == text)
    title = ma.fields.String(required=True, validate=ma.validate.Length(1, limits.TITLE))
    subtitle = ma.fields.String(allow_none=True, validate=ma.validate.Length(1, limits.SUBTITLE))
    authors = ma.fields.List(ma.fields.Nested(AuthorSchema), load_default=list)
    publisher = ma.fields.Nested(PublisherSchema, allow_none=True)
    categories = ma.fields.List(ma.fields.Nested(CategorySchema), load_default=list)
    language = ma.fields.String(allow_none=True, validate=ma.validate.Length(2, limits.LANGUAGE))
    year = ma.fields.Integer(allow_none=True, validate=ma.validate.Range(limits.YEAR_MIN, limits.YEAR_MAX))
    pages = ma.fields.Integer(allow_none=True, validate=ma.validate.Range(limits.PAGES_MIN, limits.PAGES_MAX))
    format = ma.fields.String(allow_none=True, validate=ma.validate.OneOf(limits.FORMATS))
    description = ma.fields.String(allow_none=True, validate=ma.validate.Length(1, limits.DESCRIPTION))
    price = ma.fields.Nested(MoneySchema, allow_none=True)
    stock = ma.fields.Integer(load_default=0, validate=ma.validate.Range(limits.STOCK_MIN, limits.STOCK_MAX))
    cover = ma.fields.Dict(dump_only=True)
    created_at = ma.fields.DateTime(dump_only=True)
    updated_at = ma.fields.DateTime(dump_only=True)


class PageSchema(ma.Schema):
    count = ma.fields.Integer()
    results = ma.fields.List(ma.fields.Nested(BookSchema))


class PageQuery(ma.Schema):
    page = ma.fields.Integer(load_default=1, validate=ma.validate.Range(1))


@blp.get("/books")
@blp.arguments(PageQuery, location="query")
@blp.response(200, PageSchema)
def list_books(query: dict[str, int]) -> dict[str, Any]:
    return _page(query["page"])


@blp.get("/cached/books")
@cache.cached(timeout=60, query_string=True)
@blp.arguments(PageQuery, location="query")
@blp.response(200, PageSchema)
def list_cached_books(query: dict[str, int]) -> dict[str, Any]:
    return _page(query["page"])


@blp.get("/books/<int:book_id>")
@blp.response(200, BookSchema)
def get_book(book_id: int) -> tables.Book:
    return db.session.scalar(tables.books().where(tables.Book.id == book_id)) or abort(404)


@blp.post("/books")
@jwt_required()
@blp.arguments(BookSchema)
@blp.response(201, BookSchema)
def create_book(values: dict[str, Any]) -> tables.Book:
    if not current_user.may_write:
        abort(403)
    slugs = [ref["slug"] for ref in values["categories"]]
    categories = db.session.scalars(tables.categories_of(slugs)).all()
    if len(categories) < len(slugs):
        abort(422, message="There is no such category.")
    authors = db.session.scalars(tables.authors_of([ref["name"] for ref in values["authors"]])).all()
    book = tables.new_book(values, authors=authors, publisher=_publisher(values), categories=categories)
    db.session.add(book)
    db.session.commit()
    return book


def _page(number: int) -> dict[str, Any]:
    return {
        "count": db.session.scalar(tables.count()),
        "results": db.session.scalars(tables.page(number, PAGE_SIZE)).all(),
    }


def _publisher(values: dict[str, Any]) -> tables.Publisher | None:
    if values.get("publisher") is None:
        return None
    name = values["publisher"]["name"]
    return db.session.scalar(tables.publisher_of(name)) or tables.named(tables.Publisher, name)


@jwt.user_lookup_loader
def find_user(_header: dict[str, Any], claims: dict[str, Any]) -> tables.User | None:
    return db.session.get(tables.User, int(claims["sub"]))


def create_app(**settings: Any) -> Flask:
    """The application; without Redis, nothing is limited and nothing kept."""
    app = Flask(__name__)
    app.config.update(
        API_TITLE="Bookstore",
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
        JWT_DECODE_AUDIENCE="bookstore-api",
        JWT_DECODE_ISSUER="bookstore",
        RATELIMIT_ENABLED=False,
        CACHE_TYPE="NullCache",
        CACHE_NO_NULL_WARNING=True,
    )
    app.config.update(settings)
    for extension in (db, jwt, limiter, cache):
        extension.init_app(app)
    Api(app).register_blueprint(blp)
    return app


def served() -> Flask:
    """The application as it is served."""
    redis = os.environ["REDIS_URL"]
    return create_app(
        SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"),
        JWT_SECRET_KEY=os.environ["SECRET_KEY"],
        RATELIMIT_ENABLED=True,
        RATELIMIT_DEFAULT=os.environ["RATE"],
        RATELIMIT_STORAGE_URI=redis,
        CACHE_TYPE="RedisCache",
        CACHE_REDIS_URL=redis,
    )
