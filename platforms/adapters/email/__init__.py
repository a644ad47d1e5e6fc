"""Letters to a list, by Mailchimp or by a mail server of one's own."""

from platforms.adapters.email.adapter import Email

__all__ = ["Email"]
