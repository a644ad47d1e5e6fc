"""The four reports: the right figures, honest gaps, each team its own."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.reports.best_times import draw_heatmaps, rank_cells, read_cells, shade_of
from metrics.reports.failures import MAY_BE_OUT, as_failures, list_failures
from metrics.reports.filters import FilterForm, Filters
from metrics.reports.performance import read_performance
from metrics.reports.upcoming import read_days
from tests.factories import make_attempt, make_connection, make_reading, make_schedule

BERLIN = ZoneInfo("Europe/Berlin")
MARCH = Filters(date(2026, 3, 1), date(2026, 3, 31), BERLIN)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def account(team):
    return make_connection(team, route="direct")


def add_posted(account, at=NOON, *, read=True, simulated=False, **fields):
    while account.schedules.filter(scheduled_at=at).exists():
        at += timedelta(minutes=1)
    values = {"status": "posted", "published_at": at, "external_post_id": f"x{at.timestamp()}"}
    post = make_schedule(account, scheduled_at=at, **{**values, **fields})
    if read:
        make_reading(post, is_simulated=simulated, check_time=at + timedelta(days=1))
    return post


def add_failed(account, at=NOON, **fields):
    values = {"status": "failed", "failure_reason": "refused", "error_message": "Too long.",
              "due_at": None}  # fmt: skip
    return make_schedule(account, scheduled_at=at, **{**values, **fields})


def test_performance_averages_what_is_known_and_says_of_how_many(account):
    add_posted(account, views=100, engagement_rate=0.1, clicks=4)
    add_posted(account, views=300, engagement_rate=0.2)
    add_posted(account, read=False)
    (row,) = read_performance(account.team, MARCH)
    assert (row.total_posts, row.measured_posts) == (3, 2)
    assert (row.avg_views, row.views_posts) == (200, 2)
    assert row.avg_engagement_rate == pytest.approx(0.15)
    assert (row.total_clicks, row.clicks_posts) == (4, 1)
    assert (row.avg_impressions, row.impressions_posts) == (None, 0)
    assert row.read_to - row.read_from == timedelta(minutes=1)


def test_a_simulation_stands_apart_and_below(account, team):
    sandbox = make_connection(team)
    add_posted(account, engagement_rate=0.01)
    add_posted(sandbox, NOON + timedelta(hours=3), simulated=True, engagement_rate=0.9)
    add_posted(sandbox, NOON + timedelta(hours=5), read=False)
    rows = read_performance(team, MARCH)
    assert [(row.simulated, row.total_posts) for row in rows] == [(False, 1), (True, 2)]


def test_the_best_engagement_comes_first_and_unknown_last(account, team):
    x = make_connection(team, platform="x", route="direct")
    threads = make_connection(team, platform="threads", route="direct")
    add_posted(x)
    add_posted(account, engagement_rate=0.1)
    add_posted(threads, engagement_rate=0.2)
    rows = read_performance(team, MARCH)
    assert [row.platform for row in rows] == ["threads", "tiktok", "x"]


def test_days_are_those_of_the_teams_calendar(account):
    add_posted(account, datetime(2026, 2, 28, 23, 30, tzinfo=UTC))  # 1 March in Berlin
    add_posted(account, datetime(2026, 3, 31, 22, 30, tzinfo=UTC))  # 1 April, in summer time
    assert sum(row.total_posts for row in read_performance(account.team, MARCH)) == 1


def test_hours_are_those_of_the_teams_clocks_also_after_they_change(account):
    add_posted(account, datetime(2026, 3, 23, 17, tzinfo=UTC), engagement_rate=0.1)  # Mon 18:00
    add_posted(account, datetime(2026, 3, 30, 16, tzinfo=UTC), engagement_rate=0.3)  # Mon 18:00
    (cell,) = read_cells(account.team, MARCH, "engagement_rate")
    assert (cell.day_of_week, cell.hour, cell.posts) == (0, 18, 2)
    assert cell.average == pytest.approx(0.2)


def test_hours_with_fewer_than_three_posts_are_shown_but_never_called_best(account):
    for minute in range(3):
        add_posted(account, NOON + timedelta(minutes=minute), engagement_rate=0.1)
    for minute in range(2):
        add_posted(account, NOON + timedelta(hours=4, minutes=minute), engagement_rate=0.9)
    cells = read_cells(account.team, MARCH, "engagement_rate")
    assert [cell.hour for cell in rank_cells(cells)] == [13]
    (heatmap,) = draw_heatmaps(cells)
    shades = {hour: row[0][1] for hour, row in heatmap.rows}
    assert shades[13] > 0
    assert shades[17] == 0
    assert heatmap.rows[3][1][0] == (None, 0)


def test_a_post_without_the_figure_is_a_post_and_no_zero(account):
    add_posted(account)
    (cell,) = read_cells(account.team, MARCH, "engagement_rate")
    assert (cell.posts, cell.measured, cell.average) == (1, 0, None)


def test_shades_go_from_the_worst_to_the_best(account):
    for hour, rate in enumerate((0.1, 0.2, 0.3)):
        for minute in range(3):
            at = NOON + timedelta(hours=2 * hour, minutes=minute)
            add_posted(account, at, engagement_rate=rate)
    cells = read_cells(account.team, MARCH, "engagement_rate")
    assert [shade_of(cell, 0.1, 0.3) for cell in cells] == [1, 3, 5]


def test_the_calendar_counts_what_goes_out_and_what_waits_and_shows_empty_days(account, team):
    week = Filters(date(2026, 3, 2), date(2026, 3, 4), BERLIN)
    make_schedule(account, scheduled_at=NOON, review_status="approved")
    make_schedule(account, scheduled_at=NOON + timedelta(hours=3), review_status="awaiting")
    make_schedule(account, scheduled_at=NOON + timedelta(days=2), status="canceled", due_at=None)
    days = read_days(team, week)
    assert [day.scheduled_posts for day in days] == [2, 0, 0]
    (row,) = days[0].platforms
    assert (row.cleared, row.waiting) == (1, 1)
    assert [f"{slot:%H:%M}" for slot in row.time_slots] == ["13:00", "16:00"]


def test_a_failed_post_says_why_and_what_to_do(account, team):
    add_failed(account)
    (row,) = as_failures(list_failures(team, MARCH))
    assert row.error_message == "Too long."
    assert "Change what it names" in row.advice
    assert row.can_retry


def test_a_post_that_may_be_out_offers_no_retry_and_the_button_refuses(account, team, owner_client):
    post = add_failed(account)
    make_attempt(post, outcome="unknown")
    (row,) = as_failures(list_failures(team, MARCH))
    assert (row.can_retry, row.advice) == (False, MAY_BE_OUT)
    owner_client.post(f"/posts/{post.pk}/send-again/")
    post.refresh_from_db()
    assert post.status == "failed"


def test_one_click_sends_a_failed_post_again_once_and_leads_back(account, owner_client):
    post = add_failed(account, timezone.now() - timedelta(hours=1))
    page = owner_client.get("/reports/failed/").content.decode()
    assert "Too long." in page
    assert "Send again" in page
    data = {"next": "/reports/failed/"}
    assert owner_client.post(f"/posts/{post.pk}/send-again/", data)["Location"] == data["next"]
    post.refresh_from_db()
    assert (post.status, post.fence) == ("pending", 1)
    owner_client.post(f"/posts/{post.pk}/send-again/", data)
    post.refresh_from_db()
    assert post.fence == 1


def test_filters_narrow_to_an_account_and_a_platform(account, team):
    other = make_connection(team, platform="x", route="direct")
    add_posted(account)
    add_posted(other)
    mine = Filters(MARCH.first, MARCH.last, BERLIN, account)
    assert [row.platform for row in read_performance(team, mine)] == ["tiktok"]
    on_x = Filters(MARCH.first, MARCH.last, BERLIN, None, "x")
    assert [row.platform for row in read_performance(team, on_x)] == ["x"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"first": "yesterday"}, "first"),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "last"),
        ({"first": "2020-01-01", "last": "2026-03-01"}, "last"),
        ({"platform": "myspace"}, "platform"),
        ({"account": "00000000-0000-4000-8000-000000000000"}, "account"),
    ],
)
def test_strange_filters_are_named_and_the_page_still_opens(owner_client, api, team, data, field):
    form = FilterForm(data, team=team, default=(date(2026, 3, 1), date(2026, 3, 31)))
    assert field in form.errors
    assert form.filters(BERLIN).last >= form.filters(BERLIN).first
    page = owner_client.get("/reports/", data)
    assert page.status_code == 200
    assert "rl-errors" in page.content.decode()
    answer = api.get("/api/reports/performance", data)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_another_teams_account_is_as_unknown_as_none(team, stranger):
    theirs = make_connection(stranger.memberships.get().team)
    form = FilterForm(
        {"account": str(theirs.pk)}, team=team, default=(date(2026, 3, 1), date(2026, 3, 2))
    )
    assert "account" in form.errors


PAGES = ("/reports/", "/reports/best-times/", "/reports/calendar/", "/reports/failed/")
DAYS = {"first": "2026-03-01", "last": "2026-03-31"}


def tell_all(account, count: int) -> None:
    for _ in range(count):
        at = NOON + timedelta(hours=2 * account.schedules.count())
        add_posted(account, at, engagement_rate=0.1, body="secret body")
        add_failed(account, at + timedelta(minutes=1), body="secret body")
        make_schedule(account, scheduled_at=at + timedelta(minutes=2), body="secret body")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_the_same_number_of_queries_for_few_and_for_many(owner_client, account, path):
    counts = []
    for count in (2, 15):
        tell_all(account, count)
        with CaptureQueriesContext(database) as captured:
            owner_client.get(path, DAYS)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", PAGES)
def test_strangers_see_nothing_of_it(stranger_client, account, path):
    tell_all(account, 2)
    for extra in ({}, {"format": "csv"}):
        answer = stranger_client.get(path, {**DAYS, **extra})
        body = answer.getvalue().decode()
        assert "secret body" not in body
        assert account.platform_username not in body


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_report_offers_a_next_step(owner_client, team, path):
    assert "rl-empty" in owner_client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_the_file_has_the_same_rows_and_no_formula(owner_client, account, path):
    tell_all(account, 3)
    add_failed(account, NOON + timedelta(days=9), body="=HYPERLINK(1)")
    answer = owner_client.get(path, {**DAYS, "format": "csv"})
    assert answer["Content-Disposition"].endswith('2026-03-01-2026-03-31.csv"')
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert not any(value.startswith("=") for row in rows for value in row.values())


def test_an_unknown_figure_is_empty_in_the_file(owner_client, account):
    add_posted(account)
    text = owner_client.get("/reports/", {**DAYS, "format": "csv"}).getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["avg_impressions"], row["impressions_posts"]) == ("", "0")


def test_the_api_gives_the_same_rows(api, account):
    tell_all(account, 3)
    performance = api.get("/api/reports/performance", DAYS).json()
    assert performance["rows"][0]["total_posts"] == 3
    assert performance["rows"][0]["avg_impressions"] is None
    assert performance["timezone"] == "Europe/Berlin"
    times = api.get("/api/reports/best-times", {**DAYS, "measure": "post_social_score"}).json()
    assert times["measure"] == "post_social_score"
    assert times["rows"][0]["posts"] == 1
    assert api.get("/api/reports/best-times", {"measure": "luck"}).status_code == 400
    days = api.get("/api/reports/calendar", DAYS).json()["rows"]
    assert len(days) == 31
    failures = api.get("/api/reports/failures", DAYS).json()
    assert failures["count"] == 3
    assert failures["rows"][0]["can_retry"] is True


@pytest.mark.parametrize("name", ["performance", "best-times", "calendar", "failed"])
def test_the_admin_shows_them_too(owner_client, stranger_client, account, name):
    tell_all(account, 2)
    address = f"/admin/scheduling/postingschedule/reports/{name}/"
    assert "Reports:" in owner_client.get(address, DAYS).content.decode()
    assert "secret body" not in stranger_client.get(address, DAYS).content.decode()


def test_pages_label_the_simulation_and_say_as_of_when(owner_client, team):
    add_posted(make_connection(team), simulated=True, views=5)
    page = owner_client.get("/reports/", DAYS).content.decode()
    assert "Simulation" in page
    assert "as of" in page
