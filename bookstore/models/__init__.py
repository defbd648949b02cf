"""Tables, constraints, relations, and what one row knows of itself."""

from bookstore.models.api_key import ApiKey
from bookstore.models.attachment import Attachment
from bookstore.models.author import Author, Authorship
from bookstore.models.book import Book
from bookstore.models.category import Category, product_categories
from bookstore.models.imports import AwaitedAuthor, Import, ImportLine, WorkAuthor
from bookstore.models.job import Job
from bookstore.models.lookup import Lookup
from bookstore.models.magazine import Magazine
from bookstore.models.product import Product
from bookstore.models.publisher import Publisher
from bookstore.models.session import Session
from bookstore.models.stored_file import StoredFile
from bookstore.models.usage import Usage
from bookstore.models.user import User

__all__ = [
    "ApiKey",
    "Attachment",
    "Author",
    "Authorship",
    "AwaitedAuthor",
    "Book",
    "Category",
    "Import",
    "ImportLine",
    "Job",
    "Lookup",
    "Magazine",
    "Product",
    "Publisher",
    "Session",
    "StoredFile",
    "Usage",
    "User",
    "WorkAuthor",
    "product_categories",
]
