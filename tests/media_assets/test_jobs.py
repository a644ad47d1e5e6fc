"""Work on media: claimed once, counted before it starts, ended by its owner only."""

from datetime import timedelta

import pytest

from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.jobs import (
    MAX_ATTEMPTS,
    cancel_job,
    claim_job,
    fail_job,
    finish_job,
    release_job,
    report_progress,
    requeue_job,
)
from teams.models import EventLog
from teams.transitions import IllegalMove
from tests.factories import make_asset, make_job

LEASE = timedelta(minutes=5)


@pytest.fixture
def asset(team) -> MediaAsset:
    return make_asset(team, status="ingested", processing_status="pending")


@pytest.fixture
def job(asset, now) -> ProcessingJob:
    return make_job(asset, due_at=now)


def again(job: ProcessingJob) -> ProcessingJob:
    """The row as another process reads it."""
    return ProcessingJob.objects.get(pk=job.pk)


def processing_status(job: ProcessingJob) -> str:
    return MediaAsset.objects.get(pk=job.media_asset_id).processing_status


def test_a_claim_holds_the_job_for_the_lease(job, now):
    assert claim_job(job, owner="a", now=now, lease=LEASE)
    row = again(job)
    assert (row.status, row.lease_owner, row.attempts) == ("processing", "a", 1)
    assert (row.due_at, row.started_at) == (now + LEASE, now)
    assert processing_status(job) == "processing"


def test_of_two_workers_one_gets_the_job(job, now):
    other = again(job)
    assert claim_job(job, owner="a", now=now, lease=LEASE)
    assert not claim_job(other, owner="b", now=now, lease=LEASE)
    assert again(job).attempts == 1


def test_a_job_that_is_not_due_is_not_claimed(job, now):
    assert not claim_job(job, owner="a", now=now - timedelta(seconds=1), lease=LEASE)


def test_a_running_job_cannot_be_claimed_before_its_lease_is_over(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert not claim_job(again(job), owner="b", now=now + LEASE / 2, lease=LEASE)


def test_a_silent_workers_job_is_taken_over_and_the_silent_one_finds_out(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert claim_job(again(job), owner="b", now=now + LEASE, lease=LEASE)
    assert not report_progress(job, 50, now=now + LEASE, lease=LEASE)
    assert not finish_job(job, now=now + LEASE)
    assert not fail_job(job, "Too late.", now=now + LEASE)
    assert (again(job).lease_owner, again(job).attempts) == ("b", 2)


def test_progress_renews_the_lease(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert report_progress(job, 150, now=now + LEASE / 2, lease=LEASE)
    row = again(job)
    assert (row.progress_pct, row.due_at) == (100, now + LEASE / 2 + LEASE)


def test_a_finished_job_keeps_its_result(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert finish_job(job, now=now, output_data={"frames": 3})
    row = again(job)
    assert (row.status, row.progress_pct, row.due_at) == ("completed", 100, None)
    assert (row.output_data, row.completed_at) == ({"frames": 3}, now)
    assert processing_status(job) == "processed"


def test_a_failed_analysis_fails_its_asset_with_the_reason(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert fail_job(job, "The file is damaged.", now=now)
    asset = MediaAsset.objects.get(pk=job.media_asset_id)
    assert (asset.status, asset.processing_status) == ("failed", "failed")
    assert asset.error_message == again(job).error == "The file is damaged."


def test_an_asset_that_was_analysed_before_stays_so(team, now):
    job = make_job(make_asset(team, status="analyzed"), due_at=now)
    claim_job(job, owner="a", now=now, lease=LEASE)
    fail_job(job, "No.", now=now)
    assert MediaAsset.objects.get(pk=job.media_asset_id).status == "analyzed"


def test_a_job_given_back_is_tried_again_later_each_time(job, now):
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        claim_job(job, owner="a", now=now, lease=LEASE)
        assert release_job(job, now=now, reason="The server was stopped.")
        waits.append(job.due_at - now)
        now = job.due_at
    assert waits == sorted(waits)
    assert processing_status(job) == "pending"


def test_a_job_that_kills_its_worker_is_failed_after_three_tries(job, now):
    for _ in range(MAX_ATTEMPTS):
        assert claim_job(again(job), owner="a", now=now, lease=LEASE)
        now += LEASE
    assert not claim_job(again(job), owner="a", now=now, lease=LEASE)
    row = again(job)
    assert (row.status, row.attempts) == ("failed", MAX_ATTEMPTS)
    assert "Tried 3 times" in row.error
    assert MediaAsset.objects.get(pk=job.media_asset_id).status == "failed"


def test_the_last_release_fails_the_job(job, now):
    for _ in range(MAX_ATTEMPTS):
        claim_job(job, owner="a", now=now, lease=LEASE)
        release_job(job, now=now, reason="Stopped.")
        now = job.due_at or now
    assert again(job).status == "failed"


def test_a_failed_job_starts_afresh_when_a_person_asks(job, now, owner):
    claim_job(job, owner="a", now=now, lease=LEASE)
    fail_job(job, "No.", now=now)
    assert requeue_job(job, now=now, by=owner)
    row = again(job)
    assert (row.status, row.attempts, row.error, row.due_at) == ("queued", 0, "", now)
    assert processing_status(job) == "pending"


def test_a_finished_job_cannot_be_asked_for_again(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    finish_job(job, now=now)
    with pytest.raises(IllegalMove):
        requeue_job(job, now=now)


def test_a_failed_job_waits_for_another_of_its_kind(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    fail_job(job, "No.", now=now)
    make_job(job.media_asset)
    with pytest.raises(IllegalMove, match="open for this file"):
        requeue_job(job, now=now)
    assert again(job).status == "failed"


def test_a_canceled_job_stops_its_worker(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert cancel_job(again(job), now=now)
    assert not report_progress(job, 10, now=now, lease=LEASE)
    assert processing_status(job) == "none"


def test_canceling_the_job_of_a_dead_worker_lets_its_asset_wait_again(job, now):
    claim_job(job, owner="dead", now=now, lease=LEASE)
    MediaAsset.objects.filter(pk=job.media_asset_id).update(status="analyzing")
    assert cancel_job(again(job), now=now)
    assert MediaAsset.objects.get(pk=job.media_asset_id).status == "ingested"


def test_the_status_of_an_asset_follows_its_running_job_first(asset, job, now):
    make_job(asset, job_type="thumbnail", status="failed", due_at=None, completed_at=now)
    claim_job(job, owner="a", now=now, lease=LEASE)
    assert processing_status(job) == "processing"
    finish_job(job, now=now + LEASE)
    assert processing_status(job) == "processed"


def test_every_move_leaves_an_event(job, now):
    claim_job(job, owner="a", now=now, lease=LEASE)
    finish_job(job, now=now)
    events = EventLog.objects.filter(subject_id=str(job.pk)).order_by("created_at")
    assert [event.event_type for event in events] == ["job_processing", "job_completed"]


def test_due_jobs_come_by_priority_then_age(team, now):
    jobs = [
        make_job(make_asset(team), due_at=now - timedelta(minutes=age), priority=priority)
        for age, priority in ((1, 0), (2, 0), (0, 5), (-1, 9))
    ]
    due = list(ProcessingJob.objects.in_team(team).due(now))
    assert due == [jobs[2], jobs[1], jobs[0]]
