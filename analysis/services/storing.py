"""Write an analysis: first what was measured here, then the words that need the network.

An analysis without `duration_ms` is not finished: its worker is still at it, or died. The first
analysis of an asset is shown at once; a later one replaces the current one when it is finished.
"""

from functools import partial
from uuid import uuid4

from django.db import transaction
from django_q.tasks import async_task

from analysis.engine.report import FrameReading, MediaReport
from analysis.findings import read_findings
from analysis.models import FrameSample, MediaAnalysis
from analysis.scoring import ScoreCard, score_media
from analysis.services.pictures import StoredPictures, sweep_pictures
from analysis.services.scorers import scorer_for
from analysis.services.transcript import Transcription
from analysis.services.versions import keep_heard
from analysis.services.voices import colours_of
from analysis.speech.cues import cues_of, cues_to_json
from analysis.words import WordsSuggestion
from analysis.words.seeing import Seeing, seen_to_json
from media_assets.models import MediaAsset
from media_assets.services.holding import HeldJob, JobLost
from media_assets.services.jobs import finish_job
from media_assets.services.storage import delete_stored
from media_assets.transitions import move_asset
from teams.services.events import record_event

PLANNER = "scheduling.tasks.plan_due_schedules_task"  # a name: scheduling is a floor above
STATUS_LENGTH = 255
# An asset that was taken out of the archive while it was analysed is “ingested” again.
UNTIL_ANALYZED = (MediaAsset.Status.ANALYZING, MediaAsset.Status.INGESTED)
WAITING = "The words are not there yet."
MEASURED = (
    "on_screen_text", "frames_sampled", "best_frame_index", "best_frame_url", "is_partial",
    "analyzer_version",
)  # fmt: skip


def store_local_report(held: HeldJob, asset: MediaAsset, report: MediaReport) -> MediaAnalysis:
    """Keep what was measured before any network work. Raises JobLost, and keeps nothing then."""
    analysis_id = uuid4()
    pictures = StoredPictures(asset, analysis_id)
    try:
        pictures.store(report)
        with transaction.atomic():
            held.report(held.job.progress_pct)  # locks our job's row: a slower worker stops here
            return _write_local(analysis_id, asset, report, pictures)
    except BaseException:
        pictures.discard()
        raise


def _write_local(
    analysis_id, asset: MediaAsset, report: MediaReport, pictures: StoredPictures
) -> MediaAnalysis:
    features = report.to_features()
    others = MediaAnalysis.objects.filter(media=asset)
    others.filter(duration_ms=None).delete()  # of a worker that died
    analysis = MediaAnalysis.objects.create(
        id=analysis_id,
        team=asset.team,
        media=asset,
        is_current=not others.exists(),
        transcript_status=WAITING,
        on_screen_text=[
            {"time_sec": t.time_sec, "text": t.text, "confidence": t.confidence}
            for t in report.texts or ()
        ],
        frames_sampled=len(report.frames),
        best_frame_index=report.best_frame_index,
        best_frame_url=pictures.best,
        virality_features={**features, "findings": read_findings(features)},
        is_partial=report.is_partial,
        notes=list(report.notes),
        analyzer_version=report.engine_version,
        models_used={"engine": report.engine_version},
        steps={"scan": {"version": report.engine_version, "report": pictures.report}},
        **score_columns(score_media(report, None)),
    )
    FrameSample.objects.bulk_create(
        frame_row(analysis, frame, path, pictures.full.get(frame.index, ""))
        for frame, path in zip(report.frames, pictures.frames, strict=True)
    )
    _dress_asset(asset, report, pictures.thumbnail)
    return analysis


def repeat_local_report(
    held: HeldJob, earlier: MediaAnalysis, report: MediaReport
) -> MediaAnalysis:
    """A new analysis over the measurements of an earlier one, whose pictures it shares.

    Raises JobLost.
    """
    frames = list(earlier.frames.all())
    repeated = MediaAnalysis(
        team=earlier.team,
        media=earlier.media,
        is_current=False,
        transcript_status=WAITING,
        steps={"scan": earlier.steps["scan"]},
        models_used={"engine": report.engine_version},
        notes=list(report.notes),
        virality_features=report.to_features(),
        **{name: getattr(earlier, name) for name in MEASURED},
        **score_columns(score_media(report, None)),
    )
    with transaction.atomic():
        held.report(held.job.progress_pct)  # locks our job's row
        MediaAnalysis.objects.filter(media=earlier.media, duration_ms=None).delete()
        repeated.save()
        for frame in frames:
            frame.pk, frame.analysis = None, repeated
        FrameSample.objects.bulk_create(frames)
    return repeated


def store_speech(held: HeldJob, analysis: MediaAnalysis, spoken: Transcription, by: str) -> None:
    """Keep what was heard with the unfinished analysis, and show it. Raises JobLost."""
    values = speech_columns(spoken)
    if spoken.transcript:
        values["models_used"] = {**analysis.models_used, "transcript": spoken.transcript.model}
    if spoken.is_final:
        values["steps"] = {**analysis.steps, "speech": {"version": by, "is_new": spoken.is_new}}
    _keep(held, analysis, values)


def store_seeing(
    held: HeldJob, analysis: MediaAnalysis, seeing: Seeing, *, by: str, pictures: str
) -> None:
    """Keep what was seen with the unfinished analysis, and show it. Raises JobLost.

    `by` and `pictures`: who looked at which pictures, so that nobody pays for it again.
    """
    seen = {"seen": seen_to_json(seeing)}
    values: dict = {"virality_features": {**analysis.virality_features, **seen}}
    if seeing.model:
        values["models_used"] = {**analysis.models_used, "vision": seeing.model}
    if seeing.is_whole:
        step = {"version": by, "pictures": pictures}
        values["steps"] = {**analysis.steps, "vision": step}
    _keep(held, analysis, values)


