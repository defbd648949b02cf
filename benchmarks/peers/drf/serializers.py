"""What a book looks like, and how one is written."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from rest_framework import serializers

from benchmarks.peers.drf.models import Author, Authorship, Book, Category, ProductCategory, Publisher
from bookstore.values import isbn, limits
from bookstore.values.money import DIGITS, SCALE
from bookstore.values.text import name_key, sort_key, sort_words


class AuthorSerializer(serializers.ModelSerializer):
    name = serializers.CharField(max_length=limits.NAME)

    class Meta:
        model = Author
        fields = ["id", "name"]


class PublisherSerializer(serializers.ModelSerializer):
    name = serializers.CharField(max_length=limits.NAME)

    class Meta:
        model = Publisher
        fields = ["id", "name"]


class CategorySerializer(serializers.ModelSerializer):
    slug = serializers.CharField(max_length=limits.SLUG)

    class Meta:
        model = Category
        fields = ["slug", "name"]
        read_only_fields = ["name"]


class MoneySerializer(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=12, decimal_places=3, min_value=0)
    currency = serializers.ChoiceField(sorted(DIGITS))

    def to_representation(self, price: dict[str, str]) -> dict[str, str]:
        return price


class BookSerializer(serializers.ModelSerializer):
    isbn = serializers.CharField(required=False, allow_null=True, max_length=limits.ISBN)
    title = serializers.CharField(max_length=limits.TITLE)
    subtitle = serializers.CharField(required=False, allow_null=True, max_length=limits.SUBTITLE)
    authors = AuthorSerializer(many=True, default=list)
    publisher = PublisherSerializer(required=False, allow_null=True)
    categories = CategorySerializer(many=True, default=list)
    language = serializers.CharField(required=False, allow_null=True, min_length=2, max_length=limits.LANGUAGE)
    year = serializers.IntegerField(
        required=False, allow_null=True, min_value=limits.YEAR_MIN, max_value=limits.YEAR_MAX
    )
    pages = serializers.IntegerField(
        required=False, allow_null=True, min_value=limits.PAGES_MIN, max_value=limits.PAGES_MAX
    )
    format = serializers.ChoiceField(limits.FORMATS, required=False, allow_null=True)
    description = serializers.CharField(required=False, allow_null=True, max_length=limits.DESCRIPTION)
    price = MoneySerializer(required=False, allow_null=True)
    stock = serializers.IntegerField(default=0, min_value=limits.STOCK_MIN, max_value=limits.STOCK_MAX)

    class Meta:
        model = Book
        fields = [
            *("id", "isbn", "title", "subtitle", "authors", "publisher", "categories", "language", "year", "pages"),
            *("format", "description", "price", "stock", "cover", "created_at", "updated_at"),
        ]
        read_only_fields = ["cover", "created_at", "updated_at"]

    def validate_isbn(self, value: str | None) -> str | None:
        if value is not None and isbn.parse(value) != value:
            raise serializers.ValidationError("Not a valid ISBN.")
        return value

    def validate_categories(self, refs: list[dict[str, str]]) -> list[Category]:
        found = list(Category.objects.filter(slug__in=[ref["slug"] for ref in refs]))
        if len(found) < len(refs):
            raise serializers.ValidationError("There is no such category.")
        return found

    @transaction.atomic
    def create(self, values: dict[str, Any]) -> Book:
        authors, categories, price = values.pop("authors"), values.pop("categories"), values.pop("price", None)
        book = Book(**values | {"publisher": _publisher(values.get("publisher"))})
        book.title_sort = sort_key(book.title)
        book.key = None if book.isbn else f"bookstore:{uuid4().hex}"
        if price:
            book.price_thousandths, book.price_currency = int(price["amount"].scaleb(SCALE)), price["currency"]
        book.save(force_insert=True)
        places = [Authorship(product=book, position=at, author=author) for at, author in enumerate(_authors(authors))]
        Authorship.objects.bulk_create(places)
        ProductCategory.objects.bulk_create(ProductCategory(product=book, category=shelf) for shelf in categories)
        book._prefetched_objects_cache = {"authorships": places, "categories": categories}
        return book


def _named(name: str) -> dict[str, str]:
    return {"name": name, "name_key": name_key(name), "name_words": sort_words(name)}


def _authors(refs: list[dict[str, str]]) -> list[Author]:
    keys = [name_key(ref["name"]) for ref in refs]
    known = {author.name_key: author for author in Author.objects.filter(name_key__in=keys).order_by("-id")}
    return [known.get(key) or Author.objects.create(**_named(ref["name"])) for key, ref in zip(keys, refs, strict=True)]


def _publisher(ref: dict[str, str] | None) -> Publisher | None:
    if ref is None:
        return None
    values = _named(ref["name"])
    return Publisher.objects.filter(name_key=values["name_key"]).first() or Publisher.objects.create(**values)
