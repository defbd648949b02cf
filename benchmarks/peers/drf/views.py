"""The viewset."""

from django.db.models import Prefetch
from rest_framework import mixins, viewsets

from benchmarks.peers.drf.models import Authorship, Book
from benchmarks.peers.drf.serializers import BookSerializer


class BookViewSet(mixins.CreateModelMixin, viewsets.ReadOnlyModelViewSet):
    serializer_class = BookSerializer
    queryset = (
        Book.objects.filter(kind="book")
        .select_related("publisher")
        .prefetch_related("categories", Prefetch("authorships", Authorship.objects.select_related("author")))
    )
