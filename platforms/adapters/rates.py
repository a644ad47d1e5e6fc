"""What is left of an account's allowance of calls, as platforms say it in headers. Pure.

One reader per family of headers; which platform sends which, and where that is documented, stands
at each reader. A header that cannot be read says nothing. Platforms that send none (LinkedIn,
TikTok, YouTube, Telegram, Mailchimp, Blotato) say only in a refusal that and how long to wait:
their adapters' errors read it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

from platforms.adapters.http import LONGEST_WAIT, Answer
from platforms.adapters.readings import moment

# Below this share, what can wait (figures, comments) leaves the rest to posts. Meta advises 80 %.
LOW = 0.2
META_WINDOW = timedelta(hours=1)  # a rolling hour (“Rate limiting”)

Headers = Mapping[str, str]
Clock = Callable[[str, datetime], datetime | None]


@dataclass(frozen=True)
class Left:
    """A share of an allowance (0 to 1) that is left until `resets_at` (UTC)."""

    share: float
    resets_at: datetime


Family = Callable[[Headers, datetime], Iterator[Left]]


def at_epoch(value: str, now: datetime) -> datetime | None:
    """Seconds since 1970, at most a day from now; None for anything else."""
    seconds = _number(value)
    if seconds is None or seconds >= 1e11:
        return None
    return min(datetime.fromtimestamp(seconds, UTC), now + LONGEST_WAIT)


def after_seconds(value: str, now: datetime) -> datetime | None:
    """Seconds from now, at most a day; None for anything else."""
    seconds = _number(value)
    return (
        None if seconds is None else now + min(timedelta(seconds=min(seconds, 1e6)), LONGEST_WAIT)
    )


def at_iso(value: str, now: datetime) -> datetime | None:
    """A time in ISO 8601, at most a day from now; None for anything else."""
    time = moment(value.strip())
    return min(time, now + LONGEST_WAIT) if time else None


def no_headers(headers: Headers, now: datetime) -> Iterator[Left]:
    """Nothing is said."""
    return iter(())


def x_windows(headers: Headers, now: datetime) -> Iterator[Left]:
    """X: `x-rate-limit-*`, of the endpoint and 15 minutes; `x-user-limit-24hour-*` and
    `x-app-limit-24hour-*`, of the day. Resets in seconds since 1970 (docs.x.com, “Rate limits”)."""
    for prefix in ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour"):
        yield from _window(headers, prefix, at_epoch, now)


def ietf_window(headers: Headers, now: datetime) -> Iterator[Left]:
    """Bluesky: `RateLimit-Limit`, `-Remaining`, `-Reset` (seconds since 1970, where the draft
    of the IETF has seconds from now; docs.bsky.app, “Rate limits”)."""
    yield from _window(headers, "RateLimit", at_epoch, now)


def mastodon_window(headers: Headers, now: datetime) -> Iterator[Left]:
    """Mastodon: `X-RateLimit-*` of the account and 5 minutes; the reset in ISO 8601."""
    yield from _window(headers, "X-RateLimit", at_iso, now)


def pinterest_window(headers: Headers, now: datetime) -> Iterator[Left]:
    """Pinterest: `x-ratelimit-*` of the category (org_read, org_write); the reset in seconds from
    now, and the limit with its policy behind it (`100, 100;w=1`)."""
    yield from _window(headers, "x-ratelimit", after_seconds, now)


def discord_bucket(headers: Headers, now: datetime) -> Iterator[Left]:
    """Discord: `X-RateLimit-*` of the webhook's bucket; `-Reset-After` in seconds."""
    yield from _window(headers, "X-RateLimit", after_seconds, now, reset="Reset-After")


def meta_usage(headers: Headers, now: datetime) -> Iterator[Left]:
    """Instagram, Facebook, Threads: `X-App-Usage`, `X-Page-Usage` and, by business,
    `X-Business-Use-Case-Usage`: percentages of a rolling hour, and minutes until calls are taken
    again (“Graph API: rate limiting”)."""
    for name in ("X-App-Usage", "X-Page-Usage"):
        if entry := _object(headers.get(name, "")):
            yield from _usage(entry, now)
    for entries in _object(headers.get("X-Business-Use-Case-Usage", "")).values():
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                yield from _usage(entry, now)


def _usage(entry: dict, now: datetime) -> Iterator[Left]:
    parts = [entry.get(name) for name in ("call_count", "total_cputime", "total_time")]
    used = [float(part) for part in parts if _is_number(part)]
    minutes = entry.get("estimated_time_to_regain_access")
    waits = timedelta(minutes=min(float(minutes), 1440)) if _is_number(minutes) else timedelta(0)
    if waits > timedelta(0):
        yield Left(0.0, now + waits)
    elif used:
        yield Left(max(0.0, 1 - max(used) / 100), now + META_WINDOW)


def _window(
    headers: Headers, prefix: str, clock: Clock, now: datetime, *, reset: str = "Reset"
) -> Iterator[Left]:
    remaining = _number(headers.get(f"{prefix}-Remaining", ""))
    limit = _number(headers.get(f"{prefix}-Limit", "").partition(",")[0])
    resets_at = clock(headers.get(f"{prefix}-{reset}", ""), now)
    if remaining is None or not limit or resets_at is None or resets_at <= now:
        return
    yield Left(min(1.0, remaining / limit), resets_at)


def _number(value: str) -> float | None:
    text = value.strip()
    plain = text.replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdigit() and len(text) < 20 else None


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _object(text: str) -> dict:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


class RateWatch:
    """What one adapter's answers say is left: for posts, and for calls that post nothing.

    `shared`: one allowance for both. Otherwise an answer speaks only of its own kind of call.
    """

    def __init__(self, family: Family, *, shared: bool = False):
        self._family, self._shared = family, shared
        self._last: dict[bool, list[Left]] = {}  # by “publishes”

    def __call__(self, answer: Answer, publishes: bool) -> None:
        """Note an answer's headers; the latest that says something counts."""
        if said := list(self._family(answer.headers, datetime.now(UTC))):
            kinds = (True, False) if self._shared else (publishes,)
            self._last.update(dict.fromkeys(kinds, said))

    def posts_wait_until(self, now: datetime) -> datetime | None:
        """When posts may go out again; None when there is something left for them."""
        return _latest(self._last.get(True, []), now, least=0.0)

    def reads_wait_until(self, now: datetime) -> datetime | None:
        """When reading may go on; None while there is enough."""
        return _latest(self._last.get(False, []), now, least=LOW)


def _latest(said: list[Left], now: datetime, *, least: float) -> datetime | None:
    ends = [left.resets_at for left in said if left.share <= least and left.resets_at > now]
    return max(ends, default=None)
