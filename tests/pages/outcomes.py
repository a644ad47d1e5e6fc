"""What became of a post: readings, comments, medians, and what was learned from it."""

from datetime import datetime, timedelta

from briefs.models import CreativeBrief, DerivativeMediaPlan
from coaching.models import AICoachInsight
from metrics.models import AccountBaseline, CheckpointName, Comment, MetricsCheckpoint
from scheduling.models import PostingSchedule
from tests.factories import make_attempt, make_reading, make_schedule


def add_posted(account, asset, body: str, now: datetime) -> PostingSchedule:
    """A post three days ago with five readings, comments and the account's medians."""
    published = now - timedelta(days=3, hours=2)
    schedule = make_schedule(
        account,
        asset,
        body=body,
        status="posted",
        review_status="approved",
        scheduled_at=published,
        published_at=published,
        external_post_id="sandbox-77",
        external_post_url="http://127.0.0.1:8077/p/77",
        views=48_210,
        post_social_score=81,
    )
    make_attempt(schedule, outcome="accepted", external_id="sandbox-77")
    ages = (0.25, 1, 4, 24, 72, 168)
    views = (410, 1_900, 7_400, 31_800, 48_210)
    for (name, _), hours, median in zip(
        CheckpointName.choices, ages, (300, 1_500, 6_000, 22_000, 35_000, 40_000), strict=True
    ):
        at = published + timedelta(hours=hours)
        taken = at < now
        MetricsCheckpoint.objects.create(
            team=schedule.team,
            schedule=schedule,
            checkpoint=name,
            planned_at=at,
            due_at=at,
            status="taken" if taken else "pending",
        )
        AccountBaseline.objects.create(
            team=schedule.team,
            connection=account,
            checkpoint=name,
            sample_size=9,
            quantiles={"views": {"p25": median / 2, "p50": median, "p75": median * 2, "n": 9}},
            computed_at=now,
        )
        if taken:
            seen = views[list(ages).index(hours)]
            make_reading(
                schedule,
                name,
                views=seen,
                likes=seen // 12,
                check_time=at,
                age_sec=int(hours * 3600),
                post_social_score=81,
            )
    add_comments(schedule, published)
    return schedule


def add_comments(schedule: PostingSchedule, published: datetime) -> None:
    said = (
        ("ana.makes", "The second one hit home. Thank you!", "very_positive", 0.8),
        ("leo_v", "Could you show the setup?", "neutral", 0.0),
        ("grumpy.tom", "Too fast, I could not read it.", "negative", -0.5),
    )
    for number, (handle, text, label, score) in enumerate(said):
        Comment.objects.create(
            team=schedule.team,
            schedule=schedule,
            platform_comment_id=f"c{number}",
            author_handle=handle,
            text=text,
            sentiment_label=label,
            sentiment_score=score,
            topic_tags=["editing"] if number else ["mistakes"],
            is_simulated=True,
            posted_at=published + timedelta(hours=number + 1),
        )


def add_lessons(post: PostingSchedule) -> CreativeBrief:
    """An insight about the posted one, a brief from it, and a plan."""
    AICoachInsight.objects.create(
        team=post.team,
        media=post.media,
        schedule=post,
        checkpoint="24h",
        summary="45% above your median views at the same age.",
        what_worked="A face and moving words in the first second.\nA cut every two seconds.",
        what_to_change="The caption does not repeat the hook.",
        next_actions=[
            {
                "type": "format",
                "format": "broll_text",
                "description": "Film the second mistake as a clip of its own.",
                "reason": "45% above the median.",
            }
        ],
        input_snapshot={"views": 31_800, "median_views": 22_000, "posts_compared": 9},
        written_by="rules",
        is_simulated=True,
    )
    brief = CreativeBrief.objects.create(
        team=post.team,
        source_type="own_top_post",
        source_schedule=post,
        angle_name="The one mistake nobody talks about",
        target_audience="People who film with a phone",
        core_promise="Know in 20 seconds whether your clip has it too.",
        hook_ideas=["“You are doing this right now.”", "“I lost a year to this.”"],
        script_outline={"intro": ["Show the mistake."], "body": ["Say why."], "cta": ["Ask."]},
        visual_directions={"broll": ["Screen recording"], "face_cam": ["Close, by a window"]},
        posting_guidance={"platform_priority": ["tiktok", "instagram_reels"]},
        ready_for_use=True,
        written_by="rules",
        is_simulated=True,
    )
    DerivativeMediaPlan.objects.create(
        team=post.team,
        brief=brief,
        source_media=post.media,
        format_type="broll_text",
        instructions="Desk work, large words: “This is why it never compounds.”",
        target_platform="tiktok",
        estimated_length_sec=20,
        reason="45% above the median.",
    )
    return brief
