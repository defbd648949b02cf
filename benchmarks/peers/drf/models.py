"""The bookstore's tables as Django's models; what it has no use for is left out, as are the words for search."""

import time

from django.db import models
from django.utils import timezone

from bookstore.values.money import format_amount


def version() -> int:
    return time.time_ns() // 1000


class Resource(models.Model):
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.BigIntegerField(default=version)

    class Meta:
        abstract = True


class Author(Resource):
    name = models.TextField()
    name_key = models.TextField()
    name_words = models.TextField()

    class Meta:
        managed = False
        db_table = "authors"


class Publisher(Resource):
    name = models.TextField()
    name_key = models.TextField()
    name_words = models.TextField()

    class Meta:
        managed = False
        db_table = "publishers"


class Category(Resource):
    slug = models.TextField()
    name = models.TextField()
    name_words = models.TextField()

    class Meta:
        managed = False
        db_table = "categories"
        ordering = ["slug"]


class User(Resource):
    name = models.TextField()
    role = models.TextField()
    active = models.BooleanField()
    is_authenticated = True

    class Meta:
        managed = False
        db_table = "users"


class Book(Resource):
    kind = models.TextField(default="book")
    key = models.TextField(null=True)
    isbn = models.TextField(null=True)
    title = models.TextField()
    title_sort = models.TextField()
    subtitle = models.TextField(null=True)
    publisher = models.ForeignKey(Publisher, models.DO_NOTHING, null=True)
    language = models.TextField(null=True)
    year = models.IntegerField(null=True)
    pages = models.IntegerField(null=True)
    format = models.TextField(null=True)
    description = models.TextField(null=True)
    price_thousandths = models.BigIntegerField(null=True)
    price_currency = models.TextField(null=True)
    stock = models.IntegerField(default=0)
    cover = models.JSONField(null=True)
    categories = models.ManyToManyField(Category, through="ProductCategory")

    class Meta:
        managed = False
        db_table = "products"
        ordering = ["id"]

    @property
    def price(self) -> dict[str, str] | None:
        if self.price_thousandths is None:
            return None
        return {"amount": format_amount(self.price_thousandths, self.price_currency), "currency": self.price_currency}

    @property
    def authors(self) -> list[Author]:
        return [place.author for place in self.authorships.all()]


class Authorship(models.Model):
    pk = models.CompositePrimaryKey("product_id", "position")
    product = models.ForeignKey(Book, models.CASCADE, related_name="authorships")
    position = models.IntegerField()
    author = models.ForeignKey(Author, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "authorships"
        ordering = ["position"]


class ProductCategory(models.Model):
    pk = models.CompositePrimaryKey("product_id", "category_id")
    product = models.ForeignKey(Book, models.CASCADE)
    category = models.ForeignKey(Category, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "product_categories"
