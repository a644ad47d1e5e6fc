"""The breakers' rows: what calls and readings change, and what keeps a post waiting."""

from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from platforms.adapters import get_adapter
from platforms.adapters.types import PublishResult
from platforms.exceptions import PlatformError, RateLimited, Unsupported
from platforms.models import Connection
from platforms.services.allowances import POSTS_WAIT, ask_to_wait
from publishing.breaker import Health, Sign, State, after_call, after_probe, sign_of
from publishing.budgets import Wait
from publishing.lease import lease
from publishing.models import Breaker
from publishing.outcomes import sentence_of
from teams.services.events import record_event

log = structlog.get_logger(__name__)

RESTS = "{who} does not answer properly; it is asked again before anything is sent. {reason}"
# Posts come a little after the reading that lets them through.
AFTER_PROBE = timedelta(seconds=5)
FIELDS = ("state", "failures", "failing_since", "probes", "rest_until", "reason")


def account_key(connection: Connection) -> str:
    """The breaker of one account."""
    return f"account:{connection.pk}"


def platform_key(connection: Connection) -> str:
    """The breaker of a platform, by the account's route."""
    return f"platform:{connection.route}/{connection.platform}"


def rest_of(connection: Connection, now: datetime) -> Wait | None:
    """Why this account waits, and until when; None when it may send."""
    if connection.posts_wait_until is not None and connection.posts_wait_until > now:
        return Wait(connection.posts_wait_until, POSTS_WAIT.format(who=connection))
    keys = [account_key(connection), platform_key(connection)]
    rows = Breaker.objects.filter(pk__in=keys)
    waits = [_wait_of(breaker, now) for breaker in rows.select_related("connection")]
    return max((wait for wait in waits if wait), key=lambda wait: wait.until, default=None)


def _wait_of(breaker: Breaker, now: datetime) -> Wait | None:
    if breaker.state != State.CLOSED:
        until = max(breaker.rest_until or now, now) + AFTER_PROBE
        return Wait(until, RESTS.format(who=breaker, reason=breaker.reason).strip())
    return None


def note_call(connection: Connection, answer: PublishResult | Exception, *, now: datetime) -> None:
    """Remember what a call said about the health of its account and its platform.

    Beside the post's own transaction: to lose a count is nothing, to lose a result would be.
    """
    sign = sign_of(answer)
    reason = sentence_of(answer) if isinstance(answer, Exception) else ""
    for key in (account_key(connection), platform_key(connection)):
        _note(key, connection, sign, now, reason)
    if isinstance(answer, RateLimited) and answer.retry_at is not None:
        ask_to_wait(connection, "posts_wait_until", answer.retry_at)


def _note(key: str, connection: Connection, sign: Sign, now: datetime, reason: str) -> None:
    breaker = Breaker.objects.filter(pk=key).first()
    before = _health_of(breaker) if breaker else Health()
    after = after_call(before, sign, now, reason=reason)
    if after == before:
        return
    _ensure(key, connection)
    _change(key, before, after)


def _ensure(key: str, connection: Connection) -> None:
    own = connection if key == account_key(connection) else None
    values = {"connection": own, "route": connection.route, "platform": connection.platform}
    Breaker.objects.get_or_create(pk=key, defaults=values)


def _health_of(breaker: Breaker) -> Health:
    return Health(**{name: getattr(breaker, name) for name in FIELDS})


def _change(key: str, before: Health, after: Health) -> bool:
    """Write a breaker, unless another worker wrote it first; opening and closing are events."""
    same = Breaker.objects.filter(
        pk=key, state=before.state, failures=before.failures, probes=before.probes
    )
    with transaction.atomic():
        if not same.update(**asdict(after)):
            return False
        if before.state != after.state and after.state != State.HALF_OPEN:
            _tell(Breaker.objects.select_related("connection__team").get(pk=key))
    return True


def _tell(breaker: Breaker) -> None:
    team = breaker.connection.team if breaker.connection else None
    record_event(team, f"breaker_{breaker.state}", breaker, breaker.reason)
    log.warning("breaker", who=str(breaker), state=breaker.state, reason=breaker.reason)


def probe_due(now: datetime, *, limit: int = 20) -> int:
    """Ask those whose rest is over, by a reading and never by a post; returns how many."""
    due = Breaker.objects.exclude(state=State.CLOSED).filter(rest_until__lte=now)
    rows = list(due.select_related("connection").order_by("rest_until", "pk")[:limit])
    return sum(_probe(breaker, now) for breaker in rows)


def _probe(breaker: Breaker, now: datetime) -> bool:
    mine = Breaker.objects.filter(
        pk=breaker.pk, state=breaker.state, rest_until=breaker.rest_until, probes=breaker.probes
    )
    if not mine.update(state=State.HALF_OPEN, rest_until=now + lease()):
        return False  # another worker asks
    breaker.refresh_from_db()
    reason = _ask(breaker)
    before = _health_of(breaker)
    _change(breaker.pk, before, after_probe(before, works=not reason, now=now, reason=reason))
    return True


def _ask(breaker: Breaker) -> str:
    """Why the reading did not work; empty when it did, or when there is nothing to ask."""
    connection = breaker.connection or _any_account(breaker)
    if connection is None:
        return ""
    try:
        get_adapter(connection).fetch_account()
    except Unsupported:  # it cannot be asked: the rest alone must do
        return ""
    except PlatformError as error:
        return error.user_sentence if sign_of(error) == Sign.ILL else ""
    except Exception as error:  # noqa: BLE001 - an answer that cannot be understood is none
        return type(error).__name__
    return ""


def _any_account(breaker: Breaker) -> Connection | None:
    rows = Connection.objects.filter(
        route=breaker.route, platform=breaker.platform, is_active=True, status="connected"
    )
    return rows.order_by("pk").first()
