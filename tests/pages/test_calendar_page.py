"""The calendar as a page: views, filters, what is shown of a post, moves, rights."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.models import CalendarSlot, PostingSchedule
from tests.factories import make_asset, make_connection, make_schedule

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


def board(client, query: str = "", **options):
    return client.get(f"{CALENDAR}{query}", **options).context["board"]


def shown(client, query: str = "") -> list:
    return [card.post for day in board(client, query).days for card in day.cards]


def send(client, name, post, **data):
    values = {"version": post.fence, **data}
    return client.post(reverse(name, args=[post.pk]), values, headers=HTMX)


def test_five_weeks_from_this_one_are_shown_first(owner_client, post):
    days = board(owner_client).days
    assert len(days) == 35
    assert any(day.is_today for day in days[:7])
    assert shown(owner_client) == [post]


@pytest.mark.parametrize(("view", "days"), [("week", 7), ("day", 1), ("list", 14)])
def test_every_view_opens_at_the_date_of_the_address(owner_client, account, view, days):
    post = make_schedule(account, scheduled_at=datetime(2031, 7, 1, 8, tzinfo=UTC))
    found = board(owner_client, f"?view={view}&date=2031-07-01")
    assert len(found.days) == days
    assert [card.post for day in found.days for card in day.cards] == [post]


def test_a_month_is_a_month(owner_client, account):
    days = board(owner_client, "?view=month&date=2031-07-15").days
    inside = [day.date for day in days if not day.is_outside]
    assert (inside[0], inside[-1]) == (date(2031, 7, 1), date(2031, 7, 31))


def test_a_late_evening_stands_on_the_day_of_the_team(owner_client, account):
    make_schedule(account, scheduled_at=datetime(2031, 7, 1, 22, 30, tzinfo=UTC))
    (day,) = board(owner_client, "?view=day&date=2031-07-02").days
    assert f"{day.cards[0].at:%H:%M}" == "00:30"


def test_filters_come_from_the_address_and_strange_words_are_dropped(owner_client, team, post):
    other = make_schedule(make_connection(team, platform="x"), scheduled_at=at_noon(2))
    assert shown(owner_client, "?platform=x") == [other]
    assert shown(owner_client, f"?account={post.connection_id}") == [post]
    assert shown(owner_client, "?status=planned") == [post]
    assert shown(owner_client, "?status=approved&status=failed") == [other]
    assert len(shown(owner_client, "?platform=zz&account=zz&status=zz&date=zz&view=zz")) == 2
    assert board(owner_client, "?date=9999-99-99").total == 2


def test_a_person_sees_what_they_made_and_what_their_media_became(
    owner_client, account, owner, teammate
):
    made = make_schedule(account, created_by=teammate, scheduled_at=at_noon(1))
    brought = make_schedule(
        account, make_asset(account.team, owner=teammate), scheduled_at=at_noon(2)
    )
    make_schedule(account, created_by=owner, scheduled_at=at_noon(3))
    assert shown(owner_client, f"?person={teammate.pk}") == [made, brought]


def test_failures_are_always_there_and_canceled_posts_only_when_asked_for(owner_client, account):
    failed = make_schedule(
        account, status="failed", failure_reason="refused", scheduled_at=at_noon(1)
    )
    canceled = make_schedule(account, status="canceled", scheduled_at=at_noon(2))
    assert shown(owner_client) == [failed]
    assert shown(owner_client, "?status=canceled") == [canceled]


def test_a_full_day_says_how_many_more_and_keeps_what_failed_in_sight(owner_client, account):
    for hour in range(6):
        make_schedule(account, scheduled_at=at_noon(1) - timedelta(hours=10 - 2 * hour))
    failed = make_schedule(
        account,
        status="failed",
        failure_reason="refused",
        scheduled_at=at_noon(1) + timedelta(hours=6),
    )
    page = owner_client.get(CALENDAR)
    day = next(day for day in page.context["board"].days if day.total)
    assert (day.total, len(day.cards), day.more) == (7, 4, 3)
    assert failed in [card.post for card in day.cards]
    assert "+3 more" in page.content.decode()


def test_planned_and_approved_differ_in_words(owner_client, account, post):
    make_schedule(account, review_status="approved", scheduled_at=at_noon(2))
    page = owner_client.get(CALENDAR).content.decode()
    assert 'data-look="planned"' in page
    assert 'data-look="approved"' in page
    assert {"planned", "approved"} == {
        card.state for day in board(owner_client).days for card in day.cards
    }


def test_conflicts_gaps_and_slots_are_said(owner_client, account, post):
    make_schedule(account, scheduled_at=post.scheduled_at + timedelta(minutes=30))
    CalendarSlot.objects.create(
        team=account.team,
        connection=account,
        date=timezone.localdate() + timedelta(days=3),
        time_slot="18:00",
        timezone="Europe/Berlin",
        slot_type="prime",
        is_locked=True,
    )
    page = owner_client.get(f"{CALENDAR}?view=list").content.decode()
    assert "Only 30 minutes from the post at" in page
    assert "18:00 prime slot, locked" in page
    assert "No post · maker" in page


def test_a_post_in_a_slot_says_which_kind_it_is(owner_client, account, post):
    local = post.scheduled_at.astimezone(account.team.zone)
    CalendarSlot.objects.create(
        team=account.team,
        connection=account,
        date=local.date(),
        time_slot=local.time(),
        timezone="Europe/Berlin",
        slot_type="prime",
    )
    (day,) = [day for day in board(owner_client).days if day.cards]
    assert day.cards[0].slot_kind == "prime"
    assert day.slots == []


@pytest.mark.parametrize(
    ("day", "said", "stands_at"),
    [
        ("2031-03-30", "02:00 to 03:00 does not exist", "03:30"),
        ("2031-10-26", "02:00 to 03:00 comes twice", "02:30"),
    ],
)
def test_a_slot_on_the_night_of_a_change_is_explained_not_doubled_or_dropped(
    owner_client, account, day, said, stands_at
):
    CalendarSlot.objects.create(
        team=account.team,
        connection=account,
        date=date(2031, 1, 1),
        time_slot="02:30",
        timezone="Europe/Berlin",
        recurring_pattern="daily",
    )
    page = owner_client.get(f"{CALENDAR}?view=day&date={day}")
    assert said in page.content.decode()
    (found,) = page.context["board"].days
    assert [f"{slot.at:%H:%M}" for slot in found.slots] == [stands_at]
    assert "02:30 " in found.slots[0].note


def test_days_and_weeks_are_in_the_language_of_the_person(owner_client, account):
    def page(language: str):
        address = f"{CALENDAR}?date=2031-07-15&view=week"
        return owner_client.get(address, headers={"accept-language": language})

    assert "Montag, 14. Juli" in page("de").content.decode()
    assert page("de").context["board"].days[0].date == date(2031, 7, 14)
    assert "Sunday, July 13" in page("en-US").content.decode()
    assert page("en-GB").context["board"].days[0].date == date(2031, 7, 14)


def test_htmx_gets_the_fragment_and_the_address_bar_the_page(owner_client, post):
    fragment = owner_client.get(CALENDAR, headers=HTMX).content.decode()
    assert fragment.lstrip().startswith('<div id="calendar"')
    restored = owner_client.get(
        CALENDAR, headers={**HTMX, "hx-history-restore-request": "true"}
    ).content.decode()
    assert "<html" in restored
    assert "HX-Request" in owner_client.get(CALENDAR)["Vary"]


def test_a_move_by_day_answers_with_the_calendar_and_an_undo(owner_client, post):
    day = timezone.localdate() + timedelta(days=3)
    response = send(owner_client, "calendar-move", post, day=day.isoformat())
    assert response.status_code == 200
    said = json.loads(response["HX-Trigger"])["undoable"]
    assert said["text"].startswith("Moved to ")
    moved = PostingSchedule.objects.get(pk=post.pk)
    assert moved.scheduled_at.astimezone(post.team.zone).date() == day
    undone = owner_client.post(said["url"], {"undo": said["undo"]}, headers=HTMX)
    assert "Moved back." in undone["HX-Trigger"]
    moved.refresh_from_db()
    assert moved.scheduled_at == post.scheduled_at


def test_a_move_by_half_hours_reads_the_wall_of_the_team(owner_client, post):
    send(owner_client, "calendar-move", post, at="2031-07-01T10:30")
    post.refresh_from_db()
    assert post.scheduled_at == datetime(2031, 7, 1, 8, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_leave_out_is_moved_and_said(owner_client, post):
    response = send(owner_client, "calendar-move", post, at="2031-03-30T02:30")
    assert (
        "02:30 does not exist that night" in json.loads(response["HX-Trigger"])["undoable"]["text"]
    )
    post.refresh_from_db()
    assert post.scheduled_at == datetime(2031, 3, 30, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"at": "tomorrow"},
        {"at": "0001-01-01T00:00"},
        {"at": "2031-07-01T10:00+02:00"},
        {"day": "1999-01-01"},
        {"day": "x"},
        {"version": "x", "day": "2031-07-01"},
    ],
)
def test_a_strange_target_is_a_422_with_a_reason_and_changes_nothing(owner_client, post, data):
    response = send(owner_client, "calendar-move", post, **data)
    assert response.status_code == 422
    assert "Not moved." in response["HX-Trigger"]
    before = post.scheduled_at
    post.refresh_from_db()
    assert post.scheduled_at == before


def test_two_people_at_one_post_get_both_times(owner_client, teammate_client, post):
    send(teammate_client, "calendar-move", post, at="2031-07-01T10:30")
    response = send(owner_client, "calendar-move", post, at="2031-07-05T10:30")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Tue 1 Jul, 10:30" in page
    assert "Sat 5 Jul, 10:30" in page
    fence = re.search(r'name="version" value="(\d+)"', page)[1]
    post.refresh_from_db()
    assert send(owner_client, "calendar-move", post, version=fence, at="2031-07-05T10:30")
    post.refresh_from_db()
    assert post.scheduled_at == datetime(2031, 7, 5, 8, 30, tzinfo=UTC)


def test_without_a_script_a_move_says_its_outcome_on_the_calendar(owner_client, post):
    data = {"version": post.fence, "day": "2031-07-05", "here": "/calendar/?date=2031-07-01"}
    page = owner_client.post(reverse("calendar-move", args=[post.pk]), data, follow=True)
    assert "Moved to Sat 05 Jul" in page.content.decode()
    assert "date=2031-07-01" in page.redirect_chain[-1][0]


def test_the_next_free_time_is_one_key_away(owner_client, account, post):
    make_schedule(account, scheduled_at=post.scheduled_at + timedelta(hours=2))
    send(owner_client, "calendar-next-free", post)
    before = post.scheduled_at
    post.refresh_from_db()
    assert post.scheduled_at == before + timedelta(hours=4)


def test_the_number_of_queries_is_the_same_at_any_size(
    owner_client, team, django_assert_max_num_queries
):
    def fill(count: int) -> None:
        account = make_connection(team)
        for n in range(count):
            at = at_noon(1) + timedelta(hours=n)
            make_schedule(account, scheduled_at=at, review_status="awaiting")
        CalendarSlot.objects.create(
            team=team,
            connection=account,
            date=timezone.localdate(),
            time_slot="18:00",
            recurring_pattern="daily",
        )

    fill(2)
    for view in ("weeks", "week", "list"):
        address = f"{CALENDAR}?view={view}"
        owner_client.get(address)
        with django_assert_max_num_queries(40) as few:
            owner_client.get(address)
        fill(20)
        with django_assert_max_num_queries(len(few)):
            owner_client.get(address)


def test_an_empty_team_is_led_to_its_first_account(owner_client, team):
    assert "Connect an account" in owner_client.get(CALENDAR).content.decode()


def test_nothing_of_another_team_is_shown_or_moved(stranger_client, post):
    assert board(stranger_client).total == 0
    assert send(stranger_client, "calendar-move", post, day="2031-07-01").status_code == 404
