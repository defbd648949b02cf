"""The OpenAPI document of version 1: the deck and nothing else, each call with its successor."""

import jsonschema
import pytest

import config
from bookstore import create_app
from tests.api.test_openapi import METHODS, whole

DECK = {
    "POST /user", "PUT /user", "DELETE /user", "GET /user", "GET /validation/user",
    "POST /book", "PUT /book", "DELETE /book", "GET /books", "GET /book", "GET /book/{isbn}",
    "POST /magazine", "PUT /magazine", "DELETE /magazine",
    "POST /author", "DELETE /author", "PATCH /author/name",
    "GET /authors", "GET /author/{author_id}", "GET /author/{author_id}/book",
}  # fmt: skip
"""GET /book is two rows of the deck: by category and by year."""

NEEDED = {
    "DELETE /book": {"isbn"},
    "DELETE /magazine": {"issn"},
    "DELETE /author": {"id"},
    "GET /user": {"name", "password"},
}


@pytest.fixture(scope="module")
def client():
    return create_app(config.testing()).test_client()


@pytest.fixture(scope="module")
def document(client):
    return client.get("/api/v1/openapi.json").get_json()


@pytest.fixture(scope="module")
def operations(document):
    """Each operation by its name, with the parameters of its path."""
    found = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                parameters = item.get("parameters", []) + item[method].get("parameters", [])
                found[f"{method.upper()} {path.removeprefix('/api/v1')}"] = item[method] | {"parameters": parameters}
    return found


def test_the_document_holds_the_deck_and_nothing_else(operations):
    assert operations.keys() == DECK


def test_every_operation_is_deprecated_and_names_a_successor_that_exists(client, operations):
    paths = client.get("/api/v2/openapi.json").get_json()["paths"]
    for name, operation in operations.items():
        assert operation["deprecated"], name
        method, path = (
            operation["description"].partition("Deprecated: use `")[2].partition("`")[0].partition(", ")[0].split()
        )
        assert method.lower() in paths[path.partition("?")[0]], name


def test_every_operation_is_described_with_all_its_refusals(document, operations):
    assert len({operation["operationId"] for operation in operations.values()}) == len(DECK)
    for name, operation in operations.items():
        assert operation["summary"], name
        refusals = {"400", "422", "500", "503", "default"} | (
            {"401", "403"} if operation["security"][:1] != [{}] else set()
        )
        refusals -= {"403"} if name == "GET /validation/user" else set()
        refusals |= {"404", "409", "412"} if name.split()[0] in ("PUT", "DELETE", "PATCH") else set()
        refusals |= {"413", "415"} if "requestBody" in operation else set()
        refusals |= {"409"} if name.startswith("POST") else set()
        refusals |= {"404"} if "{" in name else set()
        assert refusals <= operation["responses"].keys(), name
        for parameter in operation["parameters"]:
            assert parameter["description"], (name, parameter["name"])


def test_what_a_query_needs_is_required(operations):
    for name, operation in operations.items():
        required = {
            parameter["name"]
            for parameter in operation["parameters"]
            if parameter.get("required") and parameter["in"] == "query"
        }
        assert required == NEEDED.get(name, set()), name


def test_every_example_keeps_its_schema(document, operations):
    components = {"components": document["components"]}
    for name, operation in operations.items():
        answers = [whole(document, answer) for answer in operation["responses"].values()]
        for part in (operation.get("requestBody", {}), *answers):
            for content in part.get("content", {}).values():
                validator = jsonschema.Draft202012Validator(content["schema"] | components)
                assert [error.message for error in validator.iter_errors(content["example"])] == [], name


def test_the_documented_shapes_are_those_of_the_deck(document):
    schemas = document["components"]["schemas"]
    fields = {
        "Book": "isbn name author category year price stock",
        "Magazine": "issn name issue category year price stock",
        "Author": "id name",
        "User": "name mail role",
    }
    for name, names in fields.items():
        assert sorted(schemas[name]["properties"]) == schemas[name]["required"] == sorted(names.split())
    valid = jsonschema.Draft202012Validator(schemas["BookInput"] | {"components": document["components"]}).is_valid
    book = {"isbn": "9780060883287", "name": "N"}
    for author in ("A", {"id": 1}, {"name": "A"}, None):
        assert valid(book | {"author": author})
    for price in ("12.50", 12.5, 12, {"amount": "1", "currency": "EUR"}, None):
        assert valid(book | {"price": price})
    for wrong in (
        {"author": {}},
        {"author": 1},
        {"price": "1e2"},
        {"price": -1},
        {"price": True},
        {"category": 1},
        {"title": "T"},
    ):
        assert not valid(book | wrong)
