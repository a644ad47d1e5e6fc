"""Learning when an account's posts do best, and noting what each post says about it."""

from collections.abc import Iterator
from datetime import datetime

from metrics.models import PatternFeedback, PostingMetrics
from metrics.timing import TimedScore, weigh_hours
from platforms.models import Connection, PlatformPattern
from scheduling.models import PostingSchedule

LEARNED_AT = "24h"  # the age at which posts are compared
NEWEST = 300
OPTIMAL_TIMES = "optimal_posting_times"  # seed 001's name
GOOD = 0.5  # from this weight on a post is said to have followed the pattern


def learn_timing(reading: PostingMetrics) -> None:
    """After a reading at +24 h: note whether the post kept to the pattern, then learn anew.

    Runs in the reading's transaction. Simulated and real posts never teach the same pattern.
    """
    if reading.checkpoint != LEARNED_AT or reading.post_social_score is None:
        return
    connection, simulated = reading.schedule.connection, reading.is_simulated
    if pattern := _pattern_of(connection, simulated):
        _note(pattern, reading)
    posts = list(_timed_scores(connection, simulated))
    weights = weigh_hours(posts)
    if weights is None:
        return
    PlatformPattern.objects.update_or_create(
        team=connection.team,
        platform=connection.platform,
        connection=connection,
        pattern_type=PlatformPattern.PatternType.TIMING,
        pattern_name=OPTIMAL_TIMES,
        defaults={
            "pattern_template": {"weights": [[*hour, w] for hour, w in weights.items()]},
            "evidence_count": len(posts),
            "is_simulated": simulated,
        },
    )


def _pattern_of(connection: Connection, simulated: bool) -> PlatformPattern | None:
    return PlatformPattern.objects.filter(
        connection=connection,
        pattern_type=PlatformPattern.PatternType.TIMING,
        pattern_name=OPTIMAL_TIMES,
        is_simulated=simulated,
    ).first()


def _timed_scores(connection: Connection, simulated: bool) -> Iterator[TimedScore]:
    rows = PostingMetrics.objects.filter(
        schedule__connection=connection,
        checkpoint=LEARNED_AT,
        is_simulated=simulated,
        post_social_score__isnull=False,
        schedule__published_at__isnull=False,
    ).order_by("-schedule__published_at")
    zone = connection.team.zone
    for at, score in rows.values_list("schedule__published_at", "post_social_score")[:NEWEST]:
        if at is None or score is None:
            continue  # the query leaves them out; this tells the type checker
        local = at.astimezone(zone)
        yield TimedScore(local.weekday(), local.hour, score)


def _note(pattern: PlatformPattern, reading: PostingMetrics) -> None:
    """Seed 001 `feedPatternLearning`: what this post says about a pattern that stood before it."""
    schedule = reading.schedule
    if schedule.published_at is None:
        return
    local = schedule.published_at.astimezone(schedule.team.zone)
    PatternFeedback.objects.update_or_create(
        pattern=pattern,
        schedule=schedule,
        defaults={
            "team": schedule.team,
            "content": schedule.media,
            "pattern_applied": _was_applied(pattern, local),
            "impressions": reading.impressions,
            "engagements": reading.engagements,
            "clicks": reading.clicks,
            "shares": reading.shares,
            "engagement_rate": _rate(schedule),
            "posted_at": schedule.published_at,
            "day_of_week": local.weekday(),
            "hour_of_day": local.hour,
        },
    )


def _was_applied(pattern: PlatformPattern, local: datetime) -> bool:
    weights = {(day, hour): w for day, hour, w in pattern.pattern_template.get("weights", [])}
    return weights.get((local.weekday(), local.hour), 0.0) >= GOOD


def _rate(schedule: PostingSchedule) -> float | None:
    row = PostingSchedule.objects.filter(pk=schedule.pk).values_list("engagement_rate", flat=True)
    return row.first()
