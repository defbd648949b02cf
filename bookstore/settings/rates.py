"""How often one may call, from RATELIMIT_ANONYMOUS, RATELIMIT_USER and RATELIMIT_<SCOPE>."""

from collections.abc import Mapping

from bookstore.settings.reader import ConfigurationError
from bookstore.values import rates
from bookstore.values.rates import Rate

PREFIX = "RATELIMIT_"
ENABLED = "RATELIMIT_ENABLED"
DEFAULTS = {
    "anonymous": "300/minute;10000/day",
    "user": "1200/minute;100000/day",
    "catalogue": "unlimited",
    "search": "120/minute",
    "account": "unlimited",
    "create": "120/minute",
    "auth": "60/minute",
    "lookup": "30/minute;1000/day",
    "export": "10/minute;500/day",
    "login": "10/15 minutes",
    "login_address": "100/15 minutes",
}
"""Whoever calls, has the first or the second; kinds of calls have theirs besides; wrong passwords have the last two."""


def rate_limits(environ: Mapping[str, str]) -> dict[str, tuple[Rate, ...]]:
    """All limits by name; ConfigurationError for one that is wrong, and for one that there is not."""
    known = {f"{PREFIX}{name.upper()}": name for name in DEFAULTS}
    for name, value in environ.items():
        if name.startswith(PREFIX) and value and name != ENABLED and name not in known:
            raise ConfigurationError(f"{name} is no setting: there are {ENABLED}, {', '.join(known)}.")
    return {name: _rates(variable, environ.get(variable) or DEFAULTS[name]) for variable, name in known.items()}


def _rates(name: str, value: str) -> tuple[Rate, ...]:
    try:
        return rates.parse(value)
    except ValueError:
        raise ConfigurationError(f"{name} is {value!r}, but must be like 100/minute;1000/day, or unlimited.") from None
