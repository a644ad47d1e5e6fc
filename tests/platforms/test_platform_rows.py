"""The table of platforms follows the specs, and keeps what the operator wrote."""

import pytest

from platforms.models import Platform, PlatformName
from platforms.services.platforms import sync_platforms
from platforms.specs import SPECS

pytestmark = pytest.mark.django_db


def test_migrating_fills_the_table():
    assert set(Platform.objects.values_list("name", flat=True)) == set(PlatformName.values)


def test_row_says_what_the_spec_says():
    row = Platform.objects.get(name="youtube")
    assert (row.max_content_length, row.max_title_length) == (5000, 100)
    assert row.posts_per_day == SPECS["youtube"].posts_per_day
    assert row.supports_scheduling
    assert row.spec_checked_on is not None


def test_changed_row_is_put_right_and_the_operators_part_is_kept():
    Platform.objects.filter(name="x").update(
        max_content_length=1, publish_config={"note": "ours"}, webhook_url="https://example.com/"
    )
    assert sync_platforms() == len(SPECS)
    row = Platform.objects.get(name="x")
    assert row.max_content_length == 280
    assert row.publish_config == {"note": "ours"}
    assert row.webhook_url == "https://example.com/"
