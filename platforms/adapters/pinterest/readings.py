"""What Pinterest reports: lifetime counters of a pin, analytics of its first 90 days, the account.

Analytics lag behind by a day or two. A counter that Pinterest does not give stays None. Comments
are counted, but there is no way to read them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from platforms.adapters.http import PlatformClient
from platforms.adapters.pinterest.listing import created_at
from platforms.adapters.types import AccountReading, MetricsReading
from platforms.exceptions import Rejected, StepFailed

READ_SECONDS = 20.0
WINDOW = timedelta(days=89)  # analytics reach back 90 days
MAX_PAGES = 20
LIFETIME = {
    "impressions": "impression",
    "likes": "reaction",
    "comments_count": "comment",
    "saves": "save",
    "clicks": "clickthrough",
}
ANALYTICS = {
    "impressions": "IMPRESSION",
    "likes": "TOTAL_REACTIONS",
    "comments_count": "TOTAL_COMMENTS",
    "saves": "SAVE",
    "clicks": "OUTBOUND_CLICK",
    "views": "VIDEO_MRC_VIEW",
    "watch_time_sec": "VIDEO_V50_WATCH_TIME",  # milliseconds on the wire
    "profile_visits": "PROFILE_VISIT",
    "followers_gained": "USER_FOLLOW",
}


@dataclass(frozen=True)
class Board:
    """A board that pins can go to. `privacy`: PUBLIC, PROTECTED or SECRET."""

    board_id: str
    name: str
    privacy: str


@dataclass(frozen=True)
class Readings:
    """Reads for one account."""

    client: PlatformClient

    def metrics(self, pin_id: str, *, now: datetime) -> MetricsReading:
        """A pin's counters over its life; those of analytics only while it is within the window,
        since their sums would shrink later."""
        pin = self._get(f"/v5/pins/{pin_id}", {"pin_metrics": "true"})
        counters: dict[str, Any] = dict.fromkeys(ANALYTICS)
        try:
            if now - created_at(pin) <= WINDOW:
                counters.update(self._analytics(pin_id, now))
            counters.update(_lifetime(pin))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StepFailed("Pinterest sent figures in an unknown shape.", raw=pin) from error
        return MetricsReading(read_at=datetime.now(UTC), raw=pin, **counters)

    def _analytics(self, pin_id: str, now: datetime) -> dict[str, int | None]:
        params = {
            "start_date": (now - WINDOW).date().isoformat(),
            "end_date": now.date().isoformat(),
            "metric_types": ",".join(ANALYTICS.values()),
            "app_types": "ALL",
            "split_field": "NO_SPLIT",
        }
        try:
            said = self._get(f"/v5/pins/{pin_id}/analytics", params)["all"]
        except Rejected:  # Pinterest has none for this pin or this account
            return {}
        sums = {**(said.get("summary_metrics") or {}), **(said.get("lifetime_metrics") or {})}
        counters = {ours: _count(sums.get(theirs)) for ours, theirs in ANALYTICS.items()}
        milliseconds = counters["watch_time_sec"]
        counters["watch_time_sec"] = None if milliseconds is None else milliseconds // 1000
        return counters

    def account(self) -> AccountReading:
        """The account that the token belongs to."""
        said = self._get("/v5/user_account")
        username = str(said.get("username") or "")
        return AccountReading(
            account_id=str(said.get("id") or username),
            handle=username,
            name=str(said.get("business_name") or username),
            followers_count=_count(said.get("follower_count")),
        )

    def boards(self) -> list[Board]:
        """The account's boards, all of them."""
        found: list[Board] = []
        params = {"page_size": "250"}
        for _ in range(MAX_PAGES):
            answer = self._get("/v5/boards", params)
            found += [_board(item) for item in answer.get("items", [])]
            if not answer.get("bookmark"):
                break
            params = {**params, "bookmark": str(answer["bookmark"])}
        return found

    def _get(self, path: str, params: dict[str, str] | None = None) -> dict:
        return self.client.call("GET", path, timeout_seconds=READ_SECONDS, params=params)


def _lifetime(pin: dict) -> dict[str, int]:
    """The lifetime counters that the pin itself carries; those it lacks are left to analytics."""
    said = (pin.get("pin_metrics") or {}).get("lifetime_metrics") or {}
    counted = {ours: _count(said.get(theirs)) for ours, theirs in LIFETIME.items()}
    return {name: count for name, count in counted.items() if count is not None}


def _board(item: dict) -> Board:
    try:
        return Board(str(item["id"]), str(item["name"]), str(item.get("privacy", "")))
    except (KeyError, TypeError, AttributeError) as error:
        raise StepFailed("Pinterest sent boards in an unknown shape.") from error


def _count(value: object) -> int | None:
    """Pinterest writes some sums as 12.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value)
