"""The bookstore as Django REST Framework's documentation builds it, on the same tables."""
