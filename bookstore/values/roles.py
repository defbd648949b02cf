"""Roles: what a user may do; each holds all before it."""

ROLES = ("customer", "staff", "admin")


def holds(role: str, wanted: str) -> bool:
    """Whether a role is or holds another."""
    return ROLES.index(role) >= ROLES.index(wanted)
