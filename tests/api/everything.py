"""One row of every table of a team, with a word in all its text that nobody else may read."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from ai.models import AIAnswer, AIUsage
from analysis.models import (
    ExemplarPattern,
    FrameSample,
    ScoringModel,
    TranscriptVersion,
    TrendSignal,
    TrendSource,
)
from briefs.models import CreativeBrief, DerivativeMediaPlan
from coaching.models import AICoachInsight
from media_assets.models import MediaAsset, MediaFolder, MediaVariant
from metrics.models import AccountBaseline, Comment, MetricsCheckpoint, PatternFeedback
from platforms.models import PlatformPattern, SignIn
from platforms.services.notes import write_note
from platforms.vault import seal
from publishing.models import PresenceCheck, RemoteAudit
from scheduling.models import (
    BlackoutDates,
    CalendarFeed,
    CalendarItem,
    CalendarSlot,
    Campaign,
    ContentCalendar,
    CrossPostGroup,
    Experiment,
    ExperimentArm,
    ExperimentPost,
    PlanningRules,
    PostComment,
    PostingSchedule,
    Project,
    ReviewLink,
)
from scheduling.services.feeds import hash_of
from teams.models import (
    BrandGuide,
    DataRequest,
    Feedback,
    IdempotentRequest,
    Notification,
    NotificationPreferences,
    Team,
    TeamMember,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from teams.services.events import record_event
from teams.services.feedback import give_feedback
from teams.services.tokens import create_token
from tests.factories import (
    make_analysis,
    make_approval,
    make_asset,
    make_attempt,
    make_connection,
    make_first_comment,
    make_job,
    make_reading,
    make_schedule,
)

CANARY = "canary7f3a"
SECRET = "sealed-secret-9b1c"


@dataclass
class Everything:
    """The rows of one team by model, and the key of its API token."""

    team: Team
    rows: dict[type[Model], Model] = field(default_factory=dict)
    key: str = ""

    def add(self, row: Model) -> Model:
        self.rows[type(row)] = row
        return row

    def __getitem__(self, model: type[Model]) -> Model:
        return self.rows[model]


def make_everything(team: Team, by: User, word: str = CANARY) -> Everything:
    """A whole team's worth of rows. Times hang on the post's own."""
    all_rows = Everything(team)
    _make_media(all_rows, word)
    _make_transcript(all_rows, word)
    _make_post(all_rows, word)
    _make_learning(all_rows, word)
    _make_campaign(all_rows, word)
    _make_experiment(all_rows, word)
    _make_trends(all_rows, word)
    token, all_rows.key = create_token(team, user=by, name=f"token {word}")
    all_rows.add(token)
    all_rows.add(TeamMember.objects.get(team=team, user=by))
    all_rows.add(record_event(team, "note", team, f"event {word}", by=by))
    all_rows.add(give_feedback(team, Feedback.Subject.ANALYSIS, team, by=by, comment=word))
    now = token.created
    request = {"user": by, "caller": "session", "key": f"key-{word}", "fingerprint": "f"}
    all_rows.add(
        IdempotentRequest.objects.create(
            team=team, claimed_at=now, status_code=201, answer={"text": word}, **request
        )
    )
    all_rows.add(_make_sign_in(team, by, word))
    _make_webhooks(all_rows, word)
    _make_notices(all_rows, by, word)
    all_rows.add(
        DataRequest.objects.create(
            kind="export_team",
            status="failed",
            team=team,
            subject_id=team.pk,
            requested_by=by,
            error=f"error {word}",
            receipt={"tables": {}},
        )
    )
    _make_ai(all_rows, word)
    return all_rows


def _make_sign_in(team: Team, user: User, word: str) -> SignIn:
    ends = timezone.now() + timedelta(minutes=10)
    sign_in = SignIn(team=team, user=user, provider="x", server=word, expires_at=ends)
    sign_in.verifier = seal(SECRET, bound_to=sign_in.pk)
    sign_in.save()
    return sign_in


def _make_webhooks(rows: Everything, word: str) -> None:
    team = rows.team
    endpoint = WebhookEndpoint(team=team, url=f"https://example.org/{word}", description=word)
    endpoint.secret = seal(SECRET, bound_to=endpoint.pk)
    endpoint.save()
    rows.add(endpoint)
    event = record_event(team, "insight_written", team, f"event {word}")
    delivery = WebhookDelivery.objects.get(event=event)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(status="failed", due_at=None, error=word)
    rows.add(WebhookDelivery.objects.get(pk=delivery.pk))


def _make_notices(rows: Everything, user: User, word: str) -> None:
    told = {"team": rows.team, "user": user}
    rows.add(
        Notification.objects.create(
            type="publish_failed", key=word, title=f"notice {word}", text=word, **told
        )
    )
    rows.add(NotificationPreferences.objects.create(channels={"publish_failed": "app"}, **told))


def _make_ai(rows: Everything, word: str) -> None:
    team, named = rows.team, {"kind": "text", "model": word}
    call = {"purpose": word, "provider": word, "error": word, "asset": rows[MediaAsset]}
    rows.add(AIUsage.objects.create(team=team, outcome="failed", **call, **named))
    rows.add(AIAnswer.objects.create(team=team, key=word, value={"text": word}, **named))
    rows.add(BrandGuide.objects.create(team=team, tone=word, banned_words=[word]))


def _make_media(rows: Everything, word: str) -> None:
    team = rows.team
    folder = rows.add(MediaFolder.objects.create(team=team, name=f"folder {word}"))
    path = f"teams/{team.pk}/{word}.webp"
    asset = rows.add(
        make_asset(
            team,
            filename=f"{word}.mp4",
            folder=folder,
            thumbnail_url=path,
            metadata={"note": word},
            status="posted",
        )
    )
    job = rows.add(make_job(asset, error=f"job {word}", status="failed"))
    rows.add(
        MediaVariant.objects.create(
            team=team,
            media_asset=asset,
            recipe={"media_type": "video"},
            recipe_hash=word,
            description=f"variant {word}",
            status="failed",
            job=job,
            error=f"variant {word}",
        )
    )
    analysis = rows.add(
        make_analysis(asset, transcript=f"said {word}", topics=[word], best_frame_url=path)
    )
    rows.add(
        FrameSample.objects.create(
            analysis=analysis,
            index=0,
            time_sec=1.0,
            score=0.5,
            image_path=path,
            features={"text": word},
        )
    )


def _make_transcript(rows: Everything, word: str) -> None:
    asset = rows[MediaAsset]
    cues = [{"start": 0.0, "end": 1.0, "text": f"said {word}"}]
    rows.add(
        TranscriptVersion.objects.create(
            team=rows.team,
            media=asset,
            language="en",
            is_original=True,
            version=1,
            origin="heard",
            cues=cues,
            made_by=f"model {word}",
        )
    )


def _make_post(rows: Everything, word: str) -> None:
    team, asset = rows.team, rows[MediaAsset]
    connection = make_connection(team, platform_username=f"me {word}", account_name=word)
    connection.access_token = seal(SECRET, bound_to=connection.pk)
    connection.refresh_token = seal(SECRET, bound_to=connection.pk)
    connection.save()
    rows.add(connection)
    rows.add(write_note(connection, "episode_published", word, f"note {word}", {"url": word}))
    group = rows.add(CrossPostGroup.objects.create(team=team, name=f"group {word}"))
    post = rows.add(
        make_schedule(
            connection,
            asset,
            body=f"body {word}",
            title=f"title {word}",
            cross_post_group=group,
            status="posted",
            external_post_id=f"id-{word}",
            hashtags=[f"#{word}"],
            external_post_url=f"https://example.com/{word}",
        )
    )
    post.published_at = post.scheduled_at
    post.save()
    rows.add(make_approval(post, note=f"note {word}"))
    remark = {"user": team.owner, "text": f"remark {word}", "said_at": post.scheduled_at}
    rows.add(PostComment.objects.create(team=team, schedule=post, **remark))
    ends = timezone.now() + timedelta(days=7)
    link = ReviewLink.objects.create(team=team, name=f"client {word}", expires_at=ends)
    link.posts.add(post)
    rows.add(link)
    rows.add(make_attempt(post, outcome="accepted", external_id=f"id-{word}"))
    said = {"external_id": f"said-{word}", "due_at": None, "text": f"first {word}"}
    rows.add(make_first_comment(post, status="posted", **said))
    rows.add(PresenceCheck.objects.create(team=team, schedule=post, state="there"))
    due = {"due_at": post.scheduled_at, "detail": f"compared {word}"}
    rows.add(RemoteAudit.objects.create(team=team, connection=connection, **due))
    rows.add(
        MetricsCheckpoint.objects.create(
            team=team,
            schedule=post,
            checkpoint="7d",
            planned_at=post.scheduled_at,
            due_at=post.scheduled_at + timedelta(days=7),
            error_message=f"late {word}",
            status="taken",
        )
    )
    rows.add(make_reading(post, notes=word, raw_payload={"text": word}, post_social_score=82.0))
    rows.add(
        Comment.objects.create(
            team=team,
            schedule=post,
            platform_comment_id=word,
            author_handle=word,
            text=f"comment {word}",
            sentiment_label="positive",
        )
    )
    rows.add(
        AccountBaseline.objects.create(
            team=team, connection=connection, checkpoint="24h", computed_at=post.scheduled_at
        )
    )


def _make_learning(rows: Everything, word: str) -> None:
    team, asset, post = rows.team, rows[MediaAsset], rows[PostingSchedule]
    rows.add(
        AICoachInsight.objects.create(
            team=team,
            media=asset,
            schedule=post,
            checkpoint="24h",
            summary=f"summary {word}",
            what_worked=f"worked {word}",
            what_to_change=f"change {word}",
        )
    )
    rows.add(
        ScoringModel.objects.create(
            team=team,
            media_type="video",
            version=1,
            kind="prior",
            status="active",
            checkpoint="24h",
            posts=3,
            parameters={"weights": {"hook": 1.0}},
            reason=f"reason {word}",
            fitted_at=post.scheduled_at,
        )
    )
    brief = rows.add(
        CreativeBrief.objects.create(
            team=team,
            source_type="own_top_post",
            angle_name=f"angle {word}",
            source_schedule=post,
            source_reference={"schedule_id": str(post.pk)},
            hook_ideas=[word],
            script_outline={"intro": [word], "body": [], "cta": []},
        )
    )
    rows.add(
        DerivativeMediaPlan.objects.create(
            team=team,
            brief=brief,
            source_media=asset,
            format_type="face_cam",
            instructions=f"film {word}",
        )
    )


def _make_trends(rows: Everything, word: str) -> None:
    team, now = rows.team, timezone.now()
    rows.add(
        TrendSource.objects.create(
            team=team, kind="news", name=f"feed {word}", url=f"https://x.test/{word}", due_at=now
        )
    )
    rows.add(
        TrendSignal.objects.create(
            team=team, source="manual", topic=word, topic_key=word, score=0.5, collected_at=now
        )
    )
    rows.add(ExemplarPattern.objects.create(team=team, key=word, hook=word, imported_at=now))


def _make_experiment(rows: Everything, word: str) -> None:
    team = rows.team
    experiment = rows.add(
        Experiment.objects.create(
            team=team,
            name=f"experiment {word}",
            media=rows[MediaAsset],
            kind="caption",
            variant_group=word,
            rounds=1,
            gap_days=7,
        )
    )
    arm = rows.add(
        ExperimentArm.objects.create(
            team=team,
            experiment=experiment,
            position=0,
            name=f"A {word}",
            is_control=True,
            values={"body": word},
        )
    )
    rows.add(
        ExperimentPost.objects.create(
            team=team,
            experiment=experiment,
            arm=arm,
            schedule=rows[PostingSchedule],
            block=0,
            position=0,
        )
    )


def _make_campaign(rows: Everything, word: str) -> None:
    team, post = rows.team, rows[PostingSchedule]
    day = post.scheduled_at.date()
    project = rows.add(Project.objects.create(team=team, name=f"project {word}", start_date=day))
    campaign = rows.add(
        Campaign.objects.create(
            team=team, project=project, name=f"campaign {word}", start_date=day, end_date=day
        )
    )
    calendar = rows.add(
        ContentCalendar.objects.create(
            team=team,
            name=f"calendar {word}",
            project=project,
            period_start=day,
            period_end=day,
            strategy_summary=f"strategy {word}",
        )
    )
    rows.add(
        CalendarItem.objects.create(
            team=team,
            calendar=calendar,
            campaign=campaign,
            title=f"item {word}",
            planned_date=day,
            content_pillar="education",
        )
    )
    rows.add(
        CalendarSlot.objects.create(
            team=team,
            connection=post.connection,
            date=day,
            time_slot=post.scheduled_at.time(),
            schedule=post,
        )
    )
    rows.add(
        CalendarFeed.objects.create(
            team=team, name=f"feed {word}", token_hash=hash_of(SECRET + word)
        )
    )
    rows.add(PlanningRules.objects.create(team=team))
    rows.add(
        BlackoutDates.objects.create(team=team, first_day=day, last_day=day, reason=f"off {word}")
    )
    pattern = rows.add(
        PlatformPattern.objects.create(
            team=team,
            platform=post.connection.platform,
            connection=post.connection,
            pattern_type="timing",
            pattern_name=f"pattern {word}",
            pattern_template={"weights": []},
        )
    )
    rows.add(
        PatternFeedback.objects.create(
            team=team,
            pattern=pattern,
            content=post.media,
            schedule=post,
            pattern_applied=True,
            posted_at=post.scheduled_at,
            day_of_week=0,
            hour_of_day=9,
        )
    )
