"""What platforms say is left of an allowance, family by family."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.adapters.http import Answer
from platforms.adapters.rates import (
    Left,
    RateWatch,
    discord_bucket,
    ietf_window,
    mastodon_window,
    meta_usage,
    no_headers,
    pinterest_window,
    x_windows,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EPOCH = str(int((NOW + timedelta(minutes=10)).timestamp()))
SOON = NOW + timedelta(minutes=10)
FAMILIES = (x_windows, ietf_window, mastodon_window, pinterest_window, discord_bucket, meta_usage)


def read(family, **headers) -> list[Left]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return list(family(httpx.Headers(named), NOW))


@pytest.mark.parametrize(
    ("family", "prefix", "reset"),
    [
        (x_windows, "x_rate_limit", EPOCH),
        (x_windows, "x_user_limit_24hour", EPOCH),
        (ietf_window, "RateLimit", EPOCH),
        (mastodon_window, "X_RateLimit", "2026-03-02T12:10:00.000Z"),
        (pinterest_window, "x_ratelimit", "600"),
    ],
)
def test_a_window_says_which_share_is_left_and_until_when(family, prefix, reset):
    headers = {f"{prefix}_limit": "200", f"{prefix}_remaining": "50", f"{prefix}_reset": reset}
    assert read(family, **headers) == [Left(0.25, SOON)]


def test_discord_counts_from_now_with_a_fraction():
    left = {"X_RateLimit_Limit": "5", "X_RateLimit_Remaining": "0"}
    found = read(discord_bucket, **left, X_RateLimit_Reset_After="600.0", X_RateLimit_Reset="9")
    assert found == [Left(0.0, SOON)]


def test_pinterest_writes_its_policy_behind_the_limit():
    left = {"x_ratelimit_limit": "100, 100;w=1, 1000;w=60", "x_ratelimit_remaining": "10"}
    assert read(pinterest_window, **left, x_ratelimit_reset="600") == [Left(0.1, SOON)]


def test_meta_counts_in_percent_of_its_worst_measure():
    usage = '{"call_count": 28, "total_cputime": 85, "total_time": 25}'
    (left,) = read(meta_usage, X_App_Usage=usage)
    assert (round(left.share, 2), left.resets_at) == (0.15, NOW + timedelta(hours=1))


def test_meta_says_in_minutes_when_calls_are_taken_again():
    usage = '{"1": [{"call_count": 100, "estimated_time_to_regain_access": 10}]}'
    assert read(meta_usage, X_Business_Use_Case_Usage=usage) == [Left(0.0, SOON)]


def test_an_absurd_reset_is_cut_to_a_day():
    headers = {"x_rate_limit_limit": "1", "x_rate_limit_remaining": "0"}
    (left,) = read(x_windows, **headers, x_rate_limit_reset="99999999999")
    assert left.resets_at == NOW + timedelta(days=1)


@given(
    st.sampled_from(FAMILIES),
    st.dictionaries(
        st.sampled_from(
            [
                "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset",
                "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
                "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
                "X-RateLimit-Reset-After", "X-App-Usage", "X-Business-Use-Case-Usage",
            ]
        ),
        st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=40)
        | st.sampled_from(["0", "-1", "1e9", "{}", "[]", '{"a": [1]}', '{"a": [{}]}', "nan"]),
    ),
)  # fmt: skip
def test_hostile_headers_raise_nothing_and_give_shares(family, headers):
    for left in family(httpx.Headers(headers), NOW):
        assert 0 <= left.share <= 1
        assert left.resets_at <= NOW + timedelta(days=1)


def note(watch: RateWatch, *, publishes: bool, remaining: int) -> None:
    headers = {"RateLimit-Limit": "100", "RateLimit-Remaining": str(remaining)}
    reset = {"RateLimit-Reset": str(int(datetime.now(UTC).timestamp()) + 600)}
    watch(Answer(200, httpx.Headers({**headers, **reset}), b"{}"), publishes)


def waits(watch: RateWatch) -> tuple[bool, bool]:
    now = datetime.now(UTC)
    return watch.posts_wait_until(now) is not None, watch.reads_wait_until(now) is not None


@pytest.mark.parametrize(
    ("shared", "publishes", "remaining", "expected"),
    [
        (False, True, 0, (True, False)),  # a reading has an allowance of its own
        (False, False, 0, (False, True)),
        (False, False, 20, (False, True)),  # little is left: what can wait, waits
        (True, False, 20, (False, True)),  # … so that posts have the rest
        (True, True, 0, (True, True)),
        (True, True, 50, (False, False)),
    ],
)
def test_posts_wait_when_nothing_is_left_and_readings_when_little_is(
    shared, publishes, remaining, expected
):
    watch = RateWatch(ietf_window, shared=shared)
    note(watch, publishes=publishes, remaining=remaining)
    assert waits(watch) == expected


def test_a_platform_without_headers_keeps_nobody_waiting():
    watch = RateWatch(no_headers)
    note(watch, publishes=True, remaining=0)
    assert waits(watch) == (False, False)
