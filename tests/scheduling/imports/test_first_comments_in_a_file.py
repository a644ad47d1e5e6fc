"""The column of first comments: checked by the network's rules, changed, and exported again."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from scheduling.exports import export_lines
from scheduling.imports.plan import ImportOptions
from scheduling.models import PostingSchedule
from scheduling.services.imports import check_import
from teams.models import BrandGuide
from tests.factories import make_asset, make_connection, make_schedule

HEAD = "media,account,scheduled_at,body,First comment\n"


@pytest.fixture
def account(team):
    return make_connection(team, platform="instagram", platform_username="kitchen")


@pytest.fixture
def clip(team):
    return make_asset(team, filename="clip.mp4")


def rows(team, now, text):
    zone = ZoneInfo(team.timezone)
    return check_import(team, text, options=ImportOptions(zone=zone), now=now).rows


def test_a_row_brings_its_first_comment(team, now, account, clip):
    (row,) = rows(team, now, HEAD + "clip.mp4,kitchen,2026-03-04 12:00,Cups.,What is yours?\n")
    assert (row.action, row.problems) == ("create", [])
    assert row.words["first_comment"] == "What is yours?"


def test_the_networks_rules_hold_for_it(team, now, account, clip):
    (row,) = rows(team, now, HEAD + f"clip.mp4,kitchen,2026-03-04 12:00,Cups.,{'a' * 2200}\n")
    assert "comments of at most 2,196" in row.problems[0]


def test_where_none_can_be_sent_the_row_says_so(team, now, clip):
    make_connection(team, platform_username="tok")
    (row,) = rows(team, now, HEAD + "clip.mp4,tok,2026-03-04 12:00,Cups.,What is yours?\n")
    assert row.problems == ["TikTok takes no comments from apps. Take the first comment out."]


def test_the_brand_guide_is_read_once_for_all_rows(team, now, account):
    BrandGuide.objects.create(team=team, banned_words=["cheap"])
    counts = []
    for number in (1, 6):
        lines = [
            f"clip{n}.mp4,kitchen,2026-03-{4 + n:02} 12:00,Cups.,So cheap!\n" for n in range(number)
        ]
        for n in range(number):
            make_asset(team, filename=f"clip{n}.mp4") if n or number == 1 else None
        with CaptureQueriesContext(
            database,
        ) as seen:
            found = rows(team, now, HEAD + "".join(lines))
        assert all("bans “cheap”" in row.problems[0] for row in found)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_is_exported_can_be_changed_and_brought_back(team, now, account, clip):
    make_schedule(account, clip, platform="instagram_reels", scheduled_at=now, first_comment="Old?")
    lines = "".join(export_lines(PostingSchedule.objects.in_team(team), team.zone))
    (exported,) = csv.DictReader(io.StringIO(lines.lstrip("\ufeff")))
    assert exported["first_comment"] == "Old?"
    head = "id,version,first_comment\n"
    (row,) = rows(team, now, f"{head}{exported['id']},{exported['version']},New?\n")
    assert [(d.before, d.after) for d in row.differences] == [("Old?", "New?")]
