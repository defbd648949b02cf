"""flask keys: a key comes out once, works at once, and is revoked at once."""

import pytest

from bookstore.services import users
from tests.cli.conftest import without_postgresql
from tests.conftest import PASSWORD


@pytest.fixture
def keys(flask, app):
    """Runs `flask keys ...`; there is ada of the staff."""
    with app.app_context():
        users.create("ada", PASSWORD, role="staff")
    return lambda *arguments: flask("keys", *arguments)


def status(anonymous, key):
    """The answer to a write of the catalogue with a key."""
    return anonymous.post("/api/v2/books", json={"title": "T"}, headers={"X-API-Key": key}).status_code


def test_a_key_made_here_works_and_is_alone_on_standard_output(keys, anonymous):
    made = keys("create", "ADA", "--name", "import", "--scope", "catalogue:write", "--expires", "2999-12-31")
    assert (made.exit_code, made.stderr) == (
        0,
        "Created key 1 of ada: catalogue:write. It is not shown again:\n",
    )
    assert made.stdout.startswith("bks_")
    assert len(made.stdout.splitlines()) == 1
    assert status(anonymous, made.stdout.strip()) == 201


def test_a_key_reads_unless_it_is_given_more(keys, anonymous):
    assert status(anonymous, keys("create", "ada", "--name", "reader").stdout.strip()) == 403


def test_keys_are_listed_without_themselves_and_revoked(keys, anonymous):
    key = keys("create", "ada", "--name", "import", "--scope", "catalogue:write").stdout.strip()
    for listed in (keys("list"), keys("list", "ada")):
        assert (listed.exit_code, key[:12] in listed.stdout, key in listed.stdout) == (0, True, False)
        assert "ada  catalogue:write  never  import" in listed.stdout
    assert keys("revoke", "1").stdout == "Revoked key 1.\n"
    assert (status(anonymous, key), keys("list").stdout) == (401, "")


def test_what_is_not_there_is_exit_1_and_one_line(keys):
    for arguments in (("create", "nobody", "--name", "x"), ("list", "nobody"), ("revoke", "7")):
        result = keys(*arguments)
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)


@without_postgresql
@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "ada"),
        ("create", "ada", "--name", " "),
        ("create", "ada", "--name", "x" * 101),
        ("create", "ada", "--name", "x", "--scope", "everything"),
        ("create", "ada", "--name", "x", "--expires", "tomorrow"),
        ("create", "ada", "--name", "x", "--expires", "2027-02-30"),
        ("revoke", "x"),
        ("revoke", "0"),
        ("revoke", str(2**63)),
    ],
)
def test_wrong_use_is_exit_2_and_one_line(keys, arguments):
    result = keys(*arguments)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)


def test_a_key_that_has_expired_already_is_not_made(keys):
    result = keys("create", "ada", "--name", "x", "--expires", "2020-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert keys("list").stdout == ""
