"""Use cases and queries, one module a resource: plain functions that raise bookstore.errors."""
