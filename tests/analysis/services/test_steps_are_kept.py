"""A worker that dies costs one step; a repeated analysis repeats what has changed."""

from dataclasses import replace

import pytest

from analysis.services import steps
from analysis.services.analyse import analyse_due, request_reanalysis
from analysis.services.versions import TranscriptVersion
from media_assets.models import ProcessingJob
from media_assets.services.holding import LEASE
from media_assets.services.jobs import cancel_job
from tests.analysis.reports import make_frame
from tests.openai_server import FRAME, QUOTA_SPENT, WORDS, Reply

SPEECH = "/audio/transcriptions"


@pytest.fixture(autouse=True)
def sound(monkeypatch):
    monkeypatch.setattr(
        "analysis.services.transcript.speech_file", lambda path, *rest, **limits: path
    )


class Killed(BaseException):
    """The worker ends here, like a process that is killed: nothing of ours catches it."""


def die(*args, **kwargs):
    raise Killed


def again(asset, now, **options):
    request_reanalysis(asset, now=now, **options)
    analyse_due(now)
    return asset.analyses.current().get()


@pytest.mark.parametrize("dies_in", ["transcribe", "look_at_best", "suggest_words"])
def test_the_next_worker_goes_on_after_the_last_finished_step(
    openai_server, engine, asset, job, now, monkeypatch, dies_in
):
    with monkeypatch.context() as patch:
        patch.setattr(f"analysis.services.analyse.{dies_in}", die)
        with pytest.raises(Killed):
            analyse_due(now)
    analyse_due(now + LEASE * 2)
    analysis = asset.analyses.get()
    assert (engine.runs, len(openai_server.sent_to(SPEECH))) == (1, 1)
    assert (analysis.is_current, analysis.transcript) == (True, WORDS)
    assert TranscriptVersion.objects.count() == 1


def test_the_job_says_how_far_each_step_is(openai_server, engine, asset, job, now, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "analysis.services.analyse.platforms_for",
        lambda asset: seen.append(ProcessingJob.objects.get().steps) or [],
    )
    analyse_due(now)
    assert [step["status"] for step in seen[0]] == ["done"] * 3 + ["running", "waiting"]


def test_nothing_is_measured_or_heard_again_when_nothing_has_changed(
    openai_server, engine, asset, job, now
):
    analyse_due(now)
    first = asset.analyses.get()
    second = again(asset, now)
    assert second != first
    assert (engine.runs, len(openai_server.sent_to(SPEECH))) == (1, 1)
    assert (second.transcript, second.frames.count()) == (WORDS, first.frames.count())
    assert second.best_frame_url == first.best_frame_url
    job = ProcessingJob.objects.order_by("created_at").last()
    assert [step["status"] for step in job.steps[:3]] == ["kept"] * 3
    assert TranscriptVersion.objects.count() == 1


def test_a_new_engine_measures_again_and_keeps_what_was_heard(
    openai_server, engine, asset, job, now, monkeypatch
):
    analyse_due(now)
    monkeypatch.setattr(steps, "ENGINE_VERSION", "engine-next")
    again(asset, now)
    assert (engine.runs, len(openai_server.sent_to(SPEECH))) == (2, 1)


def test_another_speech_model_hears_again_and_measures_nothing(
    openai_server, engine, asset, job, now, settings
):
    analyse_due(now)
    settings.OPENAI_TRANSCRIBE_MODEL = "gpt-transcribe"
    again(asset, now)
    # now in two pieces of the same tone: the second is answered by what was kept of the first
    assert (engine.runs, len(openai_server.sent_to(SPEECH))) == (1, 2)
    assert TranscriptVersion.objects.current().get().made_by == "gpt-transcribe"


def test_afresh_repeats_everything(openai_server, engine, asset, job, now):
    analyse_due(now)
    again(asset, now, afresh=True)
    assert (engine.runs, len(openai_server.sent_to(SPEECH))) == (2, 2)


def test_a_transcription_that_failed_is_tried_again(openai_server, engine, asset, job, now):
    openai_server.script(SPEECH, Reply(status=429, body=QUOTA_SPENT))
    analyse_due(now)
    assert asset.analyses.get().transcript == ""
    assert again(asset, now).transcript == WORDS


def test_stored_measurements_that_are_gone_are_made_again(
    openai_server, engine, asset, job, now, monkeypatch
):
    analyse_due(now)
    monkeypatch.setattr(steps, "_read", die_missing)
    again(asset, now)
    assert engine.runs == 2


def die_missing(path):
    raise FileNotFoundError(path)


def test_canceling_stops_at_the_next_step_and_keeps_what_is_finished(
    openai_server, engine, asset, job, now, monkeypatch, settings
):
    def cancel(*args, **kwargs):
        cancel_job(ProcessingJob.objects.get(), now=now)
        return steps.Transcription(None, "never stored")

    with monkeypatch.context() as patch:
        patch.setattr("analysis.services.analyse.transcribe", cancel)
        analyse_due(now)
    assert asset.analyses.get().transcript_status != "never stored"
    again(asset, now)
    assert engine.runs == 1


def looks(server) -> int:
    """How often a picture was shown to a model."""
    return sum(
        isinstance(message["content"], list)
        for request in server.sent_to("/chat/completions")
        for message in request.body["messages"]
    )


def test_nobody_looks_again_at_the_same_pictures(openai_server, engine, asset, job, now):
    analyse_due(now)
    second = again(asset, now)
    assert looks(openai_server) == 1
    assert second.virality_features["seen"][0]["note"]["description"] == FRAME["description"]
    assert second.models_used["vision"] == "gpt-6-luna"


@pytest.mark.parametrize("change", ["model", "pictures", "afresh"])
def test_another_model_or_picture_or_a_wish_looks_again(
    openai_server, engine, asset, job, now, settings, change
):
    analyse_due(now)
    if change == "model":
        settings.OPENAI_VISION_MODEL = "sharper-eye"
    elif change == "pictures":
        frames = tuple(make_frame(index, jpeg=b"other") for index in range(5))
        engine.report = replace(engine.report, frames=frames)
    again(asset, now, afresh=change != "model")
    assert looks(openai_server) == 2


def test_what_was_seen_stays_when_no_model_looks_any_more(
    openai_server, engine, asset, job, now, settings
):
    analyse_due(now)
    settings.OPENAI_VISION_MODEL = ""
    second = again(asset, now)
    assert second.virality_features["alt_text"] == FRAME["alt_text"]
    assert not any("What is seen" in note for note in second.notes)


def test_a_look_that_failed_is_tried_again(openai_server, engine, asset, job, now):
    openai_server.script("/chat/completions", Reply(status=429, body=QUOTA_SPENT))
    analyse_due(now)
    assert any("What is seen was not described" in n for n in asset.analyses.get().notes)
    assert again(asset, now).virality_features["seen"]
