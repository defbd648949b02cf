"""The list of books as textbooks have it: ORM objects, selectinload, marshmallow, Flask's json. For comparison only."""

from flask import Flask, jsonify, request
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from bookstore.extensions import db
from bookstore.models import Book
from bookstore.schemas.book import Book as BookSchema
from config import Config

PAGE_SIZE = 20


def create_app(settings: Config) -> Flask:
    """One route, on the same tables, with the same answer."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=settings.SQLALCHEMY_DATABASE_URI, SLOW_SQL_MS=settings.SLOW_SQL_MS)
    db.init_app(app)
    schema = BookSchema(many=True)

    @app.get("/books")
    def list_books():
        page = int(request.args.get("page", 1))
        related = (joinedload(Book.publisher), selectinload(Book.authors), selectinload(Book.categories))
        statement = select(Book).options(*related).order_by(Book.id)
        books = db.session.scalars(statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
        count = db.session.scalar(select(func.count()).select_from(Book))
        pages = -(-count // PAGE_SIZE)
        return jsonify(count=count, total_pages=pages, current_page=page, results=schema.dump(books))

    return app
