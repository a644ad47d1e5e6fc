"""What the picture shows goes out with the post, where the network takes it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from analysis.models import MediaAnalysis
from publishing.request import build_request
from scheduling.models import PostingSchedule
from scheduling.services.plan import plan_team
from scheduling.services.posts import create_post
from scheduling.wording import words_for
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

HOUR = timedelta(hours=1)
SEEN = "A man in a dark suit looks into the camera."


def described(team, **media):
    asset = make_asset(team, **media)
    make_analysis(asset, virality_features={"alt_text": SEEN})
    return asset


@pytest.fixture
def mastodon(team):
    return make_connection(team, platform="mastodon")


def test_a_planned_post_describes_its_picture_to_the_network(team, mastodon, now):
    described(team)
    plan_team(team, now=now)
    assert build_request(PostingSchedule.objects.get(), "key").options == {"alt_text": SEEN}


@pytest.mark.parametrize(
    ("platform", "media_type", "is_sent"),
    [
        ("mastodon", "video", True),
        ("bluesky", "video", True),
        ("x", "video", False),
        ("x", "image", True),
        ("instagram", "image", True),
        ("linkedin", "image", True),
        ("tiktok", "video", False),
    ],
)
def test_only_networks_that_take_it_for_such_a_file_are_sent_it(
    team, platform, media_type, is_sent
):
    asset = described(team, media_type=media_type)
    words = words_for(asset, MediaAnalysis.objects.get(), platform)
    assert words.platform_specific == ({"alt_text": SEEN} if is_sent else {})


def test_a_long_description_ends_at_a_word(team):
    asset = make_asset(team, media_type="image")
    analysis = make_analysis(asset, virality_features={"alt_text": "word " * 300})
    said = words_for(asset, analysis, "pinterest").platform_specific["alt_text"]
    assert len(said) <= 500
    assert said.endswith("word…")


def test_own_options_leave_the_description_unless_they_name_it(team, mastodon, owner, now):
    asset, later = described(team), now + HOUR
    unlisted, silent = {"visibility": "unlisted"}, {"alt_text": ""}
    kept = create_post(asset, mastodon, at=later, by=owner, now=now, platform_specific=unlisted)
    assert kept.platform_specific == {"visibility": "unlisted", "alt_text": SEEN}
    none = create_post(
        asset, mastodon, at=later + HOUR, by=owner, now=now, platform_specific=silent
    )
    assert none.platform_specific == {"alt_text": ""}


def edit(client, post, **words):
    return client.post(reverse("post-edit", args=[post.pk]), {"version": post.version, **words})


def test_a_person_changes_it_and_other_options_stay(owner_client, mastodon, now):
    options = {"visibility": "unlisted", "alt_text": SEEN}
    post = make_schedule(mastodon, platform_specific=options)
    assert SEEN in owner_client.get(reverse("post", args=[post.pk])).content.decode()
    edit(owner_client, post, body="Hello.", alt_text="A man sings.")
    post.refresh_from_db()
    assert post.platform_specific == {"visibility": "unlisted", "alt_text": "A man sings."}


def test_one_that_is_too_long_is_refused_and_nothing_is_lost(owner_client, mastodon):
    post = make_schedule(mastodon, platform_specific={"alt_text": SEEN})
    answer = edit(owner_client, post, body="Hello.", alt_text="a" * 1501)
    post.refresh_from_db()
    assert answer.status_code == 422
    assert "at most 1500 characters" in answer.content.decode()
    assert post.platform_specific == {"alt_text": SEEN}


def test_both_descriptions_are_shown_when_a_colleague_saved_first(owner_client, mastodon):
    post = make_schedule(mastodon, platform_specific={"alt_text": SEEN, "visibility": "unlisted"})
    PostingSchedule.objects.filter(pk=post.pk).update(version=post.version + 1)
    answer = edit(owner_client, post, alt_text="A man sings.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Alt text, as it is stored now" in page
    assert "visibility" not in page


def test_a_network_without_descriptions_is_not_asked_for_one(owner_client, team):
    post = make_schedule(make_connection(team), platform_specific={"privacy": "public"})
    assert 'name="alt_text"' not in owner_client.get(f"/posts/{post.pk}/").content.decode()
    edit(owner_client, post, body="Hello.", alt_text="Smuggled.")
    post.refresh_from_db()
    assert post.platform_specific == {"privacy": "public"}
