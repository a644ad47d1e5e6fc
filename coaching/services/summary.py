"""`GET /api/media/<id>/coach-summary`: how an asset did, in exactly the shape of seed 000 §5."""

from django.db.models import F

from briefs.evidence import Evidence
from briefs.services.gather import gather_clip, gather_post
from coaching.advice import Advice
from coaching.models import AICoachInsight
from coaching.performance import performance_summary
from coaching.rules import advise
from media_assets.models import MediaAsset
from metrics.models import PostingMetrics
from scheduling.models import PostingSchedule


def coach_summary(asset: MediaAsset) -> dict:
    """The asset's scores and the coach's words on its leading post.

    The leading post is the one with the best score at +24 h, else the newest reading. What was
    written at its newest checkpoint is shown; before any insight the rules answer from what is
    known. A missing score is None and `performance_summary` says why.
    """
    reading = _leading_reading(asset)
    schedule = reading.schedule if reading else _newest_post(asset)
    evidence = gather_post(schedule, reading) if schedule else gather_clip(asset)
    advice = _written(schedule) or advise(evidence)
    day = _reading_at_24h(schedule)
    return {
        "media_id": str(asset.pk),
        "pre_social_score": evidence.clip.pre_social_score,
        "post_social_score_24h": day.post_social_score if day else None,
        "performance_summary": _performance(evidence, day),
        "what_worked": advice.what_worked,
        "what_to_improve": advice.what_to_change,
        "recommended_next_formats": advice.formats,
    }


def _leading_reading(asset: MediaAsset) -> PostingMetrics | None:
    """The best scored post's reading at +24 h; before there is one, the newest reading."""
    rows = PostingMetrics.objects.filter(schedule__media=asset).select_related(
        "schedule__connection", "schedule__media", "schedule__team"
    )
    day = rows.filter(checkpoint="24h")
    best = day.order_by(F("post_social_score").desc(nulls_last=True), "-check_time").first()
    return best or rows.order_by("-check_time").first()


def _newest_post(asset: MediaAsset) -> PostingSchedule | None:
    posts = asset.schedules.filter(status="posted").select_related("connection", "media", "team")
    return posts.order_by("-published_at").first()


def _written(schedule: PostingSchedule | None) -> Advice | None:
    """The newest insight on the post, as advice."""
    insight = schedule and (
        AICoachInsight.objects.filter(schedule=schedule).order_by("-created_at").first()
    )
    if not insight:
        return None
    return Advice(
        summary=insight.summary,
        what_worked=insight.what_worked.splitlines(),
        what_to_change=insight.what_to_change.splitlines(),
        next_actions=insight.next_actions,
    )


def _reading_at_24h(schedule: PostingSchedule | None) -> PostingMetrics | None:
    if schedule is None:
        return None
    return PostingMetrics.objects.filter(schedule=schedule, checkpoint="24h").first()


def _performance(evidence: Evidence, day: PostingMetrics | None) -> str:
    """The comparison; and why there is no score at 24 h, when there is none."""
    text = performance_summary(evidence)
    post = evidence.post
    if day is not None and day.post_social_score is None and post:
        if post.score_sentence and post.score_sentence not in text:
            text = f"{text} {post.score_sentence}"
    elif day is None and post and post.checkpoint:
        text = f"{text} There is no reading at +24 h (this one is from +{post.checkpoint})."
    return text
