"""Stored files that no asset names are removed; nothing else is."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from media_assets.services.orphans import sweep_orphans
from media_assets.services.storage import asset_folder, store_bytes
from media_assets.tasks import sweep_orphans_task
from tests.factories import make_asset

LATER = timedelta(days=2)


@pytest.fixture
def root(settings) -> Path:
    return Path(settings.MEDIA_ROOT)


def test_a_folder_without_an_asset_goes_after_a_day(team, root):
    folder = asset_folder(team.pk, uuid4())
    store_bytes(b"x", f"{folder}original.mp4")
    assert sweep_orphans_task() == 0
    assert (root / folder).exists()
    assert sweep_orphans(timezone.now() + LATER) == 1
    assert not (root / folder).exists()


def test_pictures_and_variants_inside_go_with_it(team, root):
    folder = asset_folder(team.pk, uuid4())
    store_bytes(b"x", f"{folder}variants/{uuid4()}/a.mp4")
    assert sweep_orphans(timezone.now() + LATER) == 1
    assert not (root / folder).exists()


def test_an_assets_files_stay(team, root):
    asset = make_asset(team)
    path = store_bytes(b"x", f"{asset_folder(team.pk, asset.pk)}original.mp4")
    assert sweep_orphans(timezone.now() + LATER) == 0
    assert (root / path).exists()


def test_what_is_not_named_like_an_asset_stays(team, root):
    path = store_bytes(b"x", f"teams/{team.pk}/exports/a.csv")
    assert sweep_orphans(timezone.now() + LATER) == 0
    assert (root / path).exists()


def test_a_team_without_files_is_no_problem(team):
    assert sweep_orphans(timezone.now()) == 0
