"""The image: a program that its own user cannot change, and nothing of the machine that it was built on."""

import re
from fnmatch import fnmatch

from tests.test_architecture import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
IGNORED = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
NEEDED = ("bookstore", "migrations", "config.py", "wsgi.py", "gunicorn.conf.py", "requirements.txt")
ALIEN = (".git", ".venv", ".env", ".ci", "instance", "tests", "benchmarks", "bookstore/__pycache__", "instance/shop.db")


def instructions(name):
    """What the Dockerfile says by one of its words, in order."""
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.MULTILINE)


def is_left_out(path):
    """Whether a path, or a folder that it lies in, stays outside of the image."""
    parts = path.split("/")
    paths = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(fnmatch(part, rule.removeprefix("**/")) for rule in IGNORED for part in (*paths, *parts))


def test_the_service_runs_as_somebody_who_owns_the_data_and_nothing_else():
    assert instructions("USER") == ["bookstore"]
    assert DOCKERFILE.index("\nCOPY . .") < DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")
    assert not any("--chown" in copy for copy in instructions("COPY"))
    assert re.findall(r"--owner=bookstore.* (\S+)", DOCKERFILE) == instructions("VOLUME") == ["/data"]


def test_the_image_holds_the_program_and_nothing_of_the_machine():
    assert [path for path in NEEDED if is_left_out(path)] == []
    assert [path for path in ALIEN if not is_left_out(path)] == []


def test_what_git_leaves_out_stays_outside_too():
    for rule in (ROOT / ".gitignore").read_text().split():
        assert is_left_out(rule.strip("/").replace("*", "x")), rule


def test_all_that_the_program_consists_of_is_in_the_image():
    for path in (path for folder in ("bookstore", "migrations") for path in (ROOT / folder).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            assert not is_left_out(path.relative_to(ROOT).as_posix())
