"""The fixtures of the command line and of the readers: imports are tested through both."""

from tests.cli.conftest import flask, other, take_in, write
from tests.formats.conftest import data, expected

__all__ = ["data", "expected", "flask", "other", "take_in", "write"]
