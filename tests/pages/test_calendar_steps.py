"""The drawer, gaps that are filled, the tray, and steps on many posts: as pages answer them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.models import PostingSchedule
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

CALENDAR = "/calendar/"
HTMX = {"hx-request": "true"}


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="maker")


def at_noon(days: int) -> datetime:
    """Noon in Berlin, so many days from today."""
    today = timezone.localdate()
    return datetime(today.year, today.month, today.day, 11, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def post(account):
    return make_schedule(account, review_status="awaiting", scheduled_at=at_noon(1))


@pytest.fixture
def clip(team):
    asset = make_asset(team, status="analyzed", filename="Best.mp4")
    make_analysis(asset, pre_social_score=80)
    return asset


def ticked(*posts) -> list[str]:
    return [f"{post.pk}:{post.version}:{post.fence}" for post in posts]


def send(client, name, *args, htmx=True, **data):
    headers = HTMX if htmx else {}
    return client.post(reverse(name, args=args), data, headers=headers, follow=not htmx)


def test_a_gap_leads_to_its_time_with_the_best_unused_media(owner_client, account, clip):
    page = owner_client.get(CALENDAR).content.decode()
    link = re.search(r'href="(/calendar/fill/[^"]*;at=[^"]*)"', page)[1].replace("&amp;", "&")
    form = owner_client.get(link)
    assert form.context["proposal"].media[0].asset == clip
    assert form.context["proposal"].account == account
    at = re.search(r'name="at" required value="([^"]+)"', form.content.decode())[1]
    data = {"account": account.pk, "media": clip.pk, "at": at}
    page = send(owner_client, "calendar-place", htmx=False, **data)
    assert "Placed on" in page.content.decode()
    post = PostingSchedule.objects.get()
    assert post.media == clip
    assert f"{post.scheduled_at.astimezone(post.team.zone):%Y-%m-%dT%H:%M}" == at


def test_the_form_opens_for_a_day_and_for_media_of_the_tray(owner_client, account, clip):
    given = owner_client.get(f"{CALENDAR}fill/?media={clip.pk}&day=2031-07-01", headers=HTMX)
    assert given.context["proposal"].media[0].asset == clip
    assert f"{given.context['proposal'].at:%Y-%m-%dT%H:%M}" == "2031-07-01T12:00"
    assert "<html" not in given.content.decode()


def test_a_time_without_room_is_replaced_and_said(owner_client, account, clip, post):
    local = post.scheduled_at.astimezone(post.team.zone)
    page = owner_client.get(f"{CALENDAR}fill/?at={local:%Y-%m-%dT%H:%M}").content.decode()
    assert "That time has no room; this is the next free one." in page


@pytest.mark.parametrize(
    "wrong", [{"account": ""}, {"media": ""}, {"at": "x"}, {"at": "1999-01-01T00:00"}]
)
def test_what_cannot_be_placed_is_a_422_with_a_reason(owner_client, account, clip, wrong):
    data = {"account": account.pk, "media": clip.pk, "at": "2031-07-01T10:00", **wrong}
    response = send(owner_client, "calendar-place", **data)
    assert response.status_code == 422
    assert "Not placed." in response["HX-Trigger"]
    assert not PostingSchedule.objects.exists()


def test_accounts_and_media_of_others_are_not_placed(stranger_client, account, clip):
    data = {"account": account.pk, "media": clip.pk, "at": "2031-07-01T10:00"}
    assert send(stranger_client, "calendar-place", **data).status_code == 422
    assert stranger_client.get(f"{CALENDAR}fill/?media={clip.pk}").status_code in (200, 404)
    page = stranger_client.get(f"{CALENDAR}fill/?account={account.pk}").content.decode()
    assert "maker" not in page
    assert not PostingSchedule.objects.exists()


def test_the_tray_shows_what_waits_for_a_time(owner_client, viewer_client, account, clip):
    late = make_schedule(account, status="draft", scheduled_at=at_noon(-40))
    tray = owner_client.get(CALENDAR).context["tray"]
    assert [one.asset for one in tray.media] == [clip]
    assert [card.post for card in tray.drafts] == [late]
    assert owner_client.get(f"{CALENDAR}?account={account.pk}").context["tray"].account == account
    assert viewer_client.get(CALENDAR).context["tray"] is None


def test_many_are_moved_and_each_that_stays_says_why(owner_client, account, post):
    out = make_schedule(account, status="posted", external_post_id="1", scheduled_at=at_noon(0))
    data = {"post": ticked(post, out), "step": "move", "days": 2, "hours": 0}
    response = send(owner_client, "calendar-bulk", **data)
    page = response.content.decode()
    assert "1 post moved." in page
    assert "It is already out." in page
    post.refresh_from_db()
    assert post.scheduled_at.date() == at_noon(3).date()


def test_many_are_approved_or_canceled_without_a_script(owner_client, account, post):
    other = make_schedule(account, scheduled_at=at_noon(2))
    page = send(owner_client, "calendar-bulk", htmx=False, post=ticked(post), step="approve")
    assert "1 post approved." in page.content.decode()
    page = send(owner_client, "calendar-bulk", htmx=False, post=ticked(other), step="cancel")
    assert "1 post canceled." in page.content.decode()
    post.refresh_from_db()
    other.refresh_from_db()
    assert (post.review_status, other.status) == ("approved", "canceled")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"step": "move", "days": 1}, "Nothing was chosen."),
        ({"post": ["nonsense", "a:b:c"], "step": "cancel"}, "Nothing was chosen."),
    ],
)
def test_nothing_chosen_is_said(owner_client, account, data, said):
    response = send(owner_client, "calendar-bulk", **data)
    assert response.status_code == 422
    assert said in response["HX-Trigger"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"step": "move"}, "Say by how many days or hours."),
        ({"step": "move", "days": 9999}, "Days:"),
        ({"step": "explode"}, "Step:"),
    ],
)
def test_a_strange_step_is_refused(owner_client, post, data, said):
    response = send(owner_client, "calendar-bulk", post=ticked(post), **data)
    assert response.status_code == 422
    assert said in response["HX-Trigger"]


def test_a_stranger_does_nothing_to_many(stranger_client, post):
    response = send(stranger_client, "calendar-bulk", post=ticked(post), step="cancel")
    assert response.status_code == 422
    post.refresh_from_db()
    assert post.status == "pending"


def test_the_drawer_shows_the_post_and_without_a_script_its_page(owner_client, post):
    address = reverse("calendar-post", args=[post.pk])
    drawer = owner_client.get(address, headers=HTMX).content.decode()
    assert "Coffee first." in drawer
    assert "of 2200" in drawer
    assert owner_client.get(address)["Location"] == reverse("post", args=[post.pk])


def test_a_viewer_gets_the_drawer_without_forms(viewer_client, post):
    drawer = viewer_client.get(reverse("calendar-post", args=[post.pk]), headers=HTMX)
    assert "<form" not in drawer.content.decode()


def words(client, post, **changes):
    data = {"version": post.version, "body": post.body, "hashtags": "", "link_url": "", **changes}
    return send(client, "calendar-words", post.pk, **data)


def test_words_are_saved_from_the_drawer_and_the_calendar_follows(owner_client, post):
    response = words(owner_client, post, body="New words.")
    assert "Saved." in response.content.decode()
    assert "calendar-changed" in response["HX-Trigger"]
    post.refresh_from_db()
    assert post.body == "New words."
    drawer = owner_client.get(reverse("calendar-post", args=[post.pk]), headers=HTMX)
    assert "Coffee first." in drawer.content.decode()  # the version before


def test_two_people_at_one_text_lose_nothing(owner_client, teammate_client, post):
    words(teammate_client, post, body="Theirs.")
    response = words(owner_client, post, body="Mine.")
    assert response.status_code == 409
    page = response.content.decode()
    assert "Theirs." in page
    assert "Mine." in page
    again = words(owner_client, post, body="Mine.", version=post.version + 1)
    assert "Saved." in again.content.decode()


def test_refused_words_are_kept_in_the_form(owner_client, post):
    response = words(owner_client, post, body="Keep me.", link_url="javascript:alert(1)")
    assert response.status_code == 422
    assert "Keep me." in response.content.decode()


def test_a_lock_keeps_a_post_and_shows(owner_client, post):
    send(owner_client, "calendar-lock", post.pk, locked="yes")
    post.refresh_from_db()
    assert post.is_locked
    move = send(owner_client, "calendar-move", post.pk, version=post.fence, day="2031-07-01")
    assert "locked to its time" in move["HX-Trigger"]
    assert "data-fixed" in owner_client.get(CALENDAR).content.decode()
    send(owner_client, "calendar-lock", post.pk, locked="no")
    post.refresh_from_db()
    assert not post.is_locked


def test_remarks_are_said_and_settled_in_the_drawer_alone(owner_client, post):
    said = send(owner_client, "calendar-comment", post.pk, text="Is the logo allowed?")
    assert "Is the logo allowed?" in said.content.decode()
    assert "Save words" not in said.content.decode()  # words half written stay as they are
    remark = post.review_comments.get()
    send(owner_client, "calendar-comment-settle", remark.pk)
    drawer = owner_client.get(reverse("calendar-post", args=[post.pk]), headers=HTMX)
    assert "dealt with by Olga Owner" in drawer.content.decode()
    send(owner_client, "calendar-comment-settle", remark.pk, open="1")
    remark.refresh_from_db()
    assert remark.resolved_at is None


def test_a_remark_that_is_too_long_is_kept_in_its_field(owner_client, post):
    refused = send(owner_client, "calendar-comment", post.pk, text="long " * 900)
    assert refused.status_code == 422
    assert "4000" in refused.content.decode() or "4,000" in refused.content.decode()
    assert "long long" in refused.content.decode()
    assert not post.review_comments.exists()


def test_a_viewer_reads_remarks_and_says_none(viewer_client, owner_client, post):
    send(owner_client, "calendar-comment", post.pk, text="Good light.")
    drawer = viewer_client.get(reverse("calendar-post", args=[post.pk]), headers=HTMX)
    assert "Good light." in drawer.content.decode()
    assert send(viewer_client, "calendar-comment", post.pk, text="No.").status_code == 403
