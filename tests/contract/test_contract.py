"""The OpenAPI documents are a promise: what changes in them is decided, not found out later."""

import json
from pathlib import Path

import pytest

import config
from bookstore import create_app

HERE = Path(__file__).parent
RENEW = "The document of version {} is not the promised one: if that is meant, renew it with `flask openapi write`."


@pytest.fixture(scope="module")
def application():
    return create_app(config.testing())


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_document_is_as_promised(application, version):
    served = application.test_client().get(f"/api/v{version}/openapi.json").get_json()
    promised = json.loads((HERE / f"v{version}.json").read_text(encoding="utf-8"))
    assert served == promised, RENEW.format(version)


def test_flask_openapi_write_writes_what_is_served(application, tmp_path):
    result = application.test_cli_runner().invoke(args=["openapi", "write", "--to", str(tmp_path / "new")])
    assert result.exit_code == 0, result.output
    for version in ("1", "2"):
        text = (tmp_path / "new" / f"v{version}.json").read_text(encoding="utf-8")
        served = application.test_client().get(f"/api/v{version}/openapi.json").get_json()
        assert text == json.dumps(served, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
