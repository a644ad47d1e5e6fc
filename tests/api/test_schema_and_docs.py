"""The OpenAPI document and Swagger."""

import re

import pytest
from django.core.management import call_command
from django.urls import get_resolver


def test_the_schema_is_valid_and_draws_no_warning(tmp_path):
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    assert "/api/media/{id}/coach-summary" in target.read_text()


def test_the_schema_is_served(api):
    answer = api.get("/api/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    assert {"/api/media/ingest", "/api/creative-briefs", "/api/posts/{id}/publish"} <= set(paths)
    posts = [path["post"] for path in paths.values() if "post" in path]
    for operation in posts:
        names = [parameter["name"] for parameter in operation["parameters"]]
        assert "Idempotency-Key" in names, operation["operationId"]
        assert {"401", "403", "409", "429"} <= set(operation["responses"])


def test_every_route_of_the_api_is_in_the_schema(api):
    paths = api.get("/api/schema/", headers={"Accept": "application/json"}).json()["paths"]
    api_urls = next(p for p in get_resolver().url_patterns if str(p.pattern) == "api/")
    hidden = {"api-schema", "api-docs", "api-nothing", "webhook"}  # the last is for networks
    routes = [p for p in api_urls.url_patterns if p.name not in hidden]
    assert len(paths) == len({str(route.pattern) for route in routes})


@pytest.fixture
def document(api) -> dict:
    return api.get("/api/schema/", headers={"Accept": "application/json"}).json()


def test_every_error_is_a_problem_document(document):
    kinds = {
        kind
        for path in document["paths"].values()
        for operation in path.values()
        for code, answer in operation["responses"].items()
        if code >= "400"
        for kind in answer["content"]
    }
    assert kinds == {"application/problem+json"}


def test_a_list_may_refuse_a_filter_and_a_change_may_be_unusable(document):
    assert "400" in document["paths"]["/api/posts"]["get"]["responses"]
    assert "422" in document["paths"]["/api/media/ingest"]["post"]["responses"]


def test_a_column_that_may_be_empty_is_said_to_be(document):
    schemas = document["components"]["schemas"]
    assert "format" not in schemas["MediaAsset"]["properties"]["original_url"]
    hint = schemas["TrendSignal"]["properties"]["platform_hint"]
    assert {"$ref": "#/components/schemas/BlankEnum"} in hint["oneOf"]


def test_swagger_needs_nothing_from_elsewhere(client, db):
    answer = client.get("/api/docs/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert not re.search(r"<script(?![^>]*src)[^>]*>\s*\S", html), "an inline script"
    assert "'unsafe-inline'" not in re.search(
        r"script-src ([^;]*)", answer["Content-Security-Policy"]
    ).group(1)


@pytest.mark.parametrize("asset", ["swagger-ui-bundle.js", "swagger-ui.css"])
def test_the_files_of_swagger_are_ours(client, db, asset):
    html = client.get("/api/docs/").content.decode()
    address = re.search(rf'"([^"]*{re.escape(asset)})"', html).group(1)
    assert address.startswith("/static/")


def test_the_script_of_swagger_is_served_by_itself(client, db):
    html = client.get("/api/docs/").content.decode()
    address = re.findall(r'<script src="([^"]*)"', html)[-1]
    answer = client.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert "javascript" in answer["Content-Type"]
