"""Values of the environment by type."""

import re
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path

from werkzeug.http import http_date, parse_date


class ConfigurationError(ValueError):
    """A setting that the program can't start with."""


class Reader:
    """Values of the environment by type; an empty one counts as not given."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of some words."""
        value = self.environ.get(name) or default
        if value not in choices:
            raise ConfigurationError(f"{name} is {value!r}, but must be one of {', '.join(choices)}.")
        return value

    def integer(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number within bounds."""
        value = self.environ.get(name) or str(default)
        if not (re.fullmatch("[0-9]{1,18}", value) and least <= int(value) <= most):
            raise ConfigurationError(f"{name} is {value!r}, but must be a whole number from {least} to {most}.")
        return int(value)

    def boolean(self, name: str, *, default: bool) -> bool:
        """0 or 1."""
        return self.one_of(name, ("0", "1"), str(int(default))) == "1"

    def seconds(self, name: str, default: float) -> float:
        """A number of seconds, with fractions."""
        value = self.environ.get(name) or str(default)
        if not (re.fullmatch("[0-9]{1,3}(?:[.][0-9]{1,3})?", value) and float(value) > 0):
            raise ConfigurationError(f"{name} is {value!r}, but must be seconds such as 5 or 0.5, less than 1000.")
        return float(value)

    def host(self, name: str, default: str) -> str:
        """A host name or an address."""
        value = self.environ.get(name) or default
        if not (re.fullmatch("[A-Za-z0-9_.-]+", value) or _is_address(value)):
            raise ConfigurationError(f"{name} is {value!r}, but must be a name or an address such as 0.0.0.0 or ::.")
        return value

    def networks(self, name: str) -> tuple[str, ...]:
        """Addresses or networks, between commas."""
        value = self.environ.get(name, "")
        try:
            return tuple(str(ip_network(part.strip())) for part in value.split(",") if value)
        except ValueError:
            example = "127.0.0.1,10.0.0.0/8"
            raise ConfigurationError(f"{name} is {value!r}, but must be addresses or networks: {example}.") from None

    def folder(self, name: str, default: Path) -> Path:
        """A folder; whoever writes there makes it."""
        path = Path(self.environ.get(name) or default).absolute()
        if path.exists() and not path.is_dir():
            raise ConfigurationError(f"{name} is {str(path)!r}, but must be a folder.")
        return path

    def word(self, name: str, default: str) -> str:
        """A short name without blanks."""
        value = self.environ.get(name) or default
        if not re.fullmatch("[A-Za-z0-9._+:/-]{1,64}", value):
            raise ConfigurationError(
                f"{name} is {value!r}, but must be a word of at most 64 letters, digits and ._+:/-."
            )
        return value

    def moment(self, name: str) -> datetime | None:
        """A date as HTTP spells it."""
        value = self.environ.get(name)
        moment = parse_date(value)
        if value and (moment is None or http_date(moment) != value):
            raise ConfigurationError(f"{name} is {value!r}, but must be a date such as Fri, 31 Dec 2027 23:59:59 GMT.")
        return moment


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True
