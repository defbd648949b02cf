"""The OpenAPI documents: valid, whole, and with examples for everything."""

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

import config
from bookstore import create_app

METHODS = ("get", "put", "post", "patch", "delete")


@pytest.fixture(scope="module")
def client():
    return create_app(config.testing()).test_client()


@pytest.fixture(scope="module")
def document(client):
    return client.get("/api/v2/openapi.json").get_json()


@pytest.fixture(scope="module")
def operations(document):
    """Each operation as (name, operation, its parameters and those of its path)."""
    found = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                parameters = item.get("parameters", []) + item[method].get("parameters", [])
                found.append((f"{method.upper()} {path}", item[method], parameters))
    return found


def whole(document, part):
    """The part that a reference stands for, or the part itself."""
    return document["components"]["responses"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_documents_are_openapi_3_1(client, version):
    response = client.get(f"/api/v{version}/openapi.json")
    assert response.mimetype == "application/json"
    assert response.get_json()["openapi"] == "3.1.0"
    validate(response.get_json(), cls=OpenAPIV31SpecValidator)


def test_every_operation_says_what_it_is(operations):
    assert len(operations) > 30
    for name, operation, _ in operations:
        for member in ("operationId", "summary", "description", "tags"):
            assert operation.get(member), (name, member)
        assert "security" in operation, name
    ids = [operation["operationId"] for _, operation, _ in operations]
    assert len(set(ids)) == len(ids)


def test_every_tag_is_described(document, operations):
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    assert {tag for _, operation, _ in operations for tag in operation["tags"]} == described


def test_every_security_scheme_is_declared(document, operations):
    declared = set(document["components"]["securitySchemes"])
    named = {scheme for _, operation, _ in operations for choice in operation["security"] for scheme in choice}
    assert named <= declared
    for name, operation, _ in operations:
        assert ("401" in operation["responses"]) == (operation["security"] != [{}]), name
        assert {} in operation["security"] or "403" in operation["responses"], name


def test_every_success_has_an_example(operations):
    for name, operation, _ in operations:
        codes = [code for code in operation["responses"] if code.startswith("2")]
        assert codes, name
        for code in set(codes) - {"202", "204"}:
            for content in operation["responses"][code]["content"].values():
                assert "example" in content, (name, code)


def test_every_error_is_a_problem_with_an_example(document, operations):
    for name, operation, _ in operations:
        errors = {code: found for code, found in operation["responses"].items() if code[0] in "45d"}
        assert {"400", "500", "503", "default"} <= errors.keys(), name
        for code, error in errors.items():
            content = whole(document, error)["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, (name, code)
            assert code in ("default", str(content["example"]["status"])), (name, code)


def test_every_operation_declares_the_problems_that_it_can_have(operations):
    for name, operation, parameters in operations:
        declared, places = set(operation["responses"]), {parameter["in"] for parameter in parameters}
        headers = {parameter["name"] for parameter in parameters if parameter["in"] == "header"}
        wanted = {"400", "500", "503"}
        wanted |= {"404"} if "path" in places else set()
        wanted |= {"422"} if "query" in places else set()
        wanted |= {"408", "413", "415"} if "requestBody" in operation else set()
        wanted |= {"409", "412", "428"} if "If-Match" in headers else set()
        assert wanted <= declared, (name, wanted - declared)


def test_every_parameter_is_described(operations):
    for name, operation, parameters in operations:
        for parameter in parameters:
            assert parameter.get("description"), (name, parameter["name"])
            assert parameter["schema"], (name, parameter["name"])
        wanted = operation["operationId"].startswith(("get", "list", "examine", "lookUp"))
        assert wanted == any(parameter["name"] == "If-None-Match" for parameter in parameters), name


def test_every_body_has_an_example(operations):
    bodies = [(name, operation["requestBody"]) for name, operation, _ in operations if "requestBody" in operation]
    assert len(bodies) > 10
    for name, body in bodies:
        assert body["required"], name
        for kind, content in body["content"].items():
            assert content["example"], (name, kind)


def test_every_patch_takes_a_merge_patch(operations):
    for name, operation, _ in operations:
        if name.startswith("PATCH"):
            assert set(operation["requestBody"]["content"]) == {"application/json", "application/merge-patch+json"}


def test_every_example_keeps_its_schema(document, operations):
    components = {"components": document["components"]}
    for name, operation, _ in operations:
        answers = [whole(document, answer) for answer in operation["responses"].values()]
        for part in (operation.get("requestBody", {}), *answers):
            for content in part.get("content", {}).values():
                validator = jsonschema.Draft202012Validator(content["schema"] | components)
                assert [error.message for error in validator.iter_errors(content["example"])] == [], name


def test_what_is_read_is_whole_and_what_is_written_holds_nothing_read_only(document):
    schemas = document["components"]["schemas"]
    for name in ("Book", "Author", "Magazine", "Category", "Publisher"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])
        for sent in (schemas[f"{name}Input"], schemas[f"{name}Patch"]):
            assert not any(part.get("readOnly") for part in sent["properties"].values())
        assert "required" not in schemas[f"{name}Patch"]
