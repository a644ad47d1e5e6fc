"""Letters to a list, by Mailchimp or by a mail server of one's own."""

from platforms.adapters.email.adapter import Email
from platforms.adapters.email.mailchimp import OAUTH

__all__ = ["OAUTH", "Email"]
