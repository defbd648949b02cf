"""Who is calling, and with how much of what they may do."""

from typing import NamedTuple


class Caller(NamedTuple):
    """A user by the credentials of a request: `scopes` are those of an API key, None means all that the role allows.

    `session` is the one that a token belongs to, `key` the API key that was sent.
    """

    id: int
    name: str
    role: str
    scopes: frozenset[str] | None = None
    session: int | None = None
    key: int | None = None

    @property
    def by_password(self) -> bool:
        """Whether the request holds the user's password, and no token or key in its place."""
        return self.session is None and self.key is None
