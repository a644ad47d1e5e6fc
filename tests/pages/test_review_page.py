"""The review queue: order, filters, decisions, conflicts, remarks, rights, and without script."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from analysis.models import FrameSample
from platforms.specs import SPECS
from scheduling.models import Approval, Campaign, PostComment, PostingSchedule, Project
from scheduling.services.posts import approve, edit_post, request_changes
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

HTMX = {"HX-Request": "true"}
PAGE = "/review/"


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="maker")


@pytest.fixture
def queue(account):
    """Three posts that wait, in the order of their times."""
    start = timezone.now() + timedelta(days=1)
    return [
        make_schedule(
            account,
            review_status="awaiting",
            scheduled_at=start + timedelta(hours=3 * number),
            body=f"Post number {number}.",
        )
        for number in range(3)
    ]


def address(name: str, post, query: str = "") -> str:
    return reverse(name, args=[post.pk]) + query


def listed(client, query: str = "") -> list:
    return [row.post for row in client.get(f"{PAGE}{query}").context["page"].object_list]


def test_the_queue_is_in_the_order_of_times_and_shows_the_first(owner_client, queue):
    answer = owner_client.get(PAGE)
    assert [row.post for row in answer.context["page"].object_list] == queue
    assert answer.context["view"].post == queue[0]
    assert "3 posts wait for approval" in answer.content.decode()


def test_only_what_waits_is_in_it(owner_client, queue, account, owner):
    request_changes(queue[1], by=owner, note="Shorter.")
    make_schedule(account, status="posted", evidence="seen", review_status="awaiting")
    assert listed(owner_client) == [queue[0], queue[2]]
    assert listed(owner_client, "?tab=changes") == [queue[1]]


def test_filters_come_from_the_address_and_nonsense_is_dropped(owner_client, team, queue):
    other = make_schedule(make_connection(team, platform="x"), review_status="awaiting")
    project = Project.objects.create(team=team, name="P", start_date=other.scheduled_at.date())
    day = other.scheduled_at.date()
    campaign = Campaign.objects.create(
        team=team, project=project, name="Spring", start_date=day, end_date=day
    )
    PostingSchedule.objects.filter(pk=queue[2].pk).update(campaign=campaign)
    assert listed(owner_client, "?platform=x") == [other]
    assert listed(owner_client, f"?account={queue[0].connection_id}") == queue
    assert listed(owner_client, f"?campaign={campaign.pk}") == [queue[2]]
    assert len(listed(owner_client, "?platform=zz&account=zz&campaign=zz&tab=zz")) == 4


def test_mine_to_do_follows_the_policy(owner_client, teammate_client, team, queue, owner, teammate):
    team.review_policy = "not_yourself"
    team.save()
    edit_post(queue[0], by=owner, version=1, now=timezone.now(), body="Mine.")
    assert listed(owner_client, "?mine=1") == queue[1:]
    assert listed(teammate_client, "?mine=1") == queue
    team.review_policy = "two_people"
    team.save()
    approve(queue[1], by=owner, now=timezone.now())
    assert listed(owner_client, "?mine=1") == [queue[0], queue[2]]
    assert listed(teammate_client, "?mine=1") == queue
    team.review_policy = "admin"
    team.save()
    assert listed(teammate_client, "?mine=1") == []


def test_approval_leads_to_the_next_post_under_the_same_filters(owner_client, queue):
    query = f"?account={queue[0].connection_id}"
    path = address("review-approve", queue[1], query)
    answer = owner_client.post(path, {"version": 1})
    assert answer.url == address("review-post", queue[2], query)
    queue[1].refresh_from_db()
    assert queue[1].review_status == "approved"


def test_after_the_last_one_comes_the_one_before(owner_client, queue):
    answer = owner_client.post(address("review-approve", queue[2]), {"version": 1})
    assert answer.url == address("review-post", queue[1])


def test_with_htmx_the_region_comes_back_with_an_undo(owner_client, queue):
    answer = owner_client.post(address("review-approve", queue[0]), {"version": 1}, headers=HTMX)
    page = answer.content.decode()
    assert 'data-waiting="2"' in page
    assert f'data-post="{queue[1].pk}"' in page
    assert "<html" not in page
    assert address("review-take-back", queue[0]) in answer["HX-Trigger"]
    answer = owner_client.post(address("review-take-back", queue[0]), headers=HTMX)
    assert 'data-waiting="3"' in answer.content.decode()
    queue[0].refresh_from_db()
    assert queue[0].review_status == "awaiting"


def test_what_was_not_seen_is_not_approved(owner_client, queue, teammate):
    edit_post(queue[0], by=teammate, version=1, now=timezone.now(), body="Else.")
    answer = owner_client.post(address("review-approve", queue[0]), {"version": 1}, headers=HTMX)
    assert "changed after this page was loaded" in answer["HX-Trigger"]
    assert f'data-post="{queue[0].pk}"' in answer.content.decode()
    assert not Approval.objects.exists()


@pytest.mark.parametrize("step", ["review-send-back", "review-reject"])
def test_a_no_needs_its_reason(owner_client, queue, step):
    answer = owner_client.post(address(step, queue[0]), {"note": "  "}, follow=True)
    assert "Say why" in answer.content.decode()
    queue[0].refresh_from_db()
    assert (queue[0].status, queue[0].review_status) == ("pending", "awaiting")
    owner_client.post(address(step, queue[0]), {"note": "Not our tone."})
    queue[0].refresh_from_db()
    assert queue[0].review_note == "Not our tone."
    assert queue[0].review_status in ("changes_requested", "rejected")


def test_a_rejection_offers_no_undo(owner_client, queue):
    answer = owner_client.post(address("review-reject", queue[0]), {"note": "No."}, headers=HTMX)
    assert "undo" not in answer["HX-Trigger"]


def test_words_are_edited_in_place(owner_client, queue):
    path = address("review-edit", queue[0])
    owner_client.post(path, {"version": 1, "body": "New.", "hashtags": "#a b"})
    queue[0].refresh_from_db()
    assert (queue[0].body, queue[0].hashtags, queue[0].version) == ("New.", ["#a", "#b"], 2)


def test_the_second_of_two_editors_gets_both_texts(owner_client, queue, teammate):
    edit_post(queue[0], by=teammate, version=1, now=timezone.now(), body="Theirs.")
    body = {"version": 1, "body": "Mine.", "hashtags": "#coffee"}
    answer = owner_client.post(address("review-edit", queue[0]), body, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert 'name="version" value="2"' in page
    queue[0].refresh_from_db()
    assert queue[0].body == "Theirs."


def test_words_that_cannot_be_kept_come_back_with_the_reason(owner_client, queue):
    body = {"version": 1, "body": "Mine.", "link_url": "javascript:alert(1)"}
    answer = owner_client.post(address("review-edit", queue[0]), body, headers=HTMX)
    assert answer.status_code == 422
    assert "Mine." in answer.content.decode()


def test_another_frame_becomes_the_cover(owner_client, team, account, owner):
    asset = make_asset(team)
    analysis = make_analysis(asset)
    picture = io.BytesIO()
    Image.new("RGB", (90, 160), "teal").save(picture, "JPEG")
    path = default_storage.save(f"teams/{team.pk}/f.jpg", ContentFile(picture.getvalue()))
    values = {"time_sec": 2.0, "score": 0.5, "image_path": path, "full_path": path}
    FrameSample.objects.create(analysis=analysis, index=4, **values)
    post = make_schedule(account, asset, review_status="awaiting")
    approve(post, by=owner, now=timezone.now())
    owner_client.post(address("review-cover", post), {"frame": "4", "version": 1})
    post.refresh_from_db()
    assert post.thumbnail_path.startswith(f"teams/{team.pk}/")
    assert default_storage.exists(post.thumbnail_path)
    assert (post.review_status, post.version) == ("awaiting", 2)
    answer = owner_client.post(
        address("review-cover", post), {"frame": "4", "version": 1}, follow=True
    )
    assert "Somebody saved this post" in answer.content.decode()


def test_remarks_are_said_and_dealt_with(owner_client, teammate_client, queue, owner):
    owner_client.post(address("review-comment", queue[0]), {"text": "Is the logo allowed?"})
    remark = PostComment.objects.get()
    assert (remark.user, remark.schedule) == (owner, queue[0])
    assert "Is the logo allowed?" in teammate_client.get(PAGE).content.decode()
    settle = reverse("review-comment-settle", args=[remark.pk])
    teammate_client.post(settle)
    remark.refresh_from_db()
    assert remark.resolved_at
    teammate_client.post(settle, {"open": "1"})
    remark.refresh_from_db()
    assert remark.resolved_at is None
    answer = owner_client.post(address("review-comment", queue[0]), {"text": " "}, follow=True)
    assert "Write something first." in answer.content.decode()


def test_a_remark_is_answered_with_the_remarks_alone(owner_client, queue):
    path, htmx = address("review-comment", queue[0]), {"HX-Request": "true"}
    said = owner_client.post(path, {"text": "Nice."}, headers=htmx).content.decode()
    assert 'id="review-comments"' in said
    assert "Nice." in said
    assert "<textarea" in said
    assert 'name="body"' not in said  # a caption that is half written stays as it is
    refused = owner_client.post(path, {"text": "long " * 900}, headers=htmx)
    assert refused.status_code == 422
    assert "long long" in refused.content.decode()


def test_several_are_approved_with_a_result_for_each(owner_client, queue, teammate):
    edit_post(queue[1], by=teammate, version=1, now=timezone.now(), body="Else.")
    pairs = [f"{post.pk}:1" for post in queue]
    answer = owner_client.post(reverse("review-approve-many"), {"post": pairs})
    results = answer.context["results"]
    assert [one["ok"] for one in results] == [True, False, True]
    assert "changed after this page was loaded" in answer.content.decode()
    assert listed(owner_client) == [queue[1]]


def test_nothing_ticked_is_said(owner_client, queue):
    answer = owner_client.post(reverse("review-approve-many"), {"post": ["nonsense"]}, follow=True)
    assert "Tick the posts first." in answer.content.decode()


def test_what_changed_since_the_suggestion_and_since_approval_is_shown(
    owner_client, team, account, owner
):
    asset = make_asset(team)
    analysis = make_analysis(asset)
    post = make_schedule(account, asset, analysis=analysis, review_status="awaiting")
    approve(post, by=owner, now=timezone.now())
    edit_post(post, by=owner, version=1, now=timezone.now(), body="Tea first.")
    page = owner_client.get(address("review-post", post)).content.decode()
    assert page.count("<del>Coffee</del><ins>Tea</ins> first.") == 2
    assert "Since it was approved last" in page


def test_the_policys_state_is_told(owner_client, team, queue, owner):
    team.review_policy = "two_people"
    team.save()
    approve(queue[0], by=owner, now=timezone.now())
    page = owner_client.get(address("review-post", queue[0])).content.decode()
    assert "1 of 2 approvals." in page
    assert "waits for somebody else’s yes" in page
    assert address("review-approve", queue[0]) not in page


def test_viewers_look_but_decide_nothing(viewer_client, queue):
    page = viewer_client.get(PAGE).content.decode()
    assert "Viewers can look at posts" in page
    for name in ("review-approve", "review-send-back", "review-edit", "review-comment"):
        assert address(name, queue[0]) not in page
        assert viewer_client.post(address(name, queue[0]), {"note": "n"}).status_code == 403


def test_a_strangers_queue_is_empty_and_the_post_unknown(stranger_client, queue):
    assert listed(stranger_client) == []
    assert stranger_client.get(address("review-post", queue[0])).status_code == 404


def test_words_cannot_break_out_of_the_page(owner_client, queue):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    PostingSchedule.objects.filter(pk=queue[0].pk).update(body=evil, title=evil)
    page = owner_client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("platform", SPECS)
def test_every_network_has_a_preview(owner_client, team, platform):
    account = make_connection(team, platform=SPECS[platform].network)
    post = make_schedule(
        account, platform=platform, review_status="awaiting", title="A title", body="Some words."
    )
    page = owner_client.get(address("review-post", post)).content.decode()
    assert "pv-card" in page
    assert "Some words." in page


def test_the_counter_brings_the_preview_along(owner_client, queue):
    path = reverse("post-count", args=[queue[0].pk])
    page = owner_client.post(path, {"body": "x" * 200, "brief": "1"}).content.decode()
    assert f'id="preview-words-{queue[0].pk}" hx-swap-oob="true"' in page
    assert "As it is posted" not in page


def test_the_posts_own_page_shows_the_preview_and_the_remarks(owner_client, queue, owner):
    PostComment.objects.create(
        team=owner.teams.get(), schedule=queue[0], user=owner, text="Hm.", said_at=timezone.now()
    )
    page = owner_client.get(reverse("post", args=[queue[0].pk])).content.decode()
    assert "pv-tiktok" in page
    assert "Hm." in page


def test_queries_do_not_grow_with_the_queue(
    owner_client, account, queue, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(80) as asked:
            assert owner_client.get(PAGE).status_code == 200
        return len(asked)

    before = queries()
    for _ in range(6):
        make_schedule(account, review_status="awaiting")
    assert queries() == before


def test_an_empty_queue_says_what_to_do(owner_client, team):
    assert "Everything is approved" in owner_client.get(PAGE).content.decode()
    team.review_policy = "none"
    team.save()
    page = owner_client.get(PAGE).content.decode()
    assert "without approval" in page
    assert "No post matches" in owner_client.get(f"{PAGE}?platform=x").content.decode()
