"""The part of this floor: its secrets."""

from teams.privacy.parts import Part

PART = Part(
    secrets={
        "teams.User": ("password",),
        "teams.ApiToken": ("id", "hashed_key"),  # its id holds the hash
        "teams.WebhookEndpoint": ("secret", "old_secret"),
        "teams.IdempotentRequest": ("fingerprint",),
        "mfa.Authenticator": ("data",),
        "usersessions.UserSession": ("session_key", "data"),
        "account.EmailConfirmation": ("key",),
    },
)
