"""Floor 0: people, teams, and the log of what happened."""

from teams.models.base import TeamOwned, TeamOwnedQuerySet, TeamRow, UuidModel
from teams.models.brand import BrandGuide
from teams.models.data_requests import DataRequest
from teams.models.feedback import Feedback
from teams.models.idempotency import IdempotentRequest
from teams.models.notifications import Notification, NotificationPreferences
from teams.models.system import EventLog, Heartbeat
from teams.models.teams import ApiToken, Team, TeamMember
from teams.models.users import User
from teams.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "ApiToken",
    "BrandGuide",
    "DataRequest",
    "EventLog",
    "Feedback",
    "Heartbeat",
    "IdempotentRequest",
    "Notification",
    "NotificationPreferences",
    "Team",
    "TeamMember",
    "TeamOwned",
    "TeamOwnedQuerySet",
    "TeamRow",
    "User",
    "UuidModel",
    "WebhookDelivery",
    "WebhookEndpoint",
]
