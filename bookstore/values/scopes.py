"""Scopes: what an API key may be used for, of all that its user may do."""

SCOPES = {
    "catalogue:read": "read the catalogue",
    "catalogue:write": "write the catalogue",
    "orders": "order, and see orders",
    "admin": "change the account, and administer users",
}
DEFAULT = ("catalogue:read",)
