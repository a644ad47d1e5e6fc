"""Storing a plan: posts, groups, events and the assets' status, each in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from media_assets.transitions import ASSET_MOVES
from platforms.models import Connection
from scheduling.models import CrossPostGroup, PostingSchedule
from scheduling.nudges import nudge_file_check
from scheduling.rights import review_status_for
from scheduling.services.candidates import Choice, Skipped
from scheduling.wording import words_for
from teams.models import EventLog, Team
from teams.services.notify import notify

FileState = PostingSchedule.FileState
PLANNED = "post_planned"
SKIPPED = "plan_skipped"
BATCH = 500


@dataclass(frozen=True)
class Slot:
    """One new post: `rank` is its place by score among the `of` media that were waiting."""

    connection: Connection
    choice: Choice
    at: datetime
    rank: int
    of: int
    why: str = ""
    campaign: UUID | None = None

    @property
    def reason(self) -> str:
        """Why this time and why this asset, in at most 300 characters."""
        score = self.choice.score
        scored = "no score" if score is None else f"score {score:.0f}"
        place = f"{self.rank} of {self.of}" if self.of > 1 else "the only one waiting"
        again = " It goes out again as evergreen." if self.choice.repeat > 1 else ""
        return f"{self.why} By its {scored} it was {place}.{again}"[:300]


def store_posts(team: Team, slots: Sequence[Slot], *, now: datetime) -> list[PostingSchedule]:
    """Insert the posts with what belongs to them. Runs inside the planner's transaction."""
    if not slots:
        return []
    analyses = _analyses({slot.choice.asset.pk for slot in slots})
    groups = _groups(team, slots)
    posts = [_post(team, slot, analyses, groups) for slot in slots]
    PostingSchedule.objects.bulk_create(posts, batch_size=BATCH)
    events = EventLog.objects.bulk_create([_planned(post) for post in posts], batch_size=BATCH)
    notify(list(zip(events, posts, strict=True)))
    _mark_scheduled(team, {slot.choice.asset.pk for slot in slots})
    if not all(slot.choice.fits for slot in slots):
        nudge_file_check()
    return posts


def _analyses(media: Iterable[UUID]) -> dict[UUID, MediaAnalysis]:
    rows = MediaAnalysis.objects.current().filter(media__in=media)
    suggestions = ("ai_caption_suggestions", "ai_hashtag_suggestions", "ai_title_suggestions")
    fields = ("media", "best_frame_url", "virality_features", *suggestions)
    return {row.media_id: row for row in rows.only(*fields)}


def _post(team: Team, slot: Slot, analyses: dict, groups: dict) -> PostingSchedule:
    asset, platform = slot.choice.asset, slot.choice.platform
    analysis = analyses.get(asset.pk)
    return PostingSchedule(
        team=team,
        media=asset,
        analysis=analysis,
        connection=slot.connection,
        platform=platform,
        cross_post_group=groups.get(asset.pk),
        scheduled_at=slot.at,
        due_at=slot.at,
        timezone=team.timezone,
        slot_reason=slot.reason,
        campaign_id=slot.campaign,
        repeat=slot.choice.repeat,
        content_type=_content_type(slot.choice),
        status=PostingSchedule.Status.PENDING,
        review_status=review_status_for(team),
        file_state=FileState.AS_IS if slot.choice.fits else FileState.CHECKING,
        **vars(words_for(asset, analysis, platform)),
    )


def _content_type(choice: Choice) -> str:
    kinds = PostingSchedule.ContentType
    return kinds.REPURPOSED if choice.repeat > 1 else kinds.GENERATED


def _groups(team: Team, slots: Sequence[Slot]) -> dict[UUID, CrossPostGroup]:
    """A group for each asset that goes, or went, to more than one account."""
    accounts: dict[UUID, set] = defaultdict(set)
    assets = {slot.choice.asset.pk: slot.choice.asset for slot in slots}
    for slot in slots:
        accounts[slot.choice.asset.pk].add(slot.connection.pk)
    standing = PostingSchedule.objects.live().filter(media__in=assets)
    for media, connection in standing.values_list("media_id", "connection_id"):
        accounts[media].add(connection)
    shared = [pk for pk, where in accounts.items() if len(where) > 1]
    found = CrossPostGroup.objects.filter(source_content__in=shared).order_by("-created_at")
    groups = {group.source_content_id: group for group in found if group.source_content_id}
    missing = [_group(team, assets[pk]) for pk in shared if pk not in groups]
    CrossPostGroup.objects.bulk_create(missing, batch_size=BATCH)
    return groups | {pk: group for group in missing if (pk := group.source_content_id)}


def _group(team: Team, asset: MediaAsset) -> CrossPostGroup:
    strategy = CrossPostGroup.TimingStrategy.OPTIMIZED  # each account in its own rhythm
    return CrossPostGroup(
        team=team, name=asset.filename[:120], source_content=asset, timing_strategy=strategy
    )


def _planned(post: PostingSchedule) -> EventLog:
    return EventLog(
        team=post.team,
        event_type=PLANNED,
        subject_type=PostingSchedule._meta.db_table,
        subject_id=str(post.pk),
        message=post.slot_reason,
        meta_json={"scheduled_at": post.scheduled_at.isoformat()},
    )


def _mark_scheduled(team: Team, media: Iterable[UUID]) -> None:
    """`move_asset` for many at once: the same conditional update and the same events."""
    analyzed, scheduled = MediaAsset.Status.ANALYZED, MediaAsset.Status.SCHEDULED
    if scheduled not in ASSET_MOVES[analyzed]:
        raise AssertionError("the table of moves no longer allows analyzed → scheduled")
    rows = MediaAsset.objects.select_for_update().filter(pk__in=media, status=analyzed)
    moving = list(rows.order_by("pk").values_list("pk", flat=True))
    MediaAsset.objects.filter(pk__in=moving, status=analyzed).update(status=scheduled)
    EventLog.objects.bulk_create(
        (
            EventLog(
                team=team,
                event_type=f"asset_{scheduled}",
                subject_type=MediaAsset._meta.db_table,
                subject_id=str(pk),
                message="The planner found it a slot.",
                meta_json={"origin": analyzed, "to": scheduled},
            )
            for pk in moving
        ),
        batch_size=BATCH,
    )


def record_skipped(team: Team, skipped: Sequence[Skipped]) -> None:
    """One event for each asset that an account cannot take, and only one, however often asked."""
    if not skipped:
        return
    known = set(
        EventLog.objects.in_team(team)
        .filter(event_type=SKIPPED)
        .values_list("subject_id", "meta_json__connection")
    )
    fresh = [s for s in skipped if (str(s.asset.pk), str(s.connection.pk)) not in known]
    EventLog.objects.bulk_create((_skipped(team, skip) for skip in fresh), batch_size=BATCH)


def _skipped(team: Team, skip: Skipped) -> EventLog:
    return EventLog(
        team=team,
        event_type=SKIPPED,
        subject_type=MediaAsset._meta.db_table,
        subject_id=str(skip.asset.pk),
        message=f"Not planned for {skip.connection}: {skip.reason}",
        meta_json={"connection": str(skip.connection.pk), "reason": skip.reason},
    )