def _keep(held: HeldJob, analysis: MediaAnalysis, values: dict) -> None:
    """Write columns of an unfinished analysis. Raises JobLost."""
    for name, value in values.items():
        setattr(analysis, name, value)
    with transaction.atomic():
        held.report(held.job.progress_pct)  # locks our job's row
        analysis.save(update_fields=list(values))


def speech_columns(spoken: Transcription) -> dict:
    """The transcript as columns of an analysis."""
    said = spoken.transcript
    return {
        "transcript": said.text if said else "",
        "transcript_language": (said.language if said else "")[:16],
        "transcript_segments": cues_to_json(cues_of(said.segments)) if said else [],
        "transcript_status": spoken.status[:STATUS_LENGTH],
    }


def score_columns(card: ScoreCard) -> dict:
    """The score as columns of an analysis."""
    return {
        "pre_social_score": card.score,
        "score_components": card.components_as_json(),
        "score_detail": card.detail,
        "pre_social_explanation": card.explanation,
        "scorer_version": card.version,
    }


def frame_row(
    analysis: MediaAnalysis, frame: FrameReading, image_path: str, full_path: str = ""
) -> FrameSample:
    """One sampled frame as a row; `faces` is None-safe: features say when nobody looked."""
    measured = ("sharpness", "brightness", "dark_share", "bright_share", "colour", "motion")
    return FrameSample(
        analysis=analysis,
        index=frame.index,
        time_sec=frame.time_sec,
        image_path=image_path,
        full_path=full_path,
        score=frame.score,
        faces=[[f.x, f.y, f.width, f.height] for f in frame.faces or ()],
        features={
            **{name: getattr(frame, name) for name in measured},
            "faces_looked_for": frame.faces is not None,
        },
    )


def _dress_asset(asset: MediaAsset, report: MediaReport, thumbnail: str) -> None:
    """The asset gets its hash, and the best frame as its thumbnail unless a person chose one."""
    changes = {"phash": report.phash} if report.phash else {}
    if thumbnail and not asset.cover_path:
        transaction.on_commit(partial(delete_stored, asset.thumbnail_url), robust=True)
        changes["thumbnail_url"] = thumbnail
    if changes:
        MediaAsset.objects.filter(pk=asset.pk).update(**changes)
    for name, value in changes.items():
        setattr(asset, name, value)


def finish_analysis(
    held: HeldJob,
    analysis: MediaAnalysis,
    report: MediaReport,
    spoken: Transcription,
    words: WordsSuggestion,
) -> MediaAnalysis:
    """Add the words and the score, make the analysis current, end the job: all or nothing.

    Raises JobLost when another worker holds the job by now.
    """
    scorer = scorer_for(analysis.team, analysis.media.media_type)
    card = score_media(report, words, scorer)
    with transaction.atomic():
        if not finish_job(
            held.job, now=held.now, output_data={"analysis": str(analysis.pk), "score": card.score}
        ):
            raise JobLost
        _make_current(analysis, held, card, spoken, words)
        if spoken.transcript and spoken.is_new:
            keep_heard(analysis.media, spoken.transcript)
        _move_on(analysis, card)
        transaction.on_commit(lambda: async_task(PLANNER), robust=True)
        transaction.on_commit(partial(sweep_pictures, analysis.media), robust=True)
    return analysis


def _make_current(
    analysis: MediaAnalysis,
    held: HeldJob,
    card: ScoreCard,
    spoken: Transcription,
    words: WordsSuggestion,
) -> None:
    others = MediaAnalysis.objects.filter(media=analysis.media).exclude(pk=analysis.pk)
    others.filter(is_current=True).update(is_current=False)
    columns = word_columns(spoken, words)
    findings = read_findings(
        {**analysis.virality_features, "language": words.language},
        columns["transcript_segments"],
        language=words.language,
        transcript=columns["transcript"],
        brand_colours=colours_of(analysis.team),
    )
    values = {
        "is_current": True,
        **columns,
        **score_columns(card),
        "notes": list(dict.fromkeys([*analysis.notes, *words.notes])),
        "models_used": {**analysis.models_used, **words.models_used},
        "virality_features": {
            **analysis.virality_features,
            "language": words.language,
            "alt_text": words.alt_text,
            "description": words.description,
            "findings": findings,
        },
        "duration_ms": held.elapsed_ms,
    }
    for name, value in values.items():
        setattr(analysis, name, value)
    analysis.save(update_fields=list(values))


def word_columns(spoken: Transcription, words: WordsSuggestion) -> dict:
    """The transcript and the words as columns of an analysis."""
    return {
        **speech_columns(spoken),
        "topics": words.topics,
        "sentiment_overall": words.sentiment,
        "ai_caption_suggestions": words.captions,
        "ai_hashtag_suggestions": words.hashtags,
        "ai_title_suggestions": words.titles,
        "ai_first_comments": words.first_comments,
    }


def _move_on(analysis: MediaAnalysis, card: ScoreCard) -> None:
    """The asset is analysed; one that was scheduled, posted or archived before stays so."""
    asset = MediaAsset.objects.get(pk=analysis.media_id)
    if asset.status in UNTIL_ANALYZED:
        move_asset(asset, MediaAsset.Status.ANALYZED)
    record_event(
        asset.team,
        "analysis_finished",
        asset,
        "Analysed" if card.score is None else f"Analysed, score {card.score:.0f} of 100",
        analysis=str(analysis.pk),
        score=card.score,
    )
