"""RFC 9457 problem details for every refusal."""

import pytest

from teams.throttling import SharedUserRateThrottle
from tests.factories import make_asset, make_connection, make_schedule


def problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_unknown_addresses(api):
    problem(api.get("/api/nothing"), 404)
    assert "slash" in problem(api.get("/api/media/"), 404)["detail"]
    problem(api.post("/api/media/"), 404)


def test_a_method_that_is_not_there(api):
    problem(api.delete("/api/media"), 405)


def test_a_body_that_is_no_json(api):
    problem(api.post("/api/folders", "{", content_type="application/json"), 400)


def test_a_kind_of_body_that_is_not_read(api):
    problem(api.post("/api/folders", "x", content_type="text/csv"), 415)


def test_a_search_that_no_database_takes(api):
    body = problem(api.get("/api/experiments?search=%00"), 400)
    assert body["detail"] == "Null characters are not allowed."
    assert "errors" not in body


def test_a_step_that_does_not_fit_the_state(api, team):
    post = make_schedule(make_connection(team), status="canceled")
    body = problem(api.post(f"/api/posts/{post.pk}/approve"), 409)
    assert "canceled" in body["detail"].lower()


def test_a_refusal_of_the_archive(api, team):
    asset = make_asset(team, status="scheduled")
    body = problem(api.post(f"/api/media/{asset.pk}/archive"), 409)
    assert "Cancel them first" in body["detail"]


def test_too_many_requests_say_when_to_come_back(api, monkeypatch):
    monkeypatch.setattr(SharedUserRateThrottle, "rate", "2/min", raising=False)
    assert [api.get("/api/media").status_code for _ in range(3)] == [200, 200, 429]
    answer = api.get("/api/folders")
    problem(answer, 429)
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/api/media/ingest", "/api/posts"])
def test_an_empty_post_says_what_is_missing(api, path):
    assert problem(api.post(path, {}, format="json"), 400)["errors"]
