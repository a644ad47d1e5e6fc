"""What is taken out of the archive goes on where it was, and is never stuck."""

import pytest

from media_assets.models import ProcessingJob
from media_assets.services.archive import archive_asset, restore_asset
from tests.factories import make_asset, make_job

pytestmark = pytest.mark.django_db


def open_jobs(asset) -> int:
    return ProcessingJob.objects.filter(media_asset=asset).open().count()


def test_a_failed_file_is_analysed_again(team, now):
    asset = make_asset(team, status="failed")
    make_job(asset, status="failed", due_at=None)
    archive_asset(asset)
    restore_asset(asset, now=now)
    assert (asset.status, open_jobs(asset)) == ("ingested", 1)
    asset.refresh_from_db()
    assert asset.processing_status == "pending"


def test_a_file_that_was_analysed_in_the_archive_is_analysed(team, now):
    asset = make_asset(team, status="ingested")
    job = make_job(asset, due_at=now)
    archive_asset(asset)
    ProcessingJob.objects.filter(pk=job.pk).update(status="completed", due_at=None)
    restore_asset(asset, now=now)
    assert (asset.status, open_jobs(asset)) == ("analyzed", 0)


def test_a_file_that_still_waits_for_its_analysis_gets_no_second_job(team, now):
    asset = make_asset(team, status="ingested")
    make_job(asset, due_at=now)
    archive_asset(asset)
    restore_asset(asset, now=now)
    assert (asset.status, open_jobs(asset)) == ("ingested", 1)


@pytest.mark.parametrize("status", ["analyzed", "posted"])
def test_other_files_are_again_what_they_were(team, now, status):
    asset = make_asset(team, status=status)
    archive_asset(asset)
    restore_asset(asset, now=now)
    assert (asset.status, open_jobs(asset)) == (status, 0)
