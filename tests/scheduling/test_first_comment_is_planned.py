"""The first comment is part of a post's words: checked, approved, compared, suggested."""

from datetime import timedelta

import pytest

from publishing.models import FirstComment
from publishing.tick import tick
from scheduling.exceptions import PostProblem
from scheduling.first_comments import suggested_comment, why_no_comment
from scheduling.fitness import word_problems
from scheduling.payload import is_approved_payload, payload_hash, payload_of
from scheduling.services.posts import approve, create_post, edit_post
from scheduling.word_changes import changes_between
from scheduling.wordcount import count_words
from teams.models import BrandGuide, EventLog
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

HOUR = timedelta(hours=1)
WORDS = "What would you do?"


@pytest.fixture
def account(team):
    return make_connection(team, platform="instagram")


@pytest.fixture
def post(account, now):
    return make_schedule(
        account,
        platform="instagram_reels",
        scheduled_at=now + HOUR,
        review_status="awaiting",
        first_comment=WORDS,
    )


def test_without_one_a_post_hashes_as_it_did_before_there_were_any(account, now):
    post = make_schedule(account, scheduled_at=now)
    assert "first_comment" not in payload_of(post)
    before = payload_hash(post)
    post.first_comment = WORDS
    assert payload_hash(post) != before


def test_an_edit_of_it_asks_for_approval_again(post, teammate, owner, now):
    approve(post, by=teammate, now=now)
    assert is_approved_payload(post)
    edit_post(post, by=owner, version=1, now=now, first_comment="Something else?")
    post.refresh_from_db()
    assert (post.review_status, post.payload_hash) == ("awaiting", "")
    edited = EventLog.objects.get(event_type="post_edited")
    assert edited.meta_json["before"] == {"first_comment": WORDS}


def test_what_was_written_past_the_services_does_not_go_out(post, teammate, now):
    approve(post, by=teammate, now=now)
    type(post).objects.update(first_comment="Buy pills.")
    post.refresh_from_db()
    assert not is_approved_payload(post)


def test_the_difference_shows_it():
    changes = changes_between({"first_comment": WORDS}, {"first_comment": "What did you do?"})
    assert [change.label for change in changes] == ["First comment"]


def test_it_is_counted_as_the_network_counts(post):
    count = count_words(post).comment
    assert (count.used, count.limit, count.unit) == (len(WORDS), 2196, "characters")


def test_one_that_is_too_long_is_not_approved(post, teammate, now):
    post.first_comment = "a" * 2200
    assert word_problems(post) == [
        "Instagram Reels takes comments of at most 2,196 characters; the first comment has 2,200. "
        "Shorten it by 4."
    ]
    with pytest.raises(PostProblem, match="comments of at most"):
        approve(post, by=teammate, now=now)


def test_bytes_are_limited_where_the_network_limits_them(team, now):
    post = make_schedule(make_connection(team, platform="bluesky"), scheduled_at=now)
    post.first_comment = "👨‍👩‍👧‍👦" * 150  # 150 signs, 3,750 bytes
    assert "3,000 bytes" in word_problems(post)[0]


def test_banned_words_of_the_brand_guide_hold_for_it(post, team):
    BrandGuide.objects.create(team=team, banned_words=["cheap"])
    post.first_comment = "So Cheap today!"
    assert word_problems(post) == ["Your brand guide bans “Cheap”: it stands in the first comment."]


@pytest.mark.parametrize(
    ("platform", "route", "why"),
    [
        ("tiktok", "sandbox", "TikTok takes no comments from apps."),
        ("pinterest", "direct", "Pinterest takes no comments from apps."),
        ("instagram", "sandbox", ""),
        ("youtube", "sandbox", ""),
    ],
)
def test_what_a_network_cannot_do_is_said(team, platform, route, why):
    account = make_connection(team, platform=platform, route=route)
    assert why_no_comment(account, platform) == why


def test_where_none_can_be_sent_it_has_to_be_taken_out(team, teammate, now):
    account = make_connection(team)
    post = make_schedule(account, scheduled_at=now + HOUR, first_comment=WORDS)
    assert count_words(post).comment is None
    assert word_problems(post) == [
        "TikTok takes no comments from apps. Take the first comment out."
    ]


def test_a_post_whose_comment_could_not_follow_is_not_sent(team, now):
    account = make_connection(team)
    post = make_schedule(account, scheduled_at=now, first_comment=WORDS)
    tick(now, "test")
    post.refresh_from_db()
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "Take the first comment out." in post.error_message
    assert not FirstComment.objects.exists()


def test_a_new_post_may_bring_its_own(team, account, owner, now):
    asset = make_asset(team, status="analyzed")
    post = create_post(
        asset, account, at=now + HOUR, by=owner, now=now, first_comment=f" {WORDS}\r\nOr not? "
    )
    assert post.first_comment == f"{WORDS}\nOr not?"


def test_the_suggestion_is_offered_and_never_taken_by_itself(team, account, owner, now):
    asset = make_asset(team, status="analyzed")
    make_analysis(asset, ai_first_comments={"instagram": "Did yours rise?"})
    post = create_post(asset, account, at=now + HOUR, by=owner, now=now)
    assert post.first_comment == ""
    assert suggested_comment(post) == "Did yours rise?"


def test_no_suggestion_where_none_can_be_sent(team, now):
    asset = make_asset(team)
    make_analysis(asset, ai_first_comments={"tiktok": "Did yours rise?"})
    post = make_schedule(make_connection(team), asset, scheduled_at=now)
    assert suggested_comment(post) == ""
