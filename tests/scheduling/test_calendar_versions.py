"""Versions of a content calendar: copied, compared, restored."""

from datetime import date

import pytest

from scheduling.calendar_status import compare_items
from scheduling.campaign_selectors import grid_of, items_of
from scheduling.exceptions import PostProblem
from scheduling.models import ContentCalendar
from scheduling.services.content_calendars import new_version, restore_version
from scheduling.services.plan_records import remove_row, store_row
from tests.factories import make_asset, make_calendar, make_connection, make_item, make_schedule


@pytest.fixture
def calendar(team):
    calendar = make_calendar(team, name="March", strategy_summary="Teach first.")
    make_item(calendar, title="A", planned_date=date(2026, 3, 2))
    make_item(calendar, title="B", planned_date=date(2026, 3, 3))
    return calendar


def titles(calendar):
    return [item.title for item in items_of(calendar)]


def test_a_version_is_a_copy_that_leaves_the_first_alone(calendar, owner):
    copy = new_version(calendar, by=owner)
    assert (copy.version, copy.earlier, copy.user) == (2, calendar, owner)
    assert copy.strategy_summary == "Teach first."
    store_row(items_of(copy)[0], by=owner, title="A2")
    assert (titles(calendar), titles(copy)) == (["A", "B"], ["A2", "B"])


def test_two_versions_are_compared_piece_by_piece(calendar, owner):
    copy = new_version(calendar, by=owner)
    first, second = items_of(copy)
    store_row(first, by=owner, title="A2", planned_date=date(2026, 3, 9))
    remove_row(second, by=owner)
    make_item(copy, title="C", planned_date=date(2026, 3, 20))
    changes = compare_items(items_of(calendar), items_of(copy))
    assert [(c.kind, str(c.before), str(c.after), c.fields) for c in changes] == [
        ("removed", "B", "None", ()),
        ("changed", "A", "A2", ("planned_date", "title")),
        ("added", "None", "C", ()),
    ]
    assert compare_items(items_of(copy), items_of(copy)) == []


def test_an_earlier_version_is_restored_as_the_newest(calendar, owner):
    copy = new_version(calendar, by=owner)
    remove_row(items_of(copy)[0], by=owner)
    restored = restore_version(calendar, by=owner)
    assert restored.version == 3
    assert compare_items(items_of(calendar), items_of(restored)) == []
    assert titles(copy) == ["B"]


def test_what_was_posted_since_is_posted_in_a_restored_version_too(calendar, team, owner):
    asset = make_asset(team, status="posted")
    item = items_of(calendar)[0]
    store_row(item, by=owner, media=asset)
    new_version(calendar, by=owner)
    make_schedule(make_connection(team), asset, status="posted", external_post_id="1")
    restored = restore_version(calendar, by=owner)
    assert items_of(restored)[0].status == "published"


def test_viewers_make_no_version(calendar, viewer):
    with pytest.raises(PostProblem, match="Viewers"):
        new_version(calendar, by=viewer)
    assert ContentCalendar.objects.count() == 1


def test_the_grid_counts_by_pillar_and_network(calendar):
    make_item(calendar, content_pillar="promotion", planned_platforms=["tiktok", "instagram"])
    make_item(calendar, content_pillar="promotion", planned_platforms=["tiktok"],
              status="published")  # fmt: skip
    make_item(calendar, content_pillar="promotion", status="skipped")
    networks, rows = grid_of(items_of(calendar))
    by_pillar = {row.pillar: (row.cells, row.total) for row in rows}
    assert networks == ["Any", "Instagram", "TikTok"]
    assert by_pillar["promotion"] == ([(0, 0), (1, 0), (2, 1)], 2)
    assert by_pillar["education"] == ([(2, 0), (0, 0), (0, 0)], 2)


def test_somebody_elses_edit_is_not_written_over(calendar, owner):
    seen = calendar.updated_at
    store_row(ContentCalendar.objects.get(pk=calendar.pk), by=owner, strategy_summary="Theirs")
    with pytest.raises(PostProblem, match="Somebody saved this"):
        store_row(calendar, by=owner, seen=seen, strategy_summary="Mine")
    assert ContentCalendar.objects.get(pk=calendar.pk).strategy_summary == "Theirs"


def test_dates_that_end_before_they_start_are_refused(calendar, owner):
    with pytest.raises(PostProblem):
        store_row(calendar, by=owner, period_end=date(2026, 2, 1))
