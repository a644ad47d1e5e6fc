"""Whether a post may go out: the team's policy and what people said about it. Pure.

A yes counts for exactly what was seen (its payload hash). A “no” takes back every earlier yes:
whoever agreed before it was raised is asked again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

# policy (teams.Team.ReviewPolicy) → how many different people must say yes
NEEDED = {"none": 0, "any_member": 1, "admin": 1, "two_people": 2, "not_yourself": 1}
YES, NO, BACK = "approved", frozenset({"changes_requested", "rejected"}), "withdrawn"


@dataclass(frozen=True)
class Vote:
    """One decision of one person. `voter` is the same text for the same person, always."""

    voter: str
    decision: str
    payload_hash: str
    as_manager: bool = False
    is_client: bool = False


@dataclass(frozen=True)
class Verdict:
    """Who agrees to what stands there now, and how many must."""

    voters: tuple[str, ...]
    needed: int

    @property
    def is_cleared(self) -> bool:
        return len(self.voters) >= self.needed

    @property
    def missing(self) -> int:
        return max(0, self.needed - len(self.voters))


def decide(
    policy: str,
    votes: Iterable[Vote],
    *,
    payload_hash: str,
    makers: Collection[str],
    clients_count: bool = False,
) -> Verdict:
    """What the policy says of `votes` (oldest first) on `payload_hash`.

    `makers` are the people who wrote it: its author and whoever edited it last. A client's yes
    counts, like that of an admin, only where the team wants that; a client's no always does.
    """
    standing: dict[str, Vote] = {}
    for vote in votes:
        if vote.decision in NO:
            standing.clear()
        standing.pop(vote.voter, None)
        if vote.decision == YES and vote.payload_hash == payload_hash:
            standing[vote.voter] = vote
    counting = [
        v.voter
        for v in standing.values()
        if (clients_count if v.is_client else _counts(policy, v, makers))
    ]
    return Verdict(tuple(counting), NEEDED[policy])


def _counts(policy: str, vote: Vote, makers: Collection[str]) -> bool:
    return not why_not(policy, vote.voter, as_manager=vote.as_manager, makers=makers)


def why_not(policy: str, voter: str, *, as_manager: bool, makers: Collection[str]) -> str:
    """Why the yes of this person would not count under the policy; empty when it would."""
    if policy == "admin" and not as_manager:
        return "In this team an admin or the owner approves posts. Ask one of them."
    if policy == "not_yourself" and voter in makers:
        return (
            "You wrote this one, and in this team somebody else approves. Ask a colleague; "
            "an owner or admin can change the rule on the Team page."
        )
    return ""
