"""What a policy makes of people's decisions: rules, and properties over thousands of histories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.approval import NEEDED, Vote, decide, why_not
from scheduling.models import Approval
from teams.models import Team

PEOPLE = ["ann", "bob", "cat"]
HASHES = ["old", "new"]
DECISIONS = Approval.Decision.values
MANAGERS = {"ann"}

votes = st.lists(
    st.builds(
        lambda who, decision, hashed: Vote(who, decision, hashed, as_manager=who in MANAGERS),
        st.sampled_from(PEOPLE),
        st.sampled_from(DECISIONS),
        st.sampled_from(HASHES),
    ),
    max_size=12,
)
policies = st.sampled_from(list(NEEDED))
makers = st.sets(st.sampled_from(PEOPLE))


def yes(who: str, hashed: str = "new") -> Vote:
    return Vote(who, "approved", hashed, as_manager=who in MANAGERS)


def no(who: str) -> Vote:
    return Vote(who, "changes_requested", "new")


def verdict(policy: str, *history: Vote, written_by=()):
    return decide(policy, history, payload_hash="new", makers=set(written_by))


def test_every_policy_of_a_team_is_known():
    assert set(NEEDED) == set(Team.ReviewPolicy.values)


@pytest.mark.parametrize(
    ("policy", "history", "cleared"),
    [
        ("none", [], True),
        ("any_member", [], False),
        ("any_member", [yes("bob")], True),
        ("any_member", [yes("bob", "old")], False),
        ("any_member", [yes("bob"), no("cat")], False),
        ("any_member", [no("cat"), yes("bob")], True),
        ("admin", [yes("bob")], False),
        ("admin", [yes("bob"), yes("ann")], True),
        ("two_people", [yes("bob")], False),
        ("two_people", [yes("bob"), yes("bob")], False),
        ("two_people", [yes("bob"), yes("cat")], True),
        ("two_people", [yes("bob"), yes("cat", "old")], False),
        ("two_people", [yes("bob"), no("ann"), yes("cat")], False),
        ("two_people", [yes("bob"), Vote("bob", "withdrawn", "new"), yes("cat")], False),
        ("not_yourself", [yes("bob")], True),
    ],
)
def test_the_policies_by_example(policy, history, cleared):
    assert verdict(policy, *history).is_cleared is cleared


def test_nobody_waves_their_own_work_through():
    assert not verdict("not_yourself", yes("bob"), written_by={"bob"}).is_cleared
    assert verdict("not_yourself", yes("bob"), yes("cat"), written_by={"bob"}).is_cleared
    assert "somebody else" in why_not("not_yourself", "bob", as_manager=True, makers={"bob"})


def test_what_is_missing_is_counted():
    half = verdict("two_people", yes("bob"))
    assert (half.voters, half.needed, half.missing) == (("bob",), 2, 1)


@given(policies, votes, makers)
def test_only_a_standing_yes_to_these_very_words_counts(policy, history, written_by):
    found = decide(policy, history, payload_hash="new", makers=written_by)
    last_no = max(
        (i for i, v in enumerate(history) if v.decision in ("changes_requested", "rejected")),
        default=-1,
    )
    for who in found.voters:
        latest = [(i, v) for i, v in enumerate(history) if v.voter == who][-1]
        assert latest[0] > last_no
        assert (latest[1].decision, latest[1].payload_hash) == ("approved", "new")
    assert len(set(found.voters)) == len(found.voters)


@given(policies, votes, makers)
def test_a_policy_is_met_by_enough_people_whom_it_allows(policy, history, written_by):
    found = decide(policy, history, payload_hash="new", makers=written_by)
    people = set(found.voters)
    met = {
        "none": True,
        "any_member": bool(people),
        "admin": bool(people & MANAGERS),
        "two_people": len(people) >= 2,
        "not_yourself": bool(people - written_by),
    }
    assert found.is_cleared is met[policy]


@given(policies, votes, makers)
def test_a_no_at_the_end_stops_everything_that_needs_a_yes(policy, history, written_by):
    found = decide(policy, [*history, no("cat")], payload_hash="new", makers=written_by)
    assert found.voters == ()


@given(policies, votes, makers)
def test_an_edit_asks_everybody_again(policy, history, written_by):
    found = decide(policy, history, payload_hash="edited since", makers=written_by)
    assert found.voters == ()
    assert found.is_cleared is (policy == "none")


@given(policies, votes, makers, st.sampled_from(PEOPLE))
def test_saying_yes_never_takes_somebody_elses_yes_away(policy, history, written_by, who):
    before = decide(policy, history, payload_hash="new", makers=written_by)
    after = decide(policy, [*history, yes(who)], payload_hash="new", makers=written_by)
    assert set(before.voters) <= set(after.voters)
