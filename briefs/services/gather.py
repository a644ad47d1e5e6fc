"""Collecting the evidence about a clip or a post from its rows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ai.local.keywords import keywords_of
from ai.local.sentences import sentences_of, words_of
from analysis.models import MediaAnalysis
from briefs.evidence import (
    ClipFacts,
    CommentFacts,
    ComparisonFact,
    ComponentFact,
    Evidence,
    PostFacts,
)
from media_assets.models import MediaAsset
from metrics.counters import rates
from metrics.models import Comment, PostingMetrics
from platforms.specs import get_spec
from platforms.specs.types import COUNTERS
from scheduling.models import PostingSchedule

MAX_LINES = 6
# words of a file's name that a person chose: not IMG, VID, DSC, MOV, numbers
NAME_WORDS = re.compile(
    r"(?i)(?<![a-z])(?!(?:clip|video|final|copy|image|photo)s?(?![a-z]))[a-z]{4,}"
)
LINE_CHARS = 140
GOOD_VALUE = 0.5
NEWEST_COMMENTS = 300
# what people write under anything; it is no theme
CHATTER = frozenset(
    {"first", "haha", "hahaha", "later", "end", "omg", "wow", "lol", "yes", "please", "thanks"}
    | {"video", "clip", "post", "part", "part two", "disappointed", "beginners"}
)


def gather_clip(asset: MediaAsset) -> Evidence:
    """What the current analysis knows; nothing about any post."""
    analysis = MediaAnalysis.objects.current().filter(media=asset).first()
    return Evidence(clip=clip_facts(asset, analysis))


def gather_post(schedule: PostingSchedule, reading: PostingMetrics | None) -> Evidence:
    """The clip, the post at the age of `reading`, and its comments."""
    analysis = MediaAnalysis.objects.current().filter(media=schedule.media_id).first()
    return Evidence(
        clip=clip_facts(schedule.media, analysis, caption=schedule.body),
        post=post_facts(schedule, reading),
        comments=comment_facts(schedule),
    )


def clip_facts(
    asset: MediaAsset, analysis: MediaAnalysis | None, *, caption: str = ""
) -> ClipFacts:
    """The analysis in the coach's words. Features that were not measured stay None."""
    subject = subject_of(asset.filename, caption)
    if analysis is None:
        return ClipFacts(asset.filename, asset.media_type, asset.duration_sec, subject=subject)
    features = analysis.virality_features
    return ClipFacts(
        filename=asset.filename,
        subject=subject,
        media_type=asset.media_type,
        duration_sec=asset.duration_sec,
        language=analysis.transcript_language,
        topics=tuple(str(topic) for topic in analysis.topics),
        pre_social_score=analysis.pre_social_score,
        transcript_status=analysis.transcript_status,
        best_frame_sec=_best_moment(asset, features),
        face_share=_read(features, "faces", "share"),
        faces_at_once=_read(features, "faces", "most_at_once"),
        speech_share=_read(features, "sound", "speech_share"),
        speech_onset_sec=_rounded(_read(features, "sound", "speech_onset_sec")),
        silent_share=_read(features, "sound", "silent_share"),
        cuts=_read(features, "pacing", "cuts"),
        mean_shot_sec=_rounded(_read(features, "pacing", "mean_shot_sec")),
        hook_rating=_read(features, "hook", "rating"),
        components=tuple(map(_component, analysis.score_components)),
        **_spoken(analysis),
        **_written(analysis.on_screen_text),
    )


def subject_of(filename: str, caption: str) -> str:
    """What to call a clip without topics: its caption's first keyword, else its file's words."""
    name = " ".join(NAME_WORDS.findall(filename.rpartition(".")[0]))
    return next(iter(keywords_of([caption], 1) or keywords_of([name], 1)), "the scene")


def _best_moment(asset: MediaAsset, features: Mapping[str, Any]) -> float | None:
    """Seconds; a picture has no moments."""
    if asset.media_type == MediaAsset.MediaType.IMAGE:
        return None
    return _rounded(features.get("best_frame_time_sec"))


def _read(features: Mapping[str, Any], group: str, name: str) -> Any:
    return (features.get(group) or {}).get(name)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _spoken(analysis: MediaAnalysis) -> dict[str, Any]:
    """The sentences that were said, and when the first and the last of them start."""
    lines = [_short(line) for line in sentences_of(analysis.transcript)]
    if not lines:
        return {}
    segments: Sequence[Mapping[str, Any]] = analysis.transcript_segments
    return {
        "opening_line": lines[0],
        "lines": tuple(lines[1 : MAX_LINES + 1]),
        "closing_line": lines[-1] if len(lines) > 1 else "",
        "opening_at_sec": _rounded(segments[0]["start"]) if segments else None,
        "closing_at_sec": _rounded(segments[-1]["start"]) if segments else None,
    }


