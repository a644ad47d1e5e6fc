"""A row of media is one's own team's, or it is not there."""

from uuid import uuid4

import pytest
from django.http import Http404

from media_assets.access import asset_for, folder_for, job_for
from media_assets.models import MediaFolder
from tests.factories import make_asset, make_job, make_team


@pytest.fixture
def rows(team):
    asset = make_asset(team)
    folder = MediaFolder.objects.create(team=team, name="Clips")
    return [(asset_for, asset), (job_for, make_job(asset)), (folder_for, folder)]


def test_a_team_gets_its_own_rows(team, rows):
    assert all(door(team, row.pk) == row for door, row in rows)


@pytest.mark.parametrize("pk", [None, uuid4(), "not an id", "", "\0"])
def test_foreign_random_and_malformed_ids_get_one_answer(rows, pk):
    other = make_team()
    for door, row in rows:
        with pytest.raises(Http404, match=r"^There is nothing here\.$"):
            door(other, row.pk if pk is None else pk)


def test_without_a_team_there_is_nothing(rows):
    for door, row in rows:
        with pytest.raises(Http404):
            door(None, row.pk)
