"""What one analysis leaves behind."""

from django.core.files.storage import default_storage

from analysis.models import MediaAnalysis
from analysis.services import storing
from analysis.services.analyse import analyse_due
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.ingest import ingest_file
from teams.models import EventLog
from tests.factories import make_job


def test_a_real_file_becomes_an_analysed_asset(team, owner, now, samples):
    sample = samples["three_mistakes_vertical"]
    asset = ingest_file(team, sample.path, filename="hook.mp4", owner=owner, now=now).asset
    assert analyse_due(now, owner="worker") == 1
    asset.refresh_from_db()
    analysis = asset.analyses.get()
    assert asset.status == MediaAsset.Status.ANALYZED
    assert asset.processing_status == MediaAsset.ProcessingStatus.PROCESSED
    assert {row["text"] for row in analysis.on_screen_text} == set(sample.texts)
    assert analysis.virality_features["pacing"]["cuts"] == len(sample.cuts)
    assert 0 < analysis.pre_social_score <= 100
    assert analysis.frames.count() == analysis.frames_sampled == 18
    assert analysis.ai_caption_suggestions["tiktok"]
    assert analysis.duration_ms > 0


def test_pictures_are_stored_in_the_folder_of_the_asset(engine, asset, job, now):
    analyse_due(now)
    analysis = asset.analyses.get()
    folder = f"teams/{asset.team_id}/{asset.pk}/analysis/{analysis.pk}/"
    paths = [frame.image_path for frame in analysis.frames.all()]
    assert [path.removeprefix(folder) for path in paths] == [f"frame-00{n}.jpg" for n in range(5)]
    assert all(default_storage.exists(path) for path in [*paths, analysis.best_frame_url])


def test_every_step_leaves_an_event(engine, asset, job, now):
    analyse_due(now)
    kinds = sorted(EventLog.objects.values_list("event_type", flat=True))
    steps = ["analysis_finished", "asset_analyzed", "asset_analyzing"]
    assert kinds == [*steps, "job_completed", "job_processing"]


def test_the_job_says_which_analysis_and_which_score(engine, asset, job, now):
    analyse_due(now)
    job.refresh_from_db()
    analysis = asset.analyses.get()
    assert job.status == ProcessingJob.Status.COMPLETED
    assert job.output_data == {"analysis": str(analysis.pk), "score": analysis.pre_social_score}


def test_the_planner_is_woken_once_it_is_written(
    engine, asset, job, now, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(storing, "async_task", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        analyse_due(now)
    assert woken == ["scheduling.tasks.plan_due_schedules_task"]


def test_the_asset_wears_its_best_frame(engine, asset, job, now):
    engine.report = storing.MediaReport(
        **{**vars(engine.report), "thumbnail_webp": b"webp", "phash": "00ff00ff00ff00ff"}
    )
    analyse_due(now)
    asset.refresh_from_db()
    assert asset.thumbnail_url.endswith("thumbnail.webp")
    assert asset.phash == "00ff00ff00ff00ff"


def test_the_limit_holds_and_nothing_due_is_nothing_done(engine, asset, job, now):
    assert analyse_due(now, limit=0) == 0
    assert analyse_due(now, limit=5) == 1
    assert analyse_due(now, limit=5) == 0
    assert MediaAnalysis.objects.count() == 1


def test_work_of_other_kinds_is_left_alone(engine, asset, now):
    make_job(asset, job_type=ProcessingJob.JobType.CROP, due_at=now)
    assert analyse_due(now) == 0
