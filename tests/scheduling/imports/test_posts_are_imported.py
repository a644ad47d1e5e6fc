"""What is stored: new posts, changed ones, all or none where rows have errors, nothing twice."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.exceptions import PostProblem
from scheduling.exports import export_lines
from scheduling.imports.plan import ImportOptions
from scheduling.models import PostingSchedule
from scheduling.services.imports import RowsRefused, apply_import, check_import
from teams.models import EventLog
from tests.factories import make_asset, make_connection, make_schedule

NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
HEAD = "media,account,scheduled_at,body,hashtags\n"
DAY = timedelta(days=1)


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="kitchen")


@pytest.fixture(autouse=True)
def clips(team):
    return [make_asset(team, filename=f"{n}.mp4") for n in range(3)]


@pytest.fixture
def bring(team, owner, now):
    """Check and import a text."""

    def run(text, *, by=owner, leave_out=False, **options):
        how = ImportOptions(zone=ZoneInfo(team.timezone), **options)
        plan = check_import(team, text, options=how, now=now)
        return apply_import(team, plan, by=by, now=now, leave_out_refused=leave_out)

    return run


def good_rows():
    return "".join(f'{n}.mp4,kitchen,2026-03-0{n + 4} 12:00,"Text, {n}",#a b\n' for n in range(3))


def test_posts_are_made_as_by_hand(bring, account, owner):
    result = bring(HEAD + good_rows())
    posts = list(PostingSchedule.objects.order_by("scheduled_at"))
    assert [post.pk for post in result.created] == [post.pk for post in posts]
    first = posts[0]
    assert (first.body, first.hashtags, first.scheduled_at) == ("Text, 0", ["#a", "#b"], NOON)
    assert (first.placed_by_person, first.created_by, first.status) == (True, owner, "pending")
    assert first.review_status == "awaiting"
    assert EventLog.objects.filter(event_type="posts_imported").count() == 1
    assert EventLog.objects.filter(event_type="post_created").count() == 3


def test_the_same_file_again_brings_nothing(bring, account):
    bring(HEAD + good_rows())
    again = bring(HEAD + good_rows())
    assert (again.created, again.changed, again.plan.counts["keep"]) == ([], [], 3)
    assert PostingSchedule.objects.count() == 3


def test_the_same_file_brings_nothing_after_a_post_was_moved(bring, account):
    bring(HEAD + good_rows())
    post = PostingSchedule.objects.order_by("scheduled_at")[0]
    PostingSchedule.objects.filter(pk=post.pk).update(scheduled_at=NOON + 20 * DAY)
    assert bring(HEAD + good_rows()).created == []


def test_one_bad_row_stops_all_unless_it_may_be_left_out(bring, account):
    text = HEAD + good_rows() + "none.mp4,kitchen,2026-03-09 12:00,x,\n"
    with pytest.raises(RowsRefused, match="1 of 4 rows"):
        bring(text)
    assert not PostingSchedule.objects.exists()
    assert len(bring(text, leave_out=True).created) == 3


def test_viewers_import_nothing(bring, account, viewer):
    with pytest.raises(PostProblem, match="Viewers"):
        bring(HEAD + good_rows(), by=viewer)
    assert not PostingSchedule.objects.exists()


def test_a_row_that_is_taken_at_the_last_moment_is_said(team, owner, now, account, clips):
    how = ImportOptions(zone=ZoneInfo(team.timezone))
    plan = check_import(team, HEAD + good_rows(), options=how, now=now)
    make_schedule(account, scheduled_at=NOON)
    result = apply_import(team, plan, by=owner, now=now)
    assert [number for number, _ in result.failed] == [2]
    assert len(result.created) == 2


def exported(team):
    return "".join(export_lines(PostingSchedule.objects.order_by("scheduled_at"), team.zone))


def edited(text, **changes):
    """The exported file with other values in all rows."""
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    for n, row in enumerate(rows):
        writer.writerow({**row, **{k: v[n] for k, v in changes.items()}})
    return out.getvalue()


def test_an_exported_file_changes_nothing_when_it_comes_back(team, bring, account, clips):
    bring(HEAD + good_rows())
    PostingSchedule.objects.filter(media=clips[0]).update(
        scheduled_at=NOON + timedelta(microseconds=250),
        body="=SUM(A1)",
        link_url="https://a.example",
    )
    make_schedule(account, status="canceled")
    result = bring(exported(team))
    assert result.plan.counts == {"create": 0, "change": 0, "keep": 4, "refuse": 0}


def test_words_edited_in_the_spreadsheet_are_taken(team, bring, account):
    bring(HEAD + good_rows())
    PostingSchedule.objects.update(review_status="approved", payload_hash="x")
    bring(edited(exported(team), body=["New", "Text, 1", ""]))
    posts = list(PostingSchedule.objects.order_by("scheduled_at"))
    assert [post.body for post in posts] == ["New", "Text, 1", ""]
    assert [post.review_status for post in posts] == ["awaiting", "approved", "awaiting"]
    assert [post.version for post in posts] == [2, 1, 2]


def test_posts_may_change_places(team, bring, account):
    bring(HEAD + good_rows())
    before = {p.body: p.scheduled_at for p in PostingSchedule.objects.all()}
    turned = [str(at) for at in sorted(before.values(), reverse=True)]
    result = bring(edited(exported(team), scheduled_at=turned))
    after = {p.body: p.scheduled_at for p in PostingSchedule.objects.all()}
    assert len(result.changed) == 2
    assert after["Text, 0"] == before["Text, 2"]
    assert after["Text, 2"] == before["Text, 0"]


def test_a_whole_plan_moves_by_a_day(team, bring, account):
    bring(HEAD + good_rows())
    times = [p.scheduled_at + DAY for p in PostingSchedule.objects.order_by("scheduled_at")]
    assert len(bring(edited(exported(team), scheduled_at=map_text(times))).changed) == 3
    assert [p.scheduled_at for p in PostingSchedule.objects.order_by("scheduled_at")] == times


def map_text(times):
    return [at.isoformat() for at in times]


def test_a_move_that_is_refused_keeps_its_old_place_taken(team, bring, account, now):
    bring(HEAD + good_rows())
    past = (now - DAY).isoformat()
    first = PostingSchedule.objects.order_by("scheduled_at")[0].scheduled_at
    last = (first + 2 * DAY).isoformat()
    text = edited(exported(team), scheduled_at=[past, first.isoformat(), last])
    with pytest.raises(RowsRefused) as refused:
        bring(text)
    assert [row.number for row in refused.value.plan.refused] == [2, 3]


def test_a_post_that_somebody_edited_meanwhile_is_not_written_over(team, bring, account):
    bring(HEAD + good_rows())
    text = exported(team)
    PostingSchedule.objects.filter(body="Text, 0").update(version=4, body="Theirs")
    with pytest.raises(RowsRefused) as refused:
        bring(edited(text, body=["Mine", "Text, 1", "Text, 2"]))
    assert "Somebody edited" in refused.value.plan.refused[0].problems[0]


def test_a_locked_or_sent_post_stays(team, bring, account):
    bring(HEAD + good_rows())
    PostingSchedule.objects.filter(body="Text, 0").update(is_locked=True)
    times = [p.scheduled_at + DAY for p in PostingSchedule.objects.order_by("scheduled_at")]
    text = edited(exported(team), scheduled_at=map_text(times))
    with pytest.raises(RowsRefused) as refused:
        bring(text)
    assert "locked" in refused.value.plan.refused[0].problems[0]


def test_two_rows_about_one_post_are_refused(team, bring, account):
    bring(HEAD + good_rows())
    post = PostingSchedule.objects.first()
    with pytest.raises(RowsRefused) as refused:
        bring(f"id,body\n{post.pk},A\n{post.pk},B\n")
    assert "Row 2 is about the same post" in refused.value.plan.refused[0].problems[0]
