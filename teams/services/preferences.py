"""How a person wants to be told: their own choice, or one click in a mail."""

from collections.abc import Iterable

from django.db import transaction

from teams.letters import read_token
from teams.models import Notification, NotificationPreferences, Team, TeamMember, User
from teams.notices import channel_of
from teams.services.events import record_event
from teams.services.notify import SETTLED

Channel = NotificationPreferences.Channel
Mail = Notification.MailStatus
FIELDS = ("channels", "quiet_from", "quiet_until", "digest_weekday", "digest_hour")


def preferences_for(team: Team, user: User) -> NotificationPreferences:
    """The person's row, or one with the defaults that is not stored yet."""
    found = NotificationPreferences.objects.in_team(team).filter(user=user).first()
    return found or NotificationPreferences(team=team, user=user)


def channels_for(team: Team, user: User) -> dict[str, str]:
    """Every type with the way in which this person hears of it."""
    wishes = preferences_for(team, user)
    return {type_: channel_of(wishes, type_) for type_ in Notification.Type.values}


@transaction.atomic
def save_preferences(team: Team, user: User, **values) -> NotificationPreferences:
    """Keep what the person chose; `values` are of FIELDS. Mail no longer wanted is not sent."""
    row, _ = NotificationPreferences.objects.select_for_update().get_or_create(team=team, user=user)
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.save()
    unwanted = [t for t in Notification.Type.values if channel_of(row, t) != Channel.EMAIL]
    drop_mail(team, user, unwanted)
    record_event(team, "notification_preferences_changed", row, ", ".join(sorted(values)), by=user)
    return row


@transaction.atomic
def unsubscribe(token: str) -> list[str]:
    """End mail about the types that the token names; the bell still tells. Returns their names.

    Raises BadLink. Once more, or for somebody who left the team, it changes nothing.
    """
    user_id, team_id, types = read_token(token)
    known = [type_ for type_ in types if type_ in Notification.Type.values]
    member = TeamMember.objects.filter(user=user_id, team=team_id).select_related("user", "team")
    found = member.first()
    if found is not None:
        wishes = preferences_for(found.team, found.user)
        mailed = [type_ for type_ in known if channel_of(wishes, type_) == Channel.EMAIL]
        if mailed:
            channels = {**wishes.channels, **dict.fromkeys(mailed, Channel.APP)}
            save_preferences(found.team, found.user, channels=channels)
    return [str(Notification.Type(type_).label) for type_ in known]


def drop_mail(team: Team, user: User, types: Iterable[str]) -> int:
    """Take back mail that waits; how many notices."""
    waiting = Notification.objects.filter(
        team=team, user=user, type__in=list(types), mail_status=Mail.WAITING
    )
    return waiting.update(mail_status=Mail.SKIPPED, mail_due_at=None, mail_error=SETTLED)
