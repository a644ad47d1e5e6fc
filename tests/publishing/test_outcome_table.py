"""The table of `reliability.md` §5, row by row: what was answered, and what is written then."""

from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters.types import PostState, PublishResult
from platforms.exceptions import (
    AdapterMissing,
    Duplicate,
    NotSent,
    OutcomeUnknown,
    PersonNeeded,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from publishing.outcomes import Facts, decide, decide_poll, decide_unsent

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTLE = timedelta(seconds=180)
DAY = timedelta(hours=24)
LIVE, WORK = PostState.LIVE, PostState.PROCESSING


def facts(**changes) -> Facts:
    values = {
        "now": NOW,
        "scheduled_at": NOW,
        "tries": 1,
        "retries": 0,
        "seed": "k",
        "settle": SETTLE,
        "can_look_up": True,
    }
    return Facts(**{**values, **changes})


def around(minutes: float) -> tuple[timedelta, timedelta]:
    return timedelta(minutes=minutes * 0.8), timedelta(minutes=minutes * 1.2)


FIVE, HALF, NONE = around(5), around(0.5), None
EXACT = {"settle": (SETTLE, SETTLE), "day": (DAY, DAY), "poll": (timedelta(seconds=5),) * 2}
IN_7_MIN = RateLimited("Later.", retry_at=NOW + timedelta(minutes=7))
AFTER_7_MIN = (timedelta(minutes=7, seconds=24), timedelta(minutes=7, seconds=36))
PAST = RateLimited("Later.", retry_at=NOW - timedelta(minutes=7))
BLIND = {"can_look_up": False}
UNSURE = {"earlier_unknown": True}
TIRED = {"retries": 3}
OLD = {"scheduled_at": NOW - DAY}

# answer, facts → outcome, status, delay, failure_reason, needs_person
UNKNOWN = ("unknown", "unconfirmed", EXACT["settle"], "", False)
ASK = ("unknown", "unconfirmed", EXACT["day"], "", True)
POSTED = ("accepted", "posted", NONE, "", False)
REFUSED = ("rejected", "failed", NONE, "refused", False)
GIVEN_UP = ("rejected", "failed", NONE, "retries", False)
GIVEN_UP_UNSENT = ("not_sent", "failed", NONE, "retries", False)
SOON = ("not_sent", "pending", HALF, "", False)
RETRY = ("rejected", "pending", FIVE, "", False)
LATER = ("rejected", "pending", AFTER_7_MIN, "", False)

CALL = [
    (PublishResult(LIVE, "p1", "https://x/p1"), {}, POSTED),
    (PublishResult(LIVE, "p1"), {}, POSTED),
    (PublishResult(LIVE, "p1"), TIRED, POSTED),
    (PublishResult(LIVE, "p1"), UNSURE, POSTED),
    (PublishResult(LIVE, "p1"), BLIND, POSTED),
    (PublishResult(LIVE, "p1"), OLD, POSTED),
    (PublishResult(LIVE), {}, UNKNOWN),
    (PublishResult(LIVE, url="https://x/p1"), {}, UNKNOWN),
    (PublishResult(LIVE), BLIND, ASK),
    (PublishResult(WORK, handle="j"), {}, ("processing", "publishing", EXACT["poll"], "", False)),
    (PublishResult(WORK, handle="j"), BLIND, ("processing", "publishing", EXACT["poll"], "", 0)),
    (PublishResult(WORK), {}, UNKNOWN),
    (PublishResult(WORK), BLIND, ASK),
    (PublishResult(WORK, post_id="p1"), {}, UNKNOWN),
    (OutcomeUnknown("?"), {}, UNKNOWN),
    (OutcomeUnknown("?"), BLIND, ASK),
    (OutcomeUnknown("?"), UNSURE, UNKNOWN),
    (OutcomeUnknown("?"), TIRED, UNKNOWN),
    (OutcomeUnknown("?"), OLD, UNKNOWN),
    (PlatformError("odd"), {}, UNKNOWN),
    (PlatformError("odd"), BLIND, ASK),
    (ValueError("a bug"), {}, UNKNOWN),
    (KeyError("id"), BLIND, ASK),
    (TimeoutError(), {}, UNKNOWN),
    (ConnectionResetError(), {}, UNKNOWN),
    (MemoryError(), {}, UNKNOWN),
    (RecursionError(), TIRED, UNKNOWN),
    (StepFailed("beside"), {}, UNKNOWN),
    (StepFailed("beside"), BLIND, ASK),
    (NotSent("no"), {}, SOON),
    (NotSent("no"), TIRED, SOON),
    (NotSent("no"), BLIND, SOON),
    (NotSent("no"), UNSURE, SOON),
    (NotSent("no"), {"tries": 2}, ("not_sent", "pending", around(1), "", False)),
    (NotSent("no"), {"tries": 3}, ("not_sent", "pending", around(2), "", False)),
    (NotSent("no"), {"tries": 4}, ("not_sent", "pending", around(4), "", False)),
    (NotSent("no"), {"tries": 5}, ("not_sent", "pending", FIVE, "", False)),
    (NotSent("no"), {"tries": 500}, ("not_sent", "pending", FIVE, "", False)),
    (NotSent("no"), OLD, GIVEN_UP_UNSENT),
    (RateLimited("no"), {}, RETRY),
    (RateLimited("no"), {"retries": 1}, RETRY),
    (RateLimited("no"), {"retries": 2}, RETRY),
    (RateLimited("no"), TIRED, GIVEN_UP),
    (RateLimited("no"), BLIND, RETRY),
    (IN_7_MIN, {}, LATER),
    (IN_7_MIN, TIRED, LATER),
    (IN_7_MIN, BLIND, LATER),
    (IN_7_MIN, OLD, GIVEN_UP),
    (PAST, {}, ("rejected", "pending", HALF, "", False)),
    (ReconnectNeeded("token"), {}, RETRY),
    (ReconnectNeeded("token"), TIRED, RETRY),
    (ReconnectNeeded("token"), OLD, RETRY),
    (Rejected("no"), {}, REFUSED),
    (Rejected("no"), BLIND, REFUSED),
    (Rejected("no"), UNSURE, REFUSED),
    (Duplicate("twice"), {}, REFUSED),
    (Duplicate("twice", post_id="p1"), {}, REFUSED),
    (Duplicate("twice", post_id="p1"), UNSURE, POSTED),
    (Duplicate("twice"), UNSURE, UNKNOWN),
    (Duplicate("twice"), {**UNSURE, **BLIND}, ASK),
    (Unsupported("fake", "that"), {}, REFUSED),
    (AdapterMissing("none"), {}, REFUSED),
    (PersonNeeded("by hand"), {}, ASK),
    (PersonNeeded("by hand"), BLIND, ASK),
    (PersonNeeded("by hand"), TIRED, ASK),
]

BEFORE_THE_CALL = [
    (OutcomeUnknown("upload broke"), {}, ("not_sent", "pending", FIVE, "", False)),
    (OutcomeUnknown("upload broke"), {"retries": 2}, ("not_sent", "pending", FIVE, "", False)),
    (OutcomeUnknown("upload broke"), TIRED, GIVEN_UP_UNSENT),
    (OutcomeUnknown("upload broke"), BLIND, ("not_sent", "pending", FIVE, "", False)),
    (ValueError("a bug"), {}, ("not_sent", "pending", FIVE, "", False)),
    (OSError("disk"), TIRED, GIVEN_UP_UNSENT),
    (StepFailed("upload answered 500"), {}, SOON),
    (StepFailed("upload answered 500"), OLD, GIVEN_UP_UNSENT),
    (NotSent("no"), {}, SOON),
    (NotSent("no"), OLD, GIVEN_UP_UNSENT),
    (IN_7_MIN, {}, LATER),
    (RateLimited("no"), TIRED, GIVEN_UP),
    (Rejected("bad file"), {}, REFUSED),
    (Unsupported("fake", "gifs"), {}, REFUSED),
    (ReconnectNeeded("token"), {}, RETRY),
]

POLL_AGAIN = ("processing", "publishing", EXACT["poll"], "", False)
POLLED = [
    (PublishResult(LIVE, "p1"), 0, POSTED),
    (PublishResult(LIVE), 0, UNKNOWN),
    (PublishResult(WORK, handle="j"), 0, POLL_AGAIN),
    (PublishResult(WORK, handle="j"), 5.9, POLL_AGAIN),
    (PublishResult(WORK, handle="j"), 6, UNKNOWN),
    (PublishResult(LIVE, "p1"), 7, POSTED),
    (Rejected("bad"), 0, REFUSED),
    (OutcomeUnknown("?"), 0, POLL_AGAIN),
    (RateLimited("slow down"), 0, POLL_AGAIN),
    (ReconnectNeeded("token"), 0, POLL_AGAIN),
    (ValueError("a bug"), 6, UNKNOWN),
    (Unsupported("fake", "asking"), 0, UNKNOWN),
]


def check(decision, expected):
    outcome, status, delay, reason, person = expected
    assert (decision.outcome, decision.status) == (outcome, status)
    assert decision.failure_reason == reason
    assert decision.needs_person == bool(person)
    if delay is None:
        assert decision.delay is None
    else:
        assert delay[0] <= decision.delay <= delay[1]
    if status in ("failed", "unconfirmed", "pending"):
        assert decision.sentence


@pytest.mark.parametrize(("answer", "given", "expected"), CALL)
def test_the_call(answer, given, expected):
    check(decide(answer, facts(**given)), expected)


@pytest.mark.parametrize(("answer", "given", "expected"), BEFORE_THE_CALL)
def test_before_the_call(answer, given, expected):
    check(decide_unsent(answer, facts(**given)), expected)


@pytest.mark.parametrize(("answer", "hours", "expected"), POLLED)
def test_a_post_in_work(answer, hours, expected):
    sent_at = NOW - timedelta(hours=hours)
    check(decide_poll(answer, facts(), sent_at=sent_at, polls=0), expected)


def test_the_table_is_whole():
    assert len(CALL) + len(BEFORE_THE_CALL) + len(POLLED) >= 60


def test_only_refusals_use_up_retries():
    assert decide(RateLimited("no"), facts()).counts_as_retry
    assert decide_unsent(OSError("disk"), facts()).counts_as_retry
    for error in (IN_7_MIN, NotSent("no"), ReconnectNeeded("token")):
        assert not decide(error, facts()).counts_as_retry


def test_only_a_lost_token_asks_for_a_new_connection():
    assert decide(ReconnectNeeded("token"), facts()).reconnect
    assert not decide(RateLimited("no"), facts()).reconnect


def test_a_bug_is_not_shown_to_people():
    decision = decide(ValueError("secret inside"), facts())
    assert "secret" not in decision.sentence
