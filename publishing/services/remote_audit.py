"""Each night every account that can be listed is compared with what we think is on it.

A double is an alarm at once: the pair stands in the listing. What the listing lacks is looked up by
the presence check, which tells people only after two complete readings a settle time apart.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import RemotePost
from platforms.exceptions import PlatformError
from platforms.models import Connection
from publishing.models import PresenceCheck, RemoteAudit
from publishing.remote_audit import Comparison, Double, OurPost, compare
from publishing.services.presence import FIRST_LOOK
from scheduling.models import PostingSchedule
from teams.models import EventLog
from teams.services.events import record_event

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=24)
AGAIN_AFTER_FAILURE = timedelta(hours=2)
LEASE = timedelta(minutes=10)
LONGEST = timedelta(days=14)  # no listing is read further back than this
DOUBLED = (
    "It stands twice on the account: {first} and {second}. Look at both, and take one down there "
    "if it is not meant to be. Reelay takes nothing down by itself."
)
State = RemoteAudit.State


def audit_due(now: datetime, *, limit: int = 5) -> int:
    """Compare up to `limit` accounts whose night it is; returns how many were looked at."""
    _plan_missing_rows(now)
    due = RemoteAudit.objects.filter(
        due_at__lte=now, connection__is_active=True, connection__status="connected"
    )
    rows = due.select_related("connection__team").order_by("due_at", "pk")[:limit]
    return sum(_audit(row, now) for row in rows)


def _plan_missing_rows(now: datetime) -> None:
    """A row for each account; the first comparison comes within the day, not all at once."""
    new = Connection.objects.filter(remote_audit=None, is_active=True).order_by("pk")[:500]
    rows = [
        RemoteAudit(team_id=c.team_id, connection=c, due_at=first_comparison(c.pk, now))
        for c in new
    ]
    RemoteAudit.objects.bulk_create(rows, ignore_conflicts=True)


def first_comparison(pk: UUID, now: datetime) -> datetime:
    """When a new account is first compared: after 1 to 23 whole hours, by its key."""
    return now + timedelta(hours=1 + pk.int % 23)


def _audit(row: RemoteAudit, now: datetime) -> bool:
    """Claim one account, read its listing, write what it says; False when another worker has it."""
    mine = RemoteAudit.objects.filter(pk=row.pk, due_at=row.due_at)
    if not mine.update(due_at=now + LEASE):
        return False
    row.due_at = now + LEASE
    try:
        adapter = get_adapter(row.connection)
        if "listing" not in adapter.capabilities:
            return _finish(row, State.CANNOT_SAY, now, detail="This network lists nothing to us.")
        since = now - min(adapter.lookback, LONGEST)
        listed = adapter.list_posts(since=since)
    except PlatformError as error:
        sentence = error.user_sentence
        return _finish(row, State.CANNOT_SAY, now, detail=sentence, again=AGAIN_AFTER_FAILURE)
    return _judge(row, adapter, listed, since=since, now=now)


def _judge(
    row: RemoteAudit,
    adapter: PlatformAdapter,
    listed: list[RemotePost],
    *,
    since: datetime,
    now: datetime,
) -> bool:
    posts = _ours(row.connection, since)
    ours = [
        OurPost(post.pk.hex, post.external_post_id or "", post.published_at or since)
        for post in posts.values()
    ]
    found = compare(listed, ours, settled_before=now - max(FIRST_LOOK, adapter.settle))
    with transaction.atomic():
        for double in found.doubles:
            _tell_double(posts[UUID(hex=double.key)], double)
        _look_again(row.connection, found, now)
        state = State.ALARM if found.doubles or found.missing else State.WELL
        return _finish(
            row,
            state,
            now,
            listed=len(listed),
            ours=len(ours),
            doubles=len(found.doubles),
            missing=len(found.missing),
        )


def _ours(connection: Connection, since: datetime) -> dict[UUID, PostingSchedule]:
    """What we think went out on the account since then, and was not seen to be gone."""
    rows = PostingSchedule.objects.filter(
        connection=connection, status="posted", published_at__gte=since
    ).exclude(external_post_id=None)
    rows = rows.exclude(presence__state=PresenceCheck.State.VANISHED)
    return {post.pk: post for post in rows.select_related("team", "connection")}


def _tell_double(post: PostingSchedule, double: Double) -> None:
    """One event for each pair, however many nights it stands there."""
    told = EventLog.objects.filter(
        team=post.team,
        event_type="post_doubled",
        subject_id=str(post.pk),
        meta_json__remote_id=double.second.post_id,
    )
    if not told.exists():
        first = double.first.url or double.first.post_id
        second = double.second.url or double.second.post_id
        sentence = DOUBLED.format(first=first, second=second)
        record_event(post.team, "post_doubled", post, sentence, remote_id=double.second.post_id)
        log.error("post stands twice", schedule=str(post.pk), second=double.second.post_id)


def _look_again(connection: Connection, found: Comparison, now: datetime) -> None:
    """Have what is missing looked up; a check that runs already goes on as it is."""
    checks = PresenceCheck.objects.filter(
        schedule__in=[UUID(hex=key) for key in found.missing],
        schedule__connection=connection,
        due_at=None,
        state=PresenceCheck.State.THERE,
    )
    checks.update(due_at=now, looks=F("looks") + 1, first_absent_at=None)


def _finish(
    row: RemoteAudit,
    state: str,
    now: datetime,
    *,
    detail: str = "",
    again: timedelta = EVERY,
    **figures: int,
) -> bool:
    """Write the outcome, unless another worker took the row over meanwhile."""
    mine = RemoteAudit.objects.filter(pk=row.pk, due_at=row.due_at)
    changes = {"state": state, "detail": detail, "due_at": now + again, **figures}
    if state != State.CANNOT_SAY:
        changes["compared_at"] = now
    return bool(mine.update(**changes))
