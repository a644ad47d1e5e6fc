"""Headers of an allowance that is used up until `ends`, as each platform sends them."""

import json
from datetime import UTC, datetime


def seconds_to(ends: datetime) -> int:
    return round((ends - datetime.now(UTC)).total_seconds())


def x_used_up(ends: datetime) -> dict[str, str]:
    left = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0"}
    return {**left, "x-rate-limit-reset": str(int(ends.timestamp()))}


def bluesky_used_up(ends: datetime) -> dict[str, str]:
    left = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "0", "RateLimit-Policy": "3000;w=300"}
    return {**left, "RateLimit-Reset": str(int(ends.timestamp()))}


def mastodon_used_up(ends: datetime) -> dict[str, str]:
    left = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0"}
    return {**left, "X-RateLimit-Reset": ends.strftime("%Y-%m-%dT%H:%M:%S.000000Z")}


def pinterest_used_up(ends: datetime) -> dict[str, str]:
    left = {"x-ratelimit-limit": "100, 100;w=1", "x-ratelimit-remaining": "0"}
    return {**left, "x-ratelimit-reset": str(seconds_to(ends))}


def discord_used_up(ends: datetime) -> dict[str, str]:
    left = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0", "X-RateLimit-Bucket": "abcd"}
    return {**left, "X-RateLimit-Reset-After": f"{seconds_to(ends)}.250"}


def meta_used_up(ends: datetime) -> dict[str, str]:
    entry = {"type": "pages", "call_count": 100, "total_cputime": 25, "total_time": 25}
    regain = {"estimated_time_to_regain_access": round(seconds_to(ends) / 60)}
    return {"X-Business-Use-Case-Usage": json.dumps({"17841400": [{**entry, **regain}]})}
