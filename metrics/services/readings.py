"""One reading: asked of the platform, stored with its score, its comments and the summary."""

from dataclasses import dataclass
from datetime import datetime

from metrics.cadence import CADENCE, comes_after
from metrics.counters import Figures, counters_of, rates
from metrics.models import MetricsCheckpoint, PostingMetrics
from metrics.scoring import PostScore, score_post
from metrics.services.baselines import COLUMNS, peers_of, recompute_baseline
from metrics.services.comments import store_comments
from metrics.services.timing import learn_timing
from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.own_comments import may_be_ours, words_of
from platforms.adapters.types import CommentReading, MetricsReading
from platforms.exceptions import PlatformError, RateLimited
from platforms.models import Connection
from platforms.services.allowances import READS_WAIT, note_rates
from platforms.specs.types import COUNTERS
from publishing.models import FirstComment
from scheduling.models import PostingSchedule

FIRST_ONES = 5  # at one age; more than one only when they were read before any other
SUMMARY = (
    "impressions", "reach", "views", "engagements", "clicks", "shares", "comments_count",
    "likes", "saves",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """What the platform said. `note` says what it did not say."""

    metrics: MetricsReading
    comments: tuple[CommentReading, ...] = ()
    note: str = ""


def read_platform(schedule: PostingSchedule, now: datetime) -> Snapshot:
    """Ask for counters and comments; raises PlatformError when the counters cannot be had.

    RateLimited while little is left of the network's allowance: that is kept for posts. Comments
    that cannot be had are said so in the note: the next reading brings them.
    """
    connection = schedule.connection
    if connection.reads_wait_until is not None and connection.reads_wait_until > now:
        raise RateLimited(READS_WAIT, retry_at=connection.reads_wait_until)
    adapter = get_adapter(connection)
    try:
        return _read(adapter, schedule.external_post_id or "")
    finally:
        note_rates(connection, adapter.rates, now=now)


def _read(adapter: PlatformAdapter, post_id: str) -> Snapshot:
    metrics = adapter.fetch_metrics(post_id)
    if "comments" not in adapter.capabilities:
        return Snapshot(metrics, note="The platform reports no comments.")
    try:
        return Snapshot(metrics, tuple(adapter.fetch_comments(post_id)))
    except PlatformError as error:
        return Snapshot(metrics, note=f"Comments were not read: {error.user_sentence}")


def store_reading(
    checkpoint: MetricsCheckpoint, snapshot: Snapshot, now: datetime
) -> PostingMetrics:
    """Write the reading and all that follows from it, in the caller's transaction."""
    schedule, name = checkpoint.schedule, checkpoint.checkpoint
    published_at = checkpoint.planned_at - CADENCE[name]
    seconds = int((now - published_at).total_seconds())
    counted = counters_of(snapshot.metrics)
    score = _score(schedule, name, seconds, counted, snapshot.metrics.is_simulated)
    reading, _ = PostingMetrics.objects.update_or_create(
        schedule=schedule,
        checkpoint=name,
        defaults={
            "team": schedule.team,
            "check_time": now,
            "age_sec": seconds,
            "hours_since_publish": seconds // 3600,
            "is_simulated": snapshot.metrics.is_simulated,
            "ctr": rates(counted)["ctr"],
            "post_social_score": score.score,
            "score_detail": score.as_detail(),
            "raw_payload": snapshot.metrics.raw,
            "notes": snapshot.note,
            **counted,
        },
    )
    store_comments(
        schedule, of_others(schedule, snapshot.comments), simulated=snapshot.metrics.is_simulated
    )
    _summarise(schedule, reading)
    score_the_first(reading)
    recompute_baseline(schedule.connection, name, now=now, simulated=reading.is_simulated)
    learn_timing(reading)
    Connection.objects.filter(pk=schedule.connection_id).update(last_metrics_sync_at=now)
    return reading


def of_others(
    schedule: PostingSchedule, comments: tuple[CommentReading, ...]
) -> tuple[CommentReading, ...]:
    """The comments without our own first one: it says nothing about the audience."""
    sending = (
        FirstComment.objects.filter(schedule=schedule).first() if schedule.first_comment else None
    )
    if sending is None:
        return comments
    words = words_of(sending.text)
    return tuple(
        comment
        for comment in comments
        if comment.comment_id != sending.external_id
        and not (words_of(comment.text) == words and may_be_ours(comment, schedule.connection))
    )


def score_the_first(reading: PostingMetrics) -> None:
    """Score the readings that had nothing to compare with when they were taken.

    The first post of an account has no score until a second one reaches the same age.
    """
    unscored = PostingMetrics.objects.filter(
        schedule__connection=reading.schedule.connection_id,
        checkpoint=reading.checkpoint,
        is_simulated=reading.is_simulated,
        post_social_score=None,
        score_detail__sample_size=0,
    ).exclude(pk=reading.pk)
    for first in unscored.select_related("schedule__connection", "schedule__analysis")[:FIRST_ONES]:
        figures = {name: getattr(first, name) for name in COLUMNS}
        score = _score(first.schedule, first.checkpoint, first.age_sec, figures, first.is_simulated)
        first.post_social_score, first.score_detail = score.score, score.as_detail()
        first.save(update_fields=["post_social_score", "score_detail"])
        _summarise(first.schedule, first)


def _score(
    schedule: PostingSchedule, checkpoint: str, age_sec: int, figures: Figures, simulated: bool
) -> PostScore:
    peers = peers_of(schedule, checkpoint, age_sec=age_sec, simulated=simulated)
    pre = schedule.analysis.pre_social_score if schedule.analysis else None
    return score_post(figures, peers, pre_social_score=pre)


def _summarise(schedule: PostingSchedule, reading: PostingMetrics) -> None:
    """Put the latest reading on the post, for lists; an older one that came late does not."""
    others = PostingMetrics.objects.filter(schedule=schedule).exclude(pk=reading.pk)
    names = others.values_list("checkpoint", flat=True)
    if any(comes_after(name, reading.checkpoint) for name in names):
        return
    figures = {name: getattr(reading, name) for name in (*COUNTERS, "engagements")}
    made = rates(figures)
    PostingSchedule.objects.filter(pk=schedule.pk).update(
        **{name: figures[name] for name in SUMMARY},
        engagement_rate=made["engagement_rate"],
        click_through_rate=made["ctr"],
        post_social_score=reading.post_social_score,
    )
