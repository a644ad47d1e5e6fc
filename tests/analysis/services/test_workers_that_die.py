"""A crash at any point leaves a job that becomes due again, and never two results."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from analysis.engine.errors import AnalysisCrashed, AnalysisFailed
from analysis.models import MediaAnalysis
from analysis.services import analyse, steps
from analysis.services.analyse import BROKE, FILE_GONE, analyse_due
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.holding import LEASE
from media_assets.services.jobs import cancel_job, claim_job
from media_assets.services.storage import delete_stored

AFTER_LEASE = LEASE + timedelta(minutes=1)


class Killed(BaseException):
    """The worker is gone: nothing of ours runs after it."""


def die(*args, **kwargs):
    raise Killed


def stored_pictures() -> list[Path]:
    return sorted(Path(settings.MEDIA_ROOT).rglob("analysis/*/*.*"))


@pytest.mark.parametrize("point", ["store_local_report", "transcribe", "suggest_words"])
def test_a_second_worker_finishes_what_a_dead_one_began(
    engine, asset, job, now, monkeypatch, point
):
    with monkeypatch.context() as patch:
        patch.setattr(analyse, point, die)
        with pytest.raises(Killed):
            analyse_due(now, owner="first")
    assert analyse_due(now + LEASE / 2, owner="second") == 0
    assert analyse_due(now + AFTER_LEASE, owner="second") == 1
    asset.refresh_from_db()
    assert asset.status == MediaAsset.Status.ANALYZED
    analysis = asset.analyses.get()
    assert analysis.is_current
    assert analysis.duration_ms is not None


def test_a_worker_that_dies_in_the_last_step_has_written_nothing_of_it(
    engine, asset, job, now, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr("analysis.services.storing._move_on", die)
        with pytest.raises(Killed):
            analyse_due(now, owner="first")
    job.refresh_from_db()
    assert job.status == ProcessingJob.Status.PROCESSING
    assert asset.analyses.get().duration_ms is None
    assert analyse_due(now + AFTER_LEASE, owner="second") == 1
    assert asset.analyses.get().is_current


@pytest.mark.parametrize("is_taken_over", [True, False])
def test_the_pictures_of_a_dead_worker_are_taken_over_or_swept(
    engine, asset, job, now, monkeypatch, django_capture_on_commit_callbacks, is_taken_over
):
    with monkeypatch.context() as patch:
        patch.setattr(analyse, "transcribe", die)
        with pytest.raises(Killed):
            analyse_due(now, owner="first")
    left = stored_pictures()
    if not is_taken_over:
        monkeypatch.setattr(steps, "ENGINE_VERSION", "engine-next")
    with django_capture_on_commit_callbacks(execute=True):
        analyse_due(now + AFTER_LEASE, owner="second")
    kept = stored_pictures()
    assert len(left) == len(kept) == 7
    assert set(left) & set(kept) == (set(kept) if is_taken_over else set())


def test_a_slow_worker_that_lost_its_job_writes_nothing(engine, asset, job, now):
    def taken_over():
        rival = ProcessingJob.objects.get(pk=job.pk)
        ProcessingJob.objects.filter(pk=job.pk).update(due_at=now)
        rival.refresh_from_db()
        assert claim_job(rival, owner="rival", now=now, lease=LEASE)

    engine.during = taken_over
    analyse_due(now, owner="slow")
    job.refresh_from_db()
    assert MediaAnalysis.objects.count() == 0
    assert stored_pictures() == []
    assert (job.status, job.lease_owner) == (ProcessingJob.Status.PROCESSING, "rival")


def test_a_worker_that_lost_its_job_over_the_words_leaves_the_result_to_the_next(
    engine, asset, job, now, monkeypatch
):
    words = analyse.suggest_words

    def slow_words(*args, **kwargs):
        ProcessingJob.objects.filter(pk=job.pk).update(fence=99)
        return words(*args, **kwargs)

    monkeypatch.setattr(analyse, "suggest_words", slow_words)
    analyse_due(now)
    asset.refresh_from_db()
    assert asset.status == MediaAsset.Status.ANALYZING
    assert asset.analyses.get().duration_ms is None


def test_after_three_crashes_the_asset_has_failed_with_a_sentence(engine, asset, job, now):
    engine.error = AnalysisCrashed("The analysis crashed. Export it again.")
    moment = now
    for _ in range(5):
        analyse_due(moment)
        moment += timedelta(hours=1)
    job.refresh_from_db()
    asset.refresh_from_db()
    assert engine.runs == job.attempts == 3
    assert job.status == ProcessingJob.Status.FAILED
    assert asset.status == MediaAsset.Status.FAILED
    assert asset.error_message == "The analysis crashed. Export it again."


def test_a_file_that_cannot_be_analysed_is_not_tried_again(engine, asset, job, now):
    engine.error = AnalysisFailed("No frame could be decoded.")
    analyse_due(now)
    asset.refresh_from_db()
    assert asset.status == MediaAsset.Status.FAILED
    assert asset.error_message == "No frame could be decoded."
    assert analyse_due(now + timedelta(days=1)) == 0


def test_a_programming_error_is_logged_and_tried_again_later(engine, asset, job, now):
    engine.error = ZeroDivisionError("one over nothing")
    assert analyse_due(now) == 1
    job.refresh_from_db()
    assert (job.status, job.error) == (ProcessingJob.Status.QUEUED, BROKE)
    assert job.due_at > now


def test_a_missing_file_fails_with_what_to_do(engine, asset, job, now):
    delete_stored(asset.storage_path)
    analyse_due(now)
    asset.refresh_from_db()
    assert (asset.status, asset.error_message) == (MediaAsset.Status.FAILED, FILE_GONE)


def test_a_job_that_is_canceled_while_it_runs_stops_and_the_asset_waits(engine, asset, job, now):
    engine.during = lambda: cancel_job(ProcessingJob.objects.get(pk=job.pk), now=now)
    analyse_due(now)
    asset.refresh_from_db()
    assert asset.status == MediaAsset.Status.INGESTED
    assert MediaAnalysis.objects.count() == 0
