"""Re-analysis adds a row and disturbs nothing that is planned."""

import pytest

from analysis.engine.errors import AnalysisFailed
from analysis.services.analyse import ASKED_FOR, analyse_due, request_reanalysis
from media_assets.models import MediaAsset, ProcessingJob
from teams.models import EventLog
from tests.factories import make_analysis

S = MediaAsset.Status


def test_asking_queues_one_job_for_now(asset, owner, now):
    job = request_reanalysis(asset, now=now, by=owner)
    asset.refresh_from_db()
    assert (job.status, job.due_at, job.priority) == ("queued", now, ASKED_FOR)
    assert asset.processing_status == MediaAsset.ProcessingStatus.PENDING
    assert EventLog.objects.get(event_type="reanalysis_requested").user == owner


def test_asking_twice_gives_the_same_job(asset, now):
    assert request_reanalysis(asset, now=now) == request_reanalysis(asset, now=now)
    assert ProcessingJob.objects.count() == 1


@pytest.mark.parametrize("status", [S.ANALYZED, S.SCHEDULED, S.POSTED, S.ARCHIVED])
def test_the_newest_analysis_is_current_and_the_status_stays(engine, asset, now, status):
    MediaAsset.objects.filter(pk=asset.pk).update(status=status)
    old = make_analysis(asset, duration_ms=5)
    request_reanalysis(asset, now=now)
    analyse_due(now)
    asset.refresh_from_db()
    old.refresh_from_db()
    assert asset.status == status
    assert not old.is_current
    assert asset.analyses.filter(is_current=True).exclude(pk=old.pk).count() == 1


def test_the_old_analysis_stays_current_until_the_new_one_is_finished(engine, asset, now):
    old = make_analysis(asset, duration_ms=5)
    seen = []
    engine.during = lambda: seen.append(asset.analyses.get(is_current=True).pk)
    request_reanalysis(asset, now=now)
    analyse_due(now)
    assert seen == [old.pk]


def test_a_failed_one_leaves_the_old_analysis_and_the_asset_alone(engine, asset, now):
    MediaAsset.objects.filter(pk=asset.pk).update(status=S.SCHEDULED)
    old = make_analysis(asset, duration_ms=5)
    engine.error = AnalysisFailed("Not today.")
    request_reanalysis(asset, now=now)
    analyse_due(now)
    asset.refresh_from_db()
    assert asset.status == S.SCHEDULED
    assert asset.analyses.get() == old


def test_a_failed_asset_can_be_analysed_again(engine, asset, now):
    MediaAsset.objects.filter(pk=asset.pk).update(status=S.FAILED, error_message="Broke.")
    request_reanalysis(asset, now=now)
    analyse_due(now)
    asset.refresh_from_db()
    assert (asset.status, asset.error_message) == (S.ANALYZED, "")


def test_what_a_person_asked_for_goes_first(engine, asset, team, now):
    waiting = ProcessingJob.objects.create(
        team=team, media_asset=asset, job_type=ProcessingJob.JobType.CROP, due_at=now
    )
    asked = request_reanalysis(asset, now=now)
    assert list(ProcessingJob.objects.due(now)) == [asked, waiting]
