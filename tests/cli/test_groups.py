"""Groups of commands, used wrongly."""

import pytest

from tests.cli.conftest import without_postgresql

GROUPS = ("catalog", "keys", "openapi", "users")


@without_postgresql
@pytest.mark.parametrize("group", GROUPS)
def test_wrong_use_of_a_group_is_exit_2_and_one_line(flask, group):
    for arguments in ((), ("--bogus",), ("--bogus", "list"), ("bogus",)):
        result = flask(group, *arguments)
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1), result.stderr
    assert flask(group).stderr.startswith("Error: Missing command: ")


@without_postgresql
@pytest.mark.parametrize("group", GROUPS)
def test_who_asks_a_group_for_help_gets_it(flask, group):
    result = flask(group, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Commands:" in result.stdout