def _written(readings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    texts = [(_rounded(r.get("time_sec")), _short(" ".join(r["text"].split()))) for r in readings]
    # a single word read off a picture is as often a logo or a misreading as a message
    texts = [(at, text) for at, text in texts if len(words_of(text)) > 1]
    if not texts:
        return {}
    return {
        "screen_text_at_sec": texts[0][0],
        "screen_text": texts[0][1],
        "screen_texts": tuple(dict.fromkeys(text for _, text in texts))[:MAX_LINES],
    }


def _short(text: str) -> str:
    """At most LINE_CHARS, cut between words."""
    if len(text) <= LINE_CHARS:
        return text
    return text[:LINE_CHARS].rpartition(" ")[0].rstrip(",;:") + "…"


def _component(row: Mapping[str, Any]) -> ComponentFact:
    evidence = row.get("evidence") or []
    good = (e["text"] for e in evidence if isinstance(e, Mapping) and _is_good(e))
    return ComponentFact(
        name=row["name"],
        label=row.get("label") or row["name"].replace("_", " ").capitalize(),
        value=row.get("value") or 0.0,
        points=round(row.get("points") or 0.0, 1),
        most=round(100 * (row.get("weight") or 0.0), 1),
        sentence=row.get("sentence", ""),
        advice=row.get("advice", ""),
        gain=round(row.get("gain") or 0.0, 1),
        found=tuple(good),
    )


def _is_good(evidence: Mapping[str, Any]) -> bool:
    return bool(evidence.get("text")) and (evidence.get("value") or 0) >= GOOD_VALUE


def post_facts(schedule: PostingSchedule, reading: PostingMetrics | None) -> PostFacts:
    """The post and its reading; without one, only where and when it went out."""
    published_at = schedule.published_at or schedule.scheduled_at
    plain = PostFacts(
        platform=schedule.platform,
        platform_label=get_spec(schedule.platform).label,
        account=schedule.connection.platform_username or schedule.connection.platform_user_id,
        caption=schedule.body,
        hashtags=tuple(schedule.hashtags),
        published=f"{published_at.astimezone(schedule.team.zone):%A %H:%M}",
        is_simulated=schedule.connection.is_simulated,
    )
    return plain if reading is None else _measured(plain, schedule, reading)


def _measured(plain: PostFacts, schedule: PostingSchedule, reading: PostingMetrics) -> PostFacts:
    """The same with the figures of a reading; what is not reported is listed, not zero."""
    counted = {name: getattr(reading, name) for name in (*COUNTERS, "engagements")}
    figures = {**counted, **rates(counted)}
    detail = reading.score_detail
    return replace(
        plain,
        is_simulated=reading.is_simulated,
        checkpoint=reading.checkpoint,
        age_hours=round(reading.age_sec / 3600, 1),
        figures={name: round(n, 4) for name, n in figures.items() if n is not None},
        not_reported=tuple(name for name in COUNTERS if counted[name] is None),
        comparisons=tuple(ComparisonFact(**row) for row in detail.get("comparisons", ())),
        post_social_score=reading.post_social_score,
        sample_size=detail.get("sample_size", 0),
        score_sentence=detail.get("sentence", ""),
        difference_from_pre=detail.get("difference_from_pre_social_score"),
        views_by_age=_views_by_age(schedule, reading),
        planned_next_7_days=_planned_next(schedule, reading),
    )


def _views_by_age(schedule: PostingSchedule, reading: PostingMetrics) -> dict[str, int]:
    rows = PostingMetrics.objects.filter(schedule=schedule, age_sec__lte=reading.age_sec)
    known = rows.exclude(views=None).order_by("age_sec")
    return {row.checkpoint: row.views for row in known if row.views is not None}


def _planned_next(schedule: PostingSchedule, reading: PostingMetrics) -> int:
    """How many posts the account has in the seven days after the reading."""
    window = (reading.check_time, reading.check_time + timedelta(days=7))
    rows = PostingSchedule.objects.live().filter(connection=schedule.connection_id)
    return rows.filter(scheduled_at__range=window).count()


def comment_facts(schedule: PostingSchedule) -> CommentFacts:
    """Counts, themes, and the two comments worth quoting: a question and a complaint."""
    rows = list(
        Comment.objects.filter(schedule=schedule).order_by("-like_count", "pk")[:NEWEST_COMMENTS]
    )
    scores = [row.sentiment_score for row in rows if row.sentiment_score is not None]
    asked = next((row for row in rows if "?" in row.text and len(row.text) > 10), None)
    worst = min(
        (row for row in rows if row.sentiment_label in ("negative", "very_negative")),
        key=lambda row: (row.sentiment_score or 0.0, str(row.pk)),
        default=None,
    )
    return CommentFacts(
        count=len(rows),
        judged=len(scores),
        positive=sum(row.sentiment_label in ("positive", "very_positive") for row in rows),
        negative=sum(row.sentiment_label in ("negative", "very_negative") for row in rows),
        mean_sentiment=round(sum(scores) / len(scores), 2) if scores else None,
        themes=_themes(rows),
        question=_short(asked.text) if asked else "",
        question_by=asked.author_handle if asked else "",
        complaint=_short(worst.text) if worst else "",
    )


def _themes(comments: Sequence[Comment]) -> tuple[tuple[str, int], ...]:
    """Tags that at least two comments share, most frequent first."""
    counted = Counter(tag for comment in comments for tag in set(comment.topic_tags))
    shared = [(tag, n) for tag, n in counted.items() if n > 1 and tag not in CHATTER]
    return tuple(sorted(shared, key=lambda pair: (-pair[1], pair[0]))[:5])
