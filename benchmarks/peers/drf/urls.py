"""Where things are; the cached list is kept by Django's per-view cache."""

from django.urls import include, path
from django.views.decorators.cache import cache_page
from rest_framework.routers import SimpleRouter

from benchmarks.peers.drf.views import BookViewSet

router = SimpleRouter(trailing_slash=False)
router.register("books", BookViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("cached/books", cache_page(60)(BookViewSet.as_view({"get": "list"}))),
]
