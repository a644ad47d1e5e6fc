"""People's decisions on posts as rows, and what they add up to."""

from dataclasses import dataclass
from datetime import datetime

from scheduling.approval import Verdict, Vote, decide, why_not
from scheduling.exceptions import PostProblem
from scheduling.models import Approval, PostingSchedule, ReviewLink
from scheduling.payload import is_approved_payload, payload_hash
from teams.models import TeamMember, User

Review = PostingSchedule.ReviewStatus


@dataclass(frozen=True)
class Voter:
    """Who decides: a member of the team, or a client through a link."""

    key: str
    user: User | None = None
    as_manager: bool = False
    link: ReviewLink | None = None
    client_name: str = ""

    @property
    def told_as(self) -> str:
        """What a sentence in the history begins with; empty for members, whom the row names."""
        return f"{self.client_name} (client): " if self.client_name else ""


def member_voter(member: TeamMember, user: User) -> Voter:
    return Voter(f"user:{member.user_id}", user=user, as_manager=member.may_manage)


def client_voter(link: ReviewLink, name: str) -> Voter:
    """One link is one voice, whatever name is given."""
    return Voter(f"link:{link.pk}", link=link, client_name=name)


def voter_of(user: User | None) -> str:
    """The lasting name of a person among the votes; empty for the machine."""
    return f"user:{user.pk}" if user is not None else ""


def makers_of(schedule: PostingSchedule) -> frozenset[str]:
    """Who wrote a post: its author, and whoever changed last what is sent."""
    people = (schedule.created_by_id, schedule.edited_by_id)
    return frozenset(f"user:{pk}" for pk in people if pk is not None)


def verdict_on(schedule: PostingSchedule) -> Verdict:
    """What the policy says of the post as it stands now. One query, none when prefetched."""
    rows = sorted(schedule.approvals.all(), key=lambda row: (row.decided_at, row.created_at))
    return decide(
        schedule.team.review_policy,
        [Vote(r.voter, r.decision, r.payload_hash, r.as_manager, r.is_client) for r in rows],
        payload_hash=payload_hash(schedule),
        makers=makers_of(schedule),
        clients_count=schedule.team.client_approval_counts,
    )


def may_go_out(schedule: PostingSchedule) -> bool:
    """The gate, asked by whoever sends: exactly this was approved, by as many as the policy asks.

    A post that needed no approval when it was planned is not held back here: `ask_for_review`
    lets those wait as soon as the team wants approval.
    """
    if not is_approved_payload(schedule):
        return False
    return schedule.review_status != Review.APPROVED or verdict_on(schedule).is_cleared


def why_not_approve(schedule: PostingSchedule, member: TeamMember) -> str:
    """Why this member's yes would not count on this post; empty when it would."""
    return why_not(
        schedule.team.review_policy,
        f"user:{member.user_id}",
        as_manager=member.may_manage,
        makers=makers_of(schedule),
    )


def forget_prefetched(schedule: PostingSchedule) -> None:
    """Read the approvals anew next time: a list may have fetched them ahead."""
    getattr(schedule, "_prefetched_objects_cache", {}).pop("approvals", None)


def cast(
    schedule: PostingSchedule,
    voter: Voter,
    decision: str,
    *,
    now: datetime,
    note: str = "",
) -> Approval:
    """Write down one decision on the post as it stands. Call it in the transaction it is part of.

    Raises PostProblem when the same person says yes to the same thing again.
    """
    if decision == Approval.Decision.APPROVED and voter.key in verdict_on(schedule).voters:
        raise PostProblem("You have approved it already. It waits for somebody else’s yes.")
    forget_prefetched(schedule)
    return Approval.objects.create(
        team=schedule.team,
        schedule=schedule,
        user=voter.user,
        voter=voter.key,
        as_manager=voter.as_manager,
        link=voter.link,
        client_name=voter.client_name,
        decision=decision,
        payload_hash=payload_hash(schedule),
        version=schedule.version,
        note=note,
        decided_at=now,
    )
