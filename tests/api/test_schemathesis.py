"""The API against its own document, briefly and in process; tests/slow/test_schemathesis.py does it at length."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from tests import schemathesis_hooks

BRIEFLY = settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
    derandomize=True,
    database=None,
)
CONFIG = Path(__file__).parents[2] / "schemathesis.toml"


@pytest.fixture
def backend():
    """One database is enough for this one; the long run takes the other."""
    return "sqlite"


@pytest.fixture
def app(make_app, library):
    """The application; whoever is asked about an ISBN knows it."""
    return make_app(**library.settings)


@pytest.fixture
def operations(app, staff):
    """The operations of the document, and a thing of each kind to call them with."""
    for kind in ("books", "magazines"):
        staff.post(f"/api/v2/{kind}", json={"title": "T", "publisher": {"name": "P"}})
    for shelf in (*schemathesis_hooks.SHELVES, "science-fiction"):
        staff.post("/api/v2/categories", json={"name": shelf, "slug": shelf})
    return schemathesis.openapi.from_wsgi("/api/v2/openapi.json", app, config=SchemathesisConfig.from_path(str(CONFIG)))


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_keeps_its_promise(operations, staff, mode):
    headers = {"Authorization": staff.environ_base["HTTP_AUTHORIZATION"], "Accept-Encoding": "identity"}
    for result in operations.get_all_operations():
        operation = result.ok()
        if mode.is_negative and not operation.body and not operation.query:
            continue  # there is nothing in it that could be wrong

        @BRIEFLY
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps_its_promise(case):
            case.call_and_validate(headers=headers)

        keeps_its_promise()
    assert staff.get("/api/v2/users/me").status_code == 200, "who called was somebody to the end"
