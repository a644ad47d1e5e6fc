"""What each row would do: found by name, checked as by every other door, and explained."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from scheduling.imports.plan import ImportOptions
from scheduling.models import BlackoutDates, Campaign, PlanningRules, PostingSchedule, Project
from scheduling.services.imports import check_import
from tests.factories import make_analysis, make_asset, make_connection, make_schedule, make_team

NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)  # noon in Berlin
HEAD = "media,account,scheduled_at,body\n"


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="kitchen")


@pytest.fixture
def clip(team):
    return make_asset(team, filename="clip.mp4")


def check(team, now, text, **options):
    options.setdefault("zone", ZoneInfo(team.timezone))
    return check_import(team, text, options=ImportOptions(**options), now=now)


def only(team, now, text, **options):
    (row,) = check(team, now, text, **options).rows
    return row


def test_a_good_row_is_a_new_post_in_the_teams_zone(team, now, account, clip):
    row = only(team, now, HEAD + "clip.mp4,@Kitchen,2026-03-04 12:00,Coffee first.\n")
    assert (row.action, row.problems, row.at) == ("create", [], NOON)
    assert (row.connection, row.asset) == (account, clip)
    assert not PostingSchedule.objects.exists()


def test_a_row_may_have_a_zone_of_its_own(team, now, account, clip):
    head = "media,account,date,time,time zone\n"
    row = only(team, now, head + "clip.mp4,kitchen,2026-03-04,16:45,Asia/Kathmandu\n")
    assert row.at == NOON


def test_all_that_is_wrong_with_a_row_is_said_at_once(team, now, account):
    row = only(team, now, HEAD + "none.mp4,nobody,some day,x\n")
    assert row.action == "refuse"
    assert [p[:22] for p in row.problems] == [
        "There is no account “n", "There is no “none.mp4”", "“some day” is no date ",
    ]  # fmt: skip


def test_media_is_found_by_id_path_or_name_in_any_case(team, now, account, clip):
    for name in (str(clip.pk), "C:\\plans\\clip.mp4", "folder/clip.mp4", "CLIP.MP4"):
        assert only(team, now, HEAD + f"{name},kitchen,2026-03-04 12:00,\n").asset == clip


def test_of_two_files_with_one_name_the_id_is_asked_for(team, now, account, clip):
    make_asset(team, filename="clip.mp4")
    row = only(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n")
    assert "Use the id" in row.problems[0]


def test_an_address_is_not_fetched(team, now, account):
    row = only(team, now, HEAD + "https://example.com/clip.mp4,kitchen,2026-03-04 12:00,\n")
    assert "addresses are not fetched" in row.problems[0]


def test_nothing_of_another_team_is_found(team, now, account):
    other = make_team()
    theirs = make_asset(other, filename="theirs.mp4")
    make_connection(other, platform_username="them")
    foreign = make_schedule(make_connection(other))
    for media in (theirs.pk, "theirs.mp4"):
        row = only(team, now, HEAD + f"{media},them,2026-03-04 12:00,\n")
        assert "no account" in row.problems[0]
        assert "There is no" in row.problems[1]
    row = only(team, now, f"id,body\n{foreign.pk},stolen\n")
    assert "no post with this id" in row.problems[0]


def test_the_network_alone_is_enough_where_there_is_one_account(team, now, account, clip):
    head = "media,platform,scheduled_at\n"
    assert only(team, now, head + "clip.mp4,TikTok,2026-03-04 12:00\n").connection == account
    make_connection(team, platform_username="second")
    row = only(team, now, head + "clip.mp4,TikTok,2026-03-04 12:00\n")
    assert "Several accounts fit" in row.problems[0]
    row = only(team, now, head + "clip.mp4,MySpace,2026-03-04 12:00\n")
    assert "no platform “MySpace”" in row.problems[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"status": "analyzing"}, "analyzing"), ({"status": "archived"}, "archived"),
     ({"media_type": "audio", "mime_type": "audio/mpeg"}, "takes")],
)  # fmt: skip
def test_media_that_cannot_be_posted_is_refused(team, now, account, fields, said):
    make_asset(team, filename="clip.mp4", **fields)
    row = only(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n")
    assert said in " ".join(row.problems)


def test_an_account_that_is_not_connected_is_refused(team, now, clip):
    make_connection(team, platform_username="kitchen", status="expired")
    row = only(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n")
    assert "Reconnect" in row.problems[0]


def test_words_beyond_the_networks_limit_are_refused(team, now, account, clip):
    row = only(team, now, HEAD + f"clip.mp4,kitchen,2026-03-04 12:00,{'a' * 5000}\n")
    assert "characters" in row.problems[0]


def test_without_a_caption_the_suggested_one_is_shown(team, now, account, clip):
    make_analysis(clip)
    row = only(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n")
    assert row.shown_text == "Coffee first."
    assert row.notes == ["The caption is the suggested one."]


def test_past_and_far_times_are_refused(team, now, account, clip):
    assert "passed" in only(team, now, HEAD + "clip.mp4,kitchen,2026-03-02 12:59,\n").problems[0]
    assert "year" in only(team, now, HEAD + "clip.mp4,kitchen,2062-03-02 12:00,\n").problems[0]


def test_two_posts_of_an_account_keep_two_hours(team, now, account, clip):
    make_asset(team, filename="other.mp4")
    make_schedule(account, scheduled_at=NOON + timedelta(hours=5))
    text = (
        "clip.mp4,kitchen,2026-03-04 12:00,\n"
        "other.mp4,kitchen,2026-03-04 13:59,\n"
        "other.mp4,kitchen,2026-03-04 14:00,\n"
        "clip.mp4,kitchen,2026-03-04 15:01,\n"
    )
    rows = check(team, now, HEAD + text, again=True).rows
    assert [row.action for row in rows] == ["create", "refuse", "create", "refuse"]
    assert "at least 2 hours" in rows[1].problems[0]


def test_the_accounts_own_limit_counts(team, now, clip):
    make_connection(team, platform_username="kitchen", posts_per_day=1)
    make_asset(team, filename="other.mp4")
    text = "clip.mp4,kitchen,2026-03-04 12:00,\nother.mp4,kitchen,2026-03-04 18:00,\n"
    rows = check(team, now, HEAD + text).rows
    assert "more than its network takes" in rows[1].problems[0]


def test_quiet_hours_and_closed_days_are_said_but_a_person_decides(team, now, account, clip):
    PlanningRules.objects.create(team=team, quiet_from="11:00", quiet_until="13:00")
    row = only(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n")
    assert row.action == "create"
    assert "quiet hours" in row.notes[0]
    PlanningRules.objects.all().delete()
    BlackoutDates.objects.create(team=team, first_day="2026-03-04", last_day="2026-03-04")
    assert (
        "Nothing is posted"
        in only(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n").notes[0]
    )


def test_a_night_when_the_clocks_change_is_explained(team, now, account, clip):
    row = only(team, now, HEAD + "clip.mp4,kitchen,2026-03-29 02:30,\n")
    assert row.action == "create"
    assert "does not exist" in row.notes[0]
    assert "03:30 (CEST)" in row.notes[0]


def test_a_row_can_name_its_campaign_and_be_a_draft(team, now, account, clip):
    project = Project.objects.create(team=team, name="P", start_date="2026-03-01")
    spring = Campaign.objects.create(
        team=team, project=project, name="Spring", start_date="2026-03-01", end_date="2026-04-01"
    )
    head = "media,account,scheduled_at,campaign,status\n"
    row = only(team, now, head + "clip.mp4,kitchen,2026-03-04 12:00,spring,draft\n")
    assert (row.campaign, row.as_draft) == (spring, True)
    row = only(team, now, head + "clip.mp4,kitchen,2026-03-04 12:00,autumn,posted\n")
    assert "no campaign" in row.problems[0]
    assert "“posted” cannot be imported" in row.problems[1]


def test_media_that_waits_on_the_account_is_not_planned_twice(team, now, account, clip):
    make_schedule(account, clip, scheduled_at=NOON + timedelta(days=3))
    text = HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n"
    row = only(team, now, text)
    assert row.action == "keep"
    assert "7 March 2026, 12:00" in row.notes[0]
    assert only(team, now, text, again=True).action == "create"


def test_the_same_media_twice_in_a_file_needs_a_yes(team, now, account, clip):
    text = HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\nclip.mp4,kitchen,2026-03-09 12:00,\n"
    assert [r.action for r in check(team, now, text).rows] == ["create", "keep"]
    assert [r.action for r in check(team, now, text, again=True).rows] == ["create", "create"]


def test_the_same_file_gives_the_same_plan(team, now, account, clip):
    text = HEAD + "clip.mp4,kitchen,2026-03-04 12:00,\n"
    assert check(team, now, text).fingerprint == check(team, now, text).fingerprint
    make_schedule(account, scheduled_at=NOON + timedelta(minutes=5))
    assert check(team, now, text).fingerprint != "" != check(team, now, text).rows[0].problems


def test_the_number_of_queries_does_not_grow_with_the_rows(
    team, now, account, django_assert_num_queries
):
    def text(count):
        rows = (f"m{n}.mp4,kitchen,2026-03-{4 + n:02} 12:00,x\n" for n in range(count))
        return HEAD + "".join(rows)

    for n in range(20):
        make_analysis(make_asset(team, filename=f"m{n}.mp4"))
    with CaptureQueriesContext(database) as few:
        assert check(team, now, text(2)).count("create") == 2
    with django_assert_num_queries(len(few)):
        assert check(team, now, text(20)).count("create") == 20
