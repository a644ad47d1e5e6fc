"""Which event tells whom what: the one place that knows. Asks no database.

A new kind of news is one line in RULES. Events that settle a matter are in SETTLED_BY: what was
told about it is then read, and no mail goes out about it any more.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from teams.models import Notification, NotificationPreferences, Team, TeamMember

T = Notification.Type
Channel = NotificationPreferences.Channel


class Audience(Enum):
    """Who of a team is told."""

    APPROVERS = "those who may approve"
    AUTHORS = "those who worked on it, else everybody who may edit"
    CARETAKERS = "owners, admins, and those who worked on it"
    MANAGERS = "owners and admins"
    EVERYBODY = "everybody in the team"
    ACTOR = "the person who started it"


@dataclass(frozen=True)
class Rule:
    """One kind of news. `when` names what must hold of the event's meta, or of the row itself."""

    type: str
    audience: Audience
    title: str
    many: str = ""
    when: Mapping[str, object] = field(default_factory=dict)


WAITS = {"review_status": "awaiting", "status": "pending"}
REVIEW = Rule(
    T.NEEDS_REVIEW,
    Audience.APPROVERS,
    "Waits for approval: {label}",
    "{count} posts wait for approval",
    WAITS,
)
PERSON = Rule(
    T.NEEDS_PERSON, Audience.CARETAKERS, "Needs you: {label}", when={"needs_person": True}
)
CLIENT = Rule(T.CLIENT_DECISION, Audience.CARETAKERS, "The client decided: {label}")
IMPORTED = Rule(T.IMPORT_FINISHED, Audience.ACTOR, "Import finished: {label}")

RULES: Mapping[str, Rule] = {
    "post_planned": REVIEW,
    "post_created": REVIEW,
    "post_pending": REVIEW,
    "post_edited": REVIEW,
    "post_awaits_review": REVIEW,
    "post_decision_withdrawn": REVIEW,
    "post_changes_requested": Rule(
        T.CHANGES_REQUESTED, Audience.AUTHORS, "Changes asked for: {label}"
    ),
    "post_commented": Rule(T.POST_COMMENTED, Audience.AUTHORS, "Comment on {label}"),
    "post_client_approved": CLIENT,
    "post_client_changes_requested": CLIENT,
    "post_failed": Rule(T.PUBLISH_FAILED, Audience.CARETAKERS, "Failed: {label}"),
    "post_unconfirmed": PERSON,
    "post_waits": PERSON,
    "post_doubled": Rule(T.NEEDS_PERSON, Audience.CARETAKERS, "Out twice: {label}"),
    "post_vanished": Rule(T.NEEDS_PERSON, Audience.CARETAKERS, "Not there any more: {label}"),
    "first_comment_failed": Rule(
        T.PUBLISH_FAILED, Audience.CARETAKERS, "First comment not sent: {label}"
    ),
    "first_comment_needs_person": Rule(
        T.NEEDS_PERSON, Audience.CARETAKERS, "Is the first comment there? {label}"
    ),
    "post_posted": Rule(T.PUBLISH_SUCCESS, Audience.CARETAKERS, "Posted: {label}"),
    "connection_sign_in_ends": Rule(
        T.CONNECTION_EXPIRING, Audience.MANAGERS, "Sign-in ends soon: {label}"
    ),
    "connection_expired": Rule(
        T.CONNECTION_EXPIRED, Audience.MANAGERS, "Sign-in has ended: {label}"
    ),
    "posts_imported": IMPORTED,
    "export_team_done": Rule(T.EXPORT_READY, Audience.ACTOR, "Your export is ready: {label}"),
    "erase_team_asked": Rule(
        T.TEAM_ERASURE, Audience.EVERYBODY, "Everything of this team will be erased: {label}"
    ),
    "erase_team_canceled": Rule(
        T.TEAM_ERASURE, Audience.EVERYBODY, "The team will not be erased after all: {label}"
    ),
}
SETTLED_BY: Mapping[str, tuple[str, ...]] = {
    "post_approved": (T.NEEDS_REVIEW, T.CHANGES_REQUESTED),
    "post_changes_requested": (T.NEEDS_REVIEW,),
    "post_edited": (T.CHANGES_REQUESTED,),
    "post_canceled": (T.NEEDS_REVIEW, T.CHANGES_REQUESTED, T.PUBLISH_FAILED, T.NEEDS_PERSON),
    "post_pending": (T.PUBLISH_FAILED, T.NEEDS_PERSON),
    "post_posted": (T.NEEDS_REVIEW, T.PUBLISH_FAILED, T.NEEDS_PERSON),
    "first_comment_posted": (T.PUBLISH_FAILED, T.NEEDS_PERSON),
    "first_comment_waiting": (T.PUBLISH_FAILED, T.NEEDS_PERSON),
    "post_failed": (T.NEEDS_REVIEW, T.NEEDS_PERSON),
    "erase_team_canceled": (T.TEAM_ERASURE,),
    "connection_connected": (T.CONNECTION_EXPIRING, T.CONNECTION_EXPIRED),
    "connection_renewed": (T.CONNECTION_EXPIRING, T.CONNECTION_EXPIRED),
    "connection_revoked": (T.CONNECTION_EXPIRING, T.CONNECTION_EXPIRED),
}
DEFAULT_CHANNELS: Mapping[str, str] = {
    **dict.fromkeys(T.values, Channel.EMAIL),
    T.PUBLISH_SUCCESS: Channel.OFF,
    T.IMPORT_FINISHED: Channel.APP,
    T.POST_COMMENTED: Channel.APP,
}


def holds(rule: Rule, meta: Mapping[str, object], row: object) -> bool:
    """Whether the conditions of `rule` are met; what the event says goes before the row."""
    return all(
        meta.get(name, getattr(row, name, None)) == wanted for name, wanted in rule.when.items()
    )


def is_told(rule: Rule, member: TeamMember, team: Team, worked_on_it: Collection[UUID]) -> bool:
    """Whether `member` belongs to the audience; the actor is left out by the caller."""
    match rule.audience:
        case Audience.APPROVERS:
            only_managers = team.review_policy == Team.ReviewPolicy.ADMIN
            return member.may_manage if only_managers else member.may_edit
        case Audience.AUTHORS:
            return member.may_edit and (not worked_on_it or member.user_id in worked_on_it)
        case Audience.CARETAKERS:
            return member.may_manage or (member.may_edit and member.user_id in worked_on_it)
        case Audience.MANAGERS:
            return member.may_manage
        case Audience.EVERYBODY:
            return True
    return False


def choose_people(
    rule: Rule,
    members: Iterable[TeamMember],
    team: Team,
    *,
    actor: UUID | None,
    worked_on_it: Collection[UUID],
) -> list[TeamMember]:
    """Whom `rule` tells. Nobody is told of what they did themselves, but for what they wait for."""
    if rule.audience is Audience.ACTOR:
        return [member for member in members if member.user_id == actor]
    present = [member for member in members if member.user_id != actor]
    # an author who left the team, or who is the one who acted, leaves the matter to the others
    known = {member.user_id for member in present} & set(worked_on_it)
    return [member for member in present if is_told(rule, member, team, known)]


def channel_of(preferences: NotificationPreferences | None, type_: str) -> str:
    """How a person wants to hear of `type_`."""
    chosen = preferences.channels.get(type_) if preferences else None
    return chosen if chosen in Channel.values else DEFAULT_CHANNELS[type_]
