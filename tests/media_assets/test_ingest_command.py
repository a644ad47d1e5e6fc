"""`manage.py ingest`: files and folders, one line or one object each."""

import json
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from media_assets.models import MediaAsset
from tests.factories import make_team
from tests.media_samples import samples  # noqa: F401


@pytest.fixture
def folder(samples, tmp_path):  # noqa: F811
    (tmp_path / "in" / "sub").mkdir(parents=True)
    shutil.copy(samples["coffee_first"].path, tmp_path / "in" / "a.jpg")
    shutil.copy(samples["ball"].path, tmp_path / "in" / "sub" / "b [1].gif")
    (tmp_path / "in" / ".hidden").touch()
    return tmp_path / "in"


def run(*args, **options) -> str:
    out = StringIO()
    call_command("ingest", *args, stdout=out, **options)
    return out.getvalue()


def test_a_folder_is_ingested_whole(team, folder):
    assert run(folder).splitlines() == [
        "created   a.jpg  image, 1080x1350",
        "created   b [1].gif  video, 240x240",
    ]
    assert MediaAsset.objects.in_team(team).count() == 2
    assert (folder / "a.jpg").exists()


def test_json_tells_each_file(team, folder):
    run(folder / "a.jpg")
    rows = json.loads(run(folder, as_json=True))
    assert [(row["name"], row["result"]) for row in rows] == [
        ("a.jpg", "exists"),
        ("b [1].gif", "created"),
    ]
    assert MediaAsset.objects.filter(pk=rows[0]["asset_id"]).exists()


def test_a_dry_run_changes_nothing(team, folder):
    assert "accepted  a.jpg  image, image/jpeg, 1080x1350" in run(folder, dry_run=True)
    assert not MediaAsset.objects.exists()


def test_one_bad_file_fails_the_command_but_not_the_others(team, folder):
    (folder / "notes.mp4").write_text("Buy milk.")
    with pytest.raises(CommandError, match="1 of 3 files"):
        run(folder)
    assert MediaAsset.objects.count() == 2


def test_a_missing_file_is_a_failure_with_a_reason(team, tmp_path):
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("ingest", tmp_path / "gone.mp4", stdout=out)
    assert "No such file" in out.getvalue()


def test_a_team_is_found_by_its_name(team, folder):
    other = make_team(name="Bike Shop")
    run(folder / "a.jpg", team="Bike Shop")
    assert MediaAsset.objects.get().team == other


def test_an_unknown_team_is_named(team, folder):
    with pytest.raises(CommandError, match="no team “Nobody”"):
        run(folder, team="Nobody")


def test_without_a_team_it_says_how_to_get_one(db, folder):
    with pytest.raises(CommandError, match="make run"):
        run(folder)
