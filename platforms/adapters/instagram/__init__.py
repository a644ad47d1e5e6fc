"""Instagram: a professional account, by Instagram Login or by Facebook Login."""

from platforms.adapters.instagram.adapter import Instagram
from platforms.adapters.instagram.oauth import OAUTH, OAUTH_FACEBOOK_LOGIN

__all__ = ["OAUTH", "OAUTH_FACEBOOK_LOGIN", "Instagram"]
