"""What a person sees of a post's file, and the steps on it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from media_assets.models import ProcessingJob
from scheduling.services.posts import create_post
from tests.factories import make_asset, make_connection

HOUR = timedelta(hours=1)
HEVC = {"facts": {"video_codec": "hevc", "audio_codec": "aac", "has_audio": True, "fps": 30}}


@pytest.fixture
def post(team, owner, now):
    asset = make_asset(team, duration_sec=139.0, metadata=HEVC)
    account = make_connection(team, platform="bluesky")
    return create_post(asset, account, at=now + HOUR, by=owner, now=now, body="One. " * 90)


def test_a_cut_is_shown_before_and_after_and_done_on_a_yes(owner_client, post):
    page = owner_client.get(reverse("post", args=[post.pk]))
    text = page.content.decode()
    assert "cut to 0:00–1:00 of 2:19" in text
    assert "Approve</button>" not in text
    recipe = page.context["file"].proposal
    owner_client.post(reverse("post-file-agree", args=[post.pk]), {"recipe": recipe})
    ProcessingJob.objects.filter(job_type="render").update(progress_pct=45)
    assert "45 %" in owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert "45 %" in owner_client.get(reverse("posts")).content.decode()
    assert "45 %" in owner_client.get(reverse("post-file", args=[post.pk])).content.decode()


def test_the_begin_of_a_cut_is_chosen(owner_client, post):
    owner_client.post(reverse("post-file-choose", args=[post.pk]), {"start_sec": "12.5"})
    post.refresh_from_db()
    assert post.file_note.startswith("cut to 0:12–")
    answer = owner_client.post(
        reverse("post-file-choose", args=[post.pk]), {"start_sec": "900"}, follow=True
    )
    assert "inside the film" in answer.content.decode()


def test_the_words_are_shown_as_they_are_posted_and_shortened_on_request(owner_client, post):
    page = owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert "As it is posted" in page
    assert "Shorten the saved words" in page
    owner_client.post(reverse("post-shorten", args=[post.pk]))
    post.refresh_from_db()
    assert post.body.endswith("One.")
    assert len(post.body) <= 300


def test_the_api_says_what_must_change_and_takes_the_yes(api, post):
    plan = api.get(f"/api/posts/{post.pk}/file-plan").json()
    assert plan["asks"]
    answer = api.post(f"/api/posts/{post.pk}/agree-to-file", {"recipe": "x"}, format="json")
    assert answer.status_code == 409
    answer = api.post(
        f"/api/posts/{post.pk}/agree-to-file", {"recipe": plan["recipe"]}, format="json"
    )
    assert (answer.json()["file_state"], answer.json()["file_progress_pct"]) == ("preparing", 0)
