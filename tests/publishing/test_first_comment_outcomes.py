"""What an answer to a first comment proves: the table, and rules that hold for every answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.adapters.types import CommentResult
from platforms.exceptions import (
    AdapterMissing,
    Duplicate,
    NotSent,
    OutcomeUnknown,
    PersonNeeded,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from publishing.backoff import LONGEST_WAIT
from publishing.comment_moves import MOVES, S
from publishing.comment_outcomes import Facts, decide, decide_unsent
from publishing.models import FirstComment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTLE = timedelta(minutes=3)
PROOFS = (NotSent, RateLimited, ReconnectNeeded, Rejected, Unsupported, AdapterMissing)


def facts(**changes) -> Facts:
    values = {"now": NOW, "wanted_at": NOW, "tries": 1, "retries": 0, "seed": "s"}
    return Facts(**{**values, "settle": SETTLE, "can_look_up": True, **changes})


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (CommentResult("c1"), "posted"),
        (CommentResult(""), "unconfirmed"),
        (Duplicate("Again.", post_id="c1"), "posted"),
        (Duplicate("Again."), "unconfirmed"),
        (StepFailed("Beside the call."), "unconfirmed"),
        (OutcomeUnknown("The line broke."), "unconfirmed"),
        (PersonNeeded("By hand."), "unconfirmed"),
        (ValueError("a bug"), "unconfirmed"),
        (NotSent("Nobody listens."), "waiting"),
        (RateLimited("Wait."), "waiting"),
        (RateLimited("Wait.", retry_at=NOW + timedelta(hours=2)), "waiting"),
        (Rejected("No."), "failed"),
        (ReconnectNeeded("No right."), "failed"),
        (Unsupported("X", "it"), "failed"),
    ],
)
def test_each_answer_has_its_outcome(answer, status):
    assert decide(answer, facts()).status == status


def test_without_a_list_a_doubt_is_for_a_person():
    decision = decide(OutcomeUnknown("The line broke."), facts(can_look_up=False))
    assert decision.status == "needs_person"
    assert "look below the post" in decision.sentence


ERRORS = st.one_of(
    st.sampled_from(
        [OutcomeUnknown, StepFailed, NotSent, Rejected, ReconnectNeeded, PersonNeeded]
    ).map(lambda kind: kind("Said.")),
    st.integers(-5000, 500_000).map(
        lambda s: RateLimited("Wait.", retry_at=NOW + timedelta(seconds=s))
    ),
    st.sampled_from([RateLimited("Wait."), Duplicate("Again."), RuntimeError("bug"), OSError(5)]),
)
FACTS = st.builds(
    facts,
    retries=st.integers(0, 9),
    tries=st.integers(0, 40),
    wanted_at=st.integers(0, 60).map(lambda hours: NOW - timedelta(hours=hours)),
    can_look_up=st.booleans(),
    seed=st.text(max_size=4),
)


@given(ERRORS, FACTS)
def test_only_a_proof_lets_it_be_sent_again_or_given_up(error, known):
    decision = decide(error, known)
    proved = isinstance(error, PROOFS) and not isinstance(error, StepFailed | Duplicate)
    assert (decision.status in (S.WAITING, S.FAILED)) == proved


@given(ERRORS, FACTS)
def test_what_is_not_final_is_due_within_a_day_and_says_why(error, known):
    for decision in (decide(error, known), decide_unsent(error, known)):
        if decision.status in FirstComment.OPEN:
            assert decision.delay is not None
            assert timedelta(0) <= decision.delay <= LONGEST_WAIT
        else:
            assert decision.delay is None
            assert decision.sentence or decision.status == S.POSTED
        assert decision.status in MOVES[S.SENDING]


@given(ERRORS, st.builds(facts, wanted_at=st.just(NOW - timedelta(hours=25))))
def test_after_a_day_nothing_is_put_off_any_more(error, known):
    if isinstance(error, RateLimited | NotSent) and not isinstance(error, StepFailed):
        assert decide(error, known).status == S.FAILED
