"""A coffee clip, measured and commented on, for the tests of briefs and coaching."""

from datetime import timedelta

from metrics.models import Comment, PostingMetrics
from metrics.scoring import score_post
from scheduling.models import PostingSchedule
from tests.factories import make_analysis, make_asset, make_connection, make_reading, make_schedule

DAY = timedelta(days=1)
COMPONENTS = [
    {
        "name": "hook", "label": "Hook", "weight": 0.3, "value": 0.72, "points": 21.6,
        "evidence": [{"name": "face", "text": "a face is in 80 % of the opening", "value": 1}],
        "sentence": "Hook: a face is in 80 % of the opening, but there is no text on screen.",
        "advice": "put the promise in a short line on screen in the first second", "gain": 6.0,
    },
    {
        "name": "pacing", "label": "Pacing", "weight": 0.1, "value": 0.3, "points": 3.0,
        "evidence": [{"name": "shots", "text": "one picture stays for 14 s", "value": 0.2}],
        "sentence": "Pacing: one picture stays for 14 s.",
        "advice": "cut to another view every 3 to 5 s", "gain": 5.1,
    },
]  # fmt: skip
TRANSCRIPT = (
    "Your espresso is sour because you grind too coarse. Most people blame the beans. "
    "Turn the dial two clicks finer. Time the shot. Twenty five seconds is the target."
)
FEATURES = {
    "best_frame_time_sec": 3.2,
    "faces": {"share": 0.62, "most_at_once": 1, "first_seen_sec": 0.0},
    "sound": {"speech_share": 0.8, "speech_onset_sec": 0.3, "silent_share": 0.05},
    "pacing": {"cuts": 1, "mean_shot_sec": 10.2},
}


def make_clip(team, **fields):
    """An analysed clip about espresso: a face, speech from 0.3 s, no text on screen."""
    asset = make_asset(team, filename="espresso_morning.mp4", duration_sec=20.4)
    values = {
        "pre_social_score": 72.0,
        "topics": ["espresso grind", "morning coffee"],
        "transcript": TRANSCRIPT,
        "transcript_language": "en",
        "virality_features": FEATURES,
        "score_components": COMPONENTS,
    }
    make_analysis(asset, **{**values, **fields})
    return asset


def make_post(team, now, *, views=1450, peers=(800, 900, 1000, 1100, 1200), **fields):
    """A post of the clip, two days old, beside `peers` on the same account."""
    connection = fields.pop("connection", None) or make_connection(team)
    published = now - 2 * DAY
    asset = fields.pop("asset", None) or make_clip(team)
    post = make_schedule(
        connection,
        asset,
        scheduled_at=published,
        published_at=published,
        status=PostingSchedule.Status.POSTED,
        external_post_id=f"post-{asset.pk}",
        body="New machine day! Happy Monday everyone",
        analysis=asset.analyses.get(),
        **fields,
    )
    measure(post, "24h", views=views, peers=peers)
    return post


def measure(post, checkpoint, *, views, peers=()):
    """A reading of the post with its score against `peers` (their views)."""
    counted = {"views": views, "likes": views // 10, "engagements": views // 10}
    rows = [{"views": v, "likes": v // 10, "engagements": v // 10} for v in peers]
    score = score_post(counted, rows, pre_social_score=72.0)
    age = {"1h": 1, "24h": 24, "7d": 168}[checkpoint]
    return make_reading(
        post,
        checkpoint,
        check_time=post.scheduled_at + timedelta(hours=age),
        age_sec=age * 3600,
        hours_since_publish=age,
        comments_count=None,
        shares=None,
        score_detail=score.as_detail(),
        post_social_score=score.score,
        **counted,
    )


def comment(post, text, *, label="positive", score=0.5, tags=(), likes=0):
    """A comment that was read."""
    return Comment.objects.create(
        team=post.team,
        schedule=post,
        platform_comment_id=str(Comment.objects.count()),
        author_handle="ann",
        text=text,
        like_count=likes,
        sentiment_label=label,
        sentiment_score=score,
        topic_tags=list(tags),
    )


def reading_of(post, checkpoint="24h") -> PostingMetrics:
    """The stored reading."""
    return PostingMetrics.objects.get(schedule=post, checkpoint=checkpoint)
