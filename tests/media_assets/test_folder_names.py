"""A folder's name is its own inside its parent, on every database."""

import pytest
from django.db import IntegrityError

from media_assets.models import MediaFolder
from tests.factories import make_team


def test_two_top_folders_of_one_team_cannot_share_a_name(team):
    MediaFolder.objects.create(team=team, name="Clips")
    with pytest.raises(IntegrityError):
        MediaFolder.objects.create(team=team, name="Clips")


def test_two_folders_in_one_folder_cannot_share_a_name(team):
    top = MediaFolder.objects.create(team=team, name="Clips")
    MediaFolder.objects.create(team=team, name="Raw", parent=top)
    with pytest.raises(IntegrityError):
        MediaFolder.objects.create(team=team, name="Raw", parent=top)


def test_a_name_may_come_back_elsewhere(team):
    top = MediaFolder.objects.create(team=team, name="Clips")
    MediaFolder.objects.create(team=team, name="Clips", parent=top)
    MediaFolder.objects.create(team=make_team(), name="Clips")
    assert MediaFolder.objects.filter(name="Clips").count() == 3
