"""Who may import whom, what every view states, and how long things may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from bookstore import create_app
from bookstore.values.roles import ROLES
from bookstore.values.scopes import SCOPES
from config import testing

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bookstore"
FILE_LINES, FUNCTION_LINES = 300, 40

LAYERS = {
    "api": {"api", "schemas", "services", "formats", "errors", "extensions", "shared", "values"},
    "cli": {"cli", "demo", "jobs", "schemas", "services", "formats", "errors", "extensions", "shared", "values"},
    "ops": {"ops", "lookups", "schemas", "services", "formats", "errors", "extensions", "values"},
    "jobs": {"jobs", "schemas", "services", "formats", "errors", "extensions", "values"},
    "schemas": {"schemas", "values"},
    "formats": {"formats", "schemas", "values"},
    "lookups": {"lookups", "formats", "values"},
    "services": {"services", "lookups", "models", "errors", "extensions", "values"},
    "models": {"models", "extensions", "values"},
    "values": {"values"},
    "errors": set(),
    "extensions": set(),
    "settings": {"settings", "values"},
    "shared": {"shared", "values"},
    "demo": {"values"},
    "__init__": {"api", "cli", "jobs", "models", "ops", "shared", "extensions"},
}
"""What each part of the package may import of it: downwards only."""

BANNED = {
    "values": {"flask", "sqlalchemy", "marshmallow", "flask_smorest", "redis"},
    "models": {"flask", "marshmallow", "flask_smorest"},
    "services": {"flask", "marshmallow", "flask_smorest", "flask_jwt_extended"},
    "schemas": {"flask", "sqlalchemy", "flask_smorest"},
    "formats": {"flask", "sqlalchemy", "flask_smorest"},
    "lookups": {"flask", "sqlalchemy", "marshmallow"},
    "cli": {"sqlalchemy"},
    "jobs": {"sqlalchemy"},
    "errors": {"flask", "sqlalchemy", "marshmallow"},
}
"""Packages of others that a part does without."""

ALLOWED = {"bookstore/schemas/projection.py": {"sqlalchemy"}}
"""Exceptions, each with its reason: the projection turns a schema into SQL, and that is all it does."""

FILES = sorted(path for path in PACKAGE.rglob("*.py"))
SETTINGS = [ROOT / "config.py", ROOT / "gunicorn.conf.py"]


def name_of(path: Path) -> str:
    """A file's path as people write it."""
    return path.relative_to(ROOT).as_posix()


def part_of(path: Path) -> str:
    """The part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, wherever in it, but not for types alone."""
    tree = ast.parse(path.read_text())
    typing = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    skipped = {inner for node in typing for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node not in skipped:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node not in skipped:
            assert node.level == 0, f"{name_of(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(path: Path) -> set[str]:
    """The parts of the package that a file imports."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("bookstore.")}


def test_imports_go_down_only():
    wrong = {name_of(path): odd for path in FILES if (odd := own(path) - LAYERS[part_of(path)])}
    assert wrong == {}


def test_each_part_does_without_the_packages_of_others():
    wrong = {}
    for path in FILES:
        packages = {name.split(".")[0] for name in imported(path)}
        odd = packages & BANNED.get(part_of(path), set()) - ALLOWED.get(name_of(path), set())
        if odd:
            wrong[name_of(path)] = odd
    assert wrong == {}


def test_nothing_imports_the_application():
    for path in FILES:
        names = set(imported(path))
        assert not {"bookstore.create_app", "bookstore"} & names or path == PACKAGE / "__init__.py", name_of(path)
        assert not {"wsgi", "tests"} & {name.split(".")[0] for name in names}, name_of(path)


def test_versions_do_not_import_one_another():
    for version, other in (("v1", "v2"), ("v2", "v1")):
        for path in (PACKAGE / "api" / version).rglob("*.py"):
            assert not any(f"api.{other}" in name for name in imported(path)), name_of(path)


def test_the_edge_leaves_the_database_to_the_services():
    for part in ("api", "cli", "jobs", "ops"):
        for path in (PACKAGE / part).rglob("*.py"):
            assert "bookstore.extensions.db" not in set(imported(path)), name_of(path)


@pytest.fixture
def application():
    """The application, of which only the views are looked at."""
    return create_app(testing())


def test_every_view_states_who_may_call_it(application):
    views = {
        name: view for name, view in application.view_functions.items() if name.startswith(("v1-", "v2-", "opds."))
    }
    assert len(views) > 30
    for name, view in views.items():
        facts = getattr(view, "_apidoc", {}).get("facts", {})
        access = facts.get("access")
        assert access == "anyone" or access in ROLES, f"{name} does not state its access"
        assert facts["scope"] in (None, *SCOPES), f"{name} does not state which keys it takes"


def test_every_write_of_the_catalogue_needs_staff(application):
    for rule in application.url_map.iter_rules():
        for method in rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            facts = application.view_functions[rule.endpoint]._apidoc["facts"]
            if rule.endpoint.split(".")[0] in {
                f"v{version}-{kind}"
                for version in (1, 2)
                for kind in ("books", "authors", "magazines", "categories", "publishers")
            }:
                assert facts["access"] == "staff", (method, rule.rule)


def test_migrations_have_one_head():
    configuration = AlembicConfig()
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    assert len(ScriptDirectory.from_config(configuration).get_heads()) == 1


def test_no_file_is_too_long_to_read():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in (*FILES, *SETTINGS)}
    assert {name: length for name, length in lengths.items() if length > FILE_LINES} == {}


def test_no_function_is_too_long_to_read():
    long = {}
    for path in (*FILES, *SETTINGS):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and (node.end_lineno - node.lineno) >= FUNCTION_LINES
            ):
                long[f"{name_of(path)}:{node.name}"] = node.end_lineno - node.lineno + 1
    assert long == {}


def test_nothing_is_called_helper():
    for path in FILES:
        assert path.stem not in ("utils", "util", "helpers", "helper", "manager", "common", "misc"), name_of(path)
