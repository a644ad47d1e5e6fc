"""Planning rules, closed days and slots: the page and the API."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scheduling.models import BlackoutDates, CalendarSlot, PlanningRules
from scheduling.slot_selectors import list_weeks
from teams.models import EventLog
from tests.factories import make_connection

RULES = {"quiet_from": "22:00", "quiet_until": "07:00", "twins_apart_days": "30",
         "evergreen_after_days": "120", "rotate_topics": "on"}  # fmt: skip


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="kitchen")


@pytest.fixture
def slot(account):
    return CalendarSlot.objects.create(
        team=account.team, connection=account, date=timezone.localdate(), time_slot=time(12),
        timezone="Europe/Berlin", recurring_pattern="daily", slot_type="prime",
    )  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def test_the_defaults_are_shown_and_the_rules_changed(owner_client, team):
    assert "again after 90 days" in text(owner_client.get(reverse("planning")))
    owner_client.post(reverse("planning-rules"), RULES)
    rules = PlanningRules.objects.get()
    assert (rules.quiet_from, rules.use_good_hours, rules.twins_apart_days) == (time(22), False, 30)
    page = text(owner_client.get(reverse("planning")))
    assert "22:00 to 07:00, Europe/Berlin" in page
    assert "again after 120 days" in page
    assert EventLog.objects.filter(event_type="planningrules_created").count() == 1


def test_half_of_the_quiet_hours_is_refused(owner_client, team):
    answer = owner_client.post(reverse("planning-rules"), {**RULES, "quiet_until": ""})
    assert answer.status_code == 422
    assert "both ends" in text(answer)
    assert not PlanningRules.objects.exists()


def test_two_people_who_change_the_rules_are_told(owner_client, team):
    owner_client.post(reverse("planning-rules"), RULES)
    seen = PlanningRules.objects.get().updated_at.isoformat()
    owner_client.post(reverse("planning-rules"), {**RULES, "seen": seen, "twins_apart_days": "1"})
    late = owner_client.post(
        reverse("planning-rules"), {**RULES, "seen": seen, "twins_apart_days": "2"}
    )
    assert "Somebody saved this" in text(late)
    assert PlanningRules.objects.get().twins_apart_days == 1


def test_days_are_closed_and_opened_again(owner_client, team, account):
    today = timezone.localdate()
    data = {"first_day": str(today), "last_day": str(today + timedelta(days=2)), "reason": "Fair"}
    owner_client.post(reverse("closed-new"), data)
    row = BlackoutDates.objects.get()
    assert "Fair" in text(owner_client.get(reverse("planning")))
    edit = reverse("closed-edit", args=[row.pk])
    owner_client.post(edit, {**data, "connection": account.pk})
    row.refresh_from_db()
    assert row.connection == account
    backwards = owner_client.post(edit, {**data, "last_day": str(today - timedelta(days=1))})
    assert backwards.status_code == 422
    owner_client.post(reverse("closed-remove", args=[row.pk]))
    assert not BlackoutDates.objects.exists()


def test_a_slot_is_made_shown_locked_and_removed(owner_client, team, account):
    data = {"connection": account.pk, "date": str(timezone.localdate()), "time_slot": "18:30",
            "timezone": "Asia/Kathmandu", "recurring_pattern": "daily",
            "slot_type": "prime"}  # fmt: skip
    owner_client.post(reverse("slot-new"), data)
    slot = CalendarSlot.objects.get()
    page = text(owner_client.get(reverse("planning")))
    assert "18:30 +0545" in page
    assert "Every day from" in page
    owner_client.post(reverse("slot-lock", args=[slot.pk]), {"lock": "1"})
    slot.refresh_from_db()
    assert slot.is_locked
    owner_client.post(reverse("slot-lock", args=[slot.pk]))
    slot.refresh_from_db()
    assert not slot.is_locked
    again = owner_client.post(reverse("slot-new"), data)
    assert again.status_code == 422
    assert "already" in text(again)
    owner_client.post(reverse("slot-remove", args=[slot.pk]))
    assert not CalendarSlot.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"recurring_until": "2031-01-01", "recurring_pattern": ""}, "has no end"),
     ({"recurring_until": "2000-01-01"}, "ends before it begins"),
     ({"timezone": "Mars/Base"}, "valid choice")],
)  # fmt: skip
def test_what_is_wrong_with_a_slot_is_said(owner_client, account, change, said):
    data = {"connection": account.pk, "date": "2026-12-01", "time_slot": "18:30",
            "timezone": "UTC", "recurring_pattern": "weekly", "slot_type": "regular"}  # fmt: skip
    answer = owner_client.post(reverse("slot-new"), {**data, **change})
    assert answer.status_code == 422
    assert said in text(answer)


def test_the_week_goes_over_the_change_of_the_clocks(team, slot):
    slot.time_slot = time(2, 30)
    slot.date = datetime(2026, 3, 27).date()
    slot.save()
    now = datetime(2026, 3, 28, 9, tzinfo=UTC)
    days, (week,) = list_weeks(team, now=now)
    assert days[:2] == ["Saturday 28", "Sunday 29"]
    assert [len(day) for day in week.days] == [1] * 7
    assert f"{week.days[1][0].at:%H:%M}" == "03:30"
    assert "does not exist" in week.days[1][0].note


def test_without_an_account_the_page_says_what_comes_first(owner_client, team):
    assert "Connect one first." in text(owner_client.get(reverse("planning")))
    assert owner_client.get(reverse("slot-new"))["Location"] == reverse("connections")


def test_foreign_rows_and_viewers_change_nothing(stranger_client, viewer_client, team, slot):
    row = BlackoutDates.objects.create(team=team, first_day="2031-01-01", last_day="2031-01-02")
    steps = {"slot-edit": slot, "slot-lock": slot, "slot-remove": slot, "closed-edit": row,
             "closed-remove": row}  # fmt: skip
    for name, one in steps.items():
        assert stranger_client.post(reverse(name, args=[one.pk])).status_code == 404, name
        assert viewer_client.post(reverse(name, args=[one.pk])).status_code == 403, name
    assert viewer_client.post(reverse("planning-rules"), RULES).status_code == 403
    assert (CalendarSlot.objects.count(), BlackoutDates.objects.count()) == (1, 1)
    assert not PlanningRules.objects.exists()


def test_the_number_of_queries_does_not_grow(
    owner_client, team, account, django_assert_num_queries
):
    def grow(count, start):
        for n in range(count):
            other = make_connection(team)
            for hour in range(3):
                CalendarSlot.objects.create(
                    team=team, connection=other, date=timezone.localdate(),
                    time_slot=time(hour + 5, start), recurring_pattern="weekly",
                )  # fmt: skip
            day = timezone.localdate() + timedelta(days=n)
            BlackoutDates.objects.create(team=team, first_day=day, last_day=day, connection=other)

    grow(2, 0)
    owner_client.get(reverse("planning"))
    with CaptureQueriesContext(database) as few:
        owner_client.get(reverse("planning"))
    grow(8, 30)
    with django_assert_num_queries(len(few)):
        owner_client.get(reverse("planning"))


def test_rules_by_api(api, stranger_api, team):
    assert api.get("/api/planning-rules").json()["evergreen_after_days"] == 90
    answer = api.patch("/api/planning-rules", {"evergreen_after_days": 30}, format="json")
    assert answer.json()["evergreen_after_days"] == 30
    half = api.patch("/api/planning-rules", {"quiet_from": "22:00"}, format="json")
    assert half.status_code == 409
    assert (
        api.patch("/api/planning-rules", {"evergreen_after_days": 1}, format="json").status_code
        == 400
    )
    assert stranger_api.get("/api/planning-rules").json()["evergreen_after_days"] == 90


def test_slots_and_closed_days_by_api(api, stranger_api, account):
    body = {"connection": str(account.pk), "date": "2031-03-02", "time_slot": "12:00"}
    made = api.post("/api/calendar-slots", body, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["timezone"] == "Europe/Berlin"
    assert api.post("/api/calendar-slots", body, format="json").status_code == 409
    path = f"/api/calendar-slots/{made.json()['id']}"
    assert api.patch(path, {"is_locked": True}, format="json").json()["is_locked"] is True
    assert stranger_api.delete(path).status_code == 404
    assert stranger_api.post("/api/calendar-slots", body, format="json").status_code == 400
    assert api.delete(path).status_code == 204
    closed = {"first_day": "2031-03-02", "last_day": "2031-03-01"}
    assert api.post("/api/blackout-dates", closed, format="json").status_code == 409
    made = api.post("/api/blackout-dates", {**closed, "last_day": "2031-03-03"}, format="json")
    assert made.json()["connection"] is None
