"""Lists: no query per row, filters with own rows only, pictures of known size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.models import FrameSample, MediaAnalysis
from media_assets.models import MediaAsset, ProcessingJob
from metrics.models import PostingMetrics
from platforms.models import Connection
from publishing.models import PublishAttempt
from scheduling.models import PostingSchedule
from teams.models import EventLog
from teams.services.events import record_event
from tests.factories import (
    make_analysis,
    make_asset,
    make_attempt,
    make_connection,
    make_job,
    make_reading,
    make_schedule,
)

LISTS = [MediaAsset, ProcessingJob, MediaAnalysis, FrameSample, Connection, PostingSchedule,
         PublishAttempt, PostingMetrics, EventLog]  # fmt: skip


def listing(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def grow(team, owner, count) -> None:
    for _ in range(count):
        asset = make_asset(team, thumbnail_url="a.webp")
        make_job(asset)
        analysis = make_analysis(asset, best_frame_url="b.webp")
        FrameSample.objects.create(
            analysis=analysis, index=0, time_sec=0, score=1, image_path="c.webp"
        )
        post = make_schedule(make_connection(team), asset, created_by=owner)
        make_attempt(post)
        make_reading(post)
        record_event(team, "note", post, by=owner)


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_the_number_of_queries_does_not_grow_with_the_rows(owner_client, team, owner, model):
    grow(team, owner, 1)
    owner_client.get(listing(model))
    few = queries(owner_client, listing(model))
    grow(team, owner, 8)
    assert queries(owner_client, listing(model)) <= few


def test_pictures_keep_their_place_while_they_load(owner_client, team, owner):
    grow(team, owner, 1)
    for model in (MediaAsset, MediaAnalysis, PostingSchedule):
        html = owner_client.get(listing(model)).content.decode()
        assert 'width="32" height="56" loading="lazy"' in html, model


def test_filters_offer_only_own_accounts(owner_client, stranger_client, team):
    for name in ("ours-only", "ours-too"):
        make_connection(team, platform_username=name)
    assert "ours-only" in owner_client.get(listing(PostingSchedule)).content.decode()
    assert "ours-only" not in stranger_client.get(listing(PostingSchedule)).content.decode()


def test_a_list_is_filtered_and_searched(owner_client, team):
    make_asset(team, filename="needle.mp4")
    make_asset(team, filename="hay.mp4", status="failed")
    html = owner_client.get(listing(MediaAsset), {"q": "needle"}).content.decode()
    assert "needle.mp4" in html
    assert "hay.mp4" not in html
    html = owner_client.get(listing(MediaAsset), {"status__exact": "failed"}).content.decode()
    assert "needle.mp4" not in html


def test_the_sidebar_counts_what_waits_for_a_person(owner_client, team):
    for _ in range(3):
        make_schedule(make_connection(team), review_status="awaiting")
    html = owner_client.get(listing(MediaAsset)).content.decode()
    sidebar = html[html.index("/posts/") :][:2000]
    assert "3" in sidebar


def test_the_sidebar_leads_to_pages_data_and_the_api(owner_client):
    html = owner_client.get("/admin/").content.decode()
    for address in ("/library/", "/posts/", "/api/docs/", listing(MediaAsset)):
        assert f'href="{address}"' in html
    assert listing(EventLog) in html
    assert "/admin/teams/user/" not in html


def test_jobs_of_the_server_are_for_superusers(owner, owner_client):
    assert owner_client.get("/admin/django_q/schedule/").status_code == 403
    owner.is_superuser = True
    owner.save()
    assert "/admin/teams/user/" in owner_client.get("/admin/").content.decode()
