"""Settings that say by themselves how they are read: fields of a dataclass with their defaults and bounds."""

from collections.abc import Callable, Mapping
from dataclasses import field, fields
from typing import Any

from bookstore.settings.reader import Reader

_READ = "read"
_Read = Callable[[Reader, str], Any]


def whole(default: int, least: int, most: int) -> Any:
    """A whole number within bounds."""
    return _setting(default, lambda read, name: read.integer(name, least, most, default))


def switch(*, default: bool) -> Any:
    """0 or 1."""
    return _setting(default, lambda read, name: read.boolean(name, default=default))


def seconds(default: float) -> Any:
    """A number of seconds, with fractions."""
    return _setting(default, lambda read, name: read.seconds(name, default))


def word(default: str) -> Any:
    """A short name without blanks."""
    return _setting(default, lambda read, name: read.word(name, default))


def host(default: str) -> Any:
    """A host name or an address."""
    return _setting(default, lambda read, name: read.host(name, default))


def networks() -> Any:
    """Addresses or networks; none when none are given."""
    return _setting((), Reader.networks)


def moment() -> Any:
    """A date as HTTP spells it; None when none is given."""
    return _setting(None, Reader.moment)


def declared(settings: type[Any], read: Reader) -> Mapping[str, Any]:
    """What the environment says of all fields that are declared so."""
    return {one.name: one.metadata[_READ](read, one.name) for one in fields(settings) if _READ in one.metadata}


def _setting(default: Any, read: _Read) -> Any:
    return field(default=default, metadata={_READ: read})
