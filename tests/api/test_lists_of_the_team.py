"""Every list: own rows, pages, filters, order, search, and no query per row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.services.events import record_event
from tests.api.everything import CANARY, make_everything
from tests.factories import make_analysis, make_asset, make_connection, make_reading, make_schedule

LISTS = [
    "media", "folders", "jobs", "analyses", "frames", "connections", "posts", "cross-post-groups",
    "approvals", "review-links", "attempts", "first-comments",
    "checkpoints", "metrics", "comments", "baselines",
    "insights", "creative-briefs", "derivative-plans", "teams", "members", "events", "tokens",
]  # fmt: skip


@pytest.fixture
def everything(team, owner):
    return make_everything(team, owner)


@pytest.mark.parametrize("name", LISTS)
def test_the_owner_gets_the_row_and_its_page(api, everything, name):
    page = api.get(f"/api/{name}").json()
    assert page["count"] >= 1
    row = page["results"][0]
    key = row.get("id") or row["prefix"]
    assert api.get(f"/api/{name}/{key}").json() == row


@pytest.mark.parametrize("name", LISTS)
def test_a_stranger_gets_an_empty_list_and_the_same_404_as_for_a_random_id(
    stranger_api, api, everything, name
):
    row = api.get(f"/api/{name}").json()["results"][0]
    key = row.get("id") or row["prefix"]
    random = "00000000-0000-4000-8000-000000000000"
    foreign, unknown = (stranger_api.get(f"/api/{name}/{pk}") for pk in (key, random))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()
    assert CANARY not in stranger_api.get(f"/api/{name}").content.decode()


@pytest.mark.parametrize("pk", ["nonsense", "0", "%00", "1;drop"])
def test_a_malformed_id_is_a_404(api, pk):
    for name in LISTS:
        answer = api.get(f"/api/{name}/{pk}")
        assert answer.status_code == 404, name
        assert answer["Content-Type"] == "application/problem+json"


def test_platforms_are_the_same_for_all_teams(api, stranger_api):
    assert api.get("/api/platforms").json() == stranger_api.get("/api/platforms").json()


def test_a_platform_tells_its_limits_with_their_source(api):
    page = api.get("/api/platforms", {"name": "tiktok"}).json()
    (tiktok,) = page["results"]
    assert tiktok["spec"]["max_text"] == 2200
    assert tiktok["spec"]["sources"]["max_text"]["checked_on"]


def test_posts_are_filtered_by_time_status_and_relation(api, team, now):
    connection = make_connection(team)
    early = make_schedule(connection, scheduled_at=now.replace(hour=1))
    late = make_schedule(connection, scheduled_at=now.replace(hour=22))

    def found(**query):
        return {row["id"] for row in api.get("/api/posts", query).json()["results"]}

    assert found(scheduled_at__gte=now.isoformat()) == {str(late.pk)}
    assert found(scheduled_at__lte=now.isoformat(), status="pending") == {str(early.pk)}
    assert found(status__in="posted,failed") == set()
    assert found(media=early.media_id) == {str(early.pk)}


def test_a_filter_that_makes_no_sense_is_refused(api):
    answer = api.get("/api/posts", {"scheduled_at__gte": "yesterday"})
    assert answer.status_code == 400
    assert "scheduled_at__gte" in answer.json()["errors"]


def test_filtering_by_a_foreign_id_answers_as_by_a_random_one(stranger_api, team):
    post = make_schedule(make_connection(team))
    random = "00000000-0000-4000-8000-000000000000"
    for name in ("connection", "media"):
        foreign = stranger_api.get("/api/posts", {name: getattr(post, f"{name}_id")})
        assert foreign.json() == stranger_api.get("/api/posts", {name: random}).json()


def test_lists_are_ordered_and_searched(api, team):
    for name in ("b.mp4", "a.mp4", "c.mp4"):
        make_asset(team, filename=name)
    names = [r["filename"] for r in api.get("/api/media?ordering=filename").json()["results"]]
    assert names == ["a.mp4", "b.mp4", "c.mp4"]
    found = api.get("/api/media", {"search": "b.mp4"}).json()["results"]
    assert [row["filename"] for row in found] == ["b.mp4"]


def test_pages_do_not_overlap_and_their_size_is_capped(api, team):
    assets = {str(make_asset(team).pk) for _ in range(5)}
    pages = [api.get(f"/api/media?page_size=2&page={n}").json()["results"] for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {row["id"] for page in pages for row in page} == assets
    assert api.get("/api/media?page=9").status_code == 404
    assert api.get("/api/media?page_size=100000").status_code == 200


def grow(team, count):
    account = make_connection(team)
    for _ in range(count):
        asset = make_asset(team)
        make_analysis(asset)
        make_reading(make_schedule(account, asset))
        record_event(team, "note", asset)


@pytest.mark.parametrize("name", ["media", "analyses", "posts", "metrics", "events", "platforms"])
def test_the_number_of_queries_does_not_grow_with_the_rows(api, team, name):
    grow(team, 1)
    api.get(f"/api/{name}")
    with CaptureQueriesContext(connection) as first:
        api.get(f"/api/{name}")
    grow(team, 6)
    with CaptureQueriesContext(connection) as second:
        api.get(f"/api/{name}")
    assert len(second) <= len(first)
