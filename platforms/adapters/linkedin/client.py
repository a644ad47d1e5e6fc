"""The way to LinkedIn for one connection."""

from urllib.parse import quote

from django.conf import settings

from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import PlatformClient
from platforms.adapters.linkedin.errors import classify, explain, upload_refused
from platforms.models import Connection

BASE_URL = "https://api.linkedin.com"
UPLOAD_HOSTS = ("linkedin.com",)


def client_of(connection: Connection) -> PlatformClient:
    """A client with the account's token. Raises ReconnectNeeded."""
    return PlatformClient(
        platform="LinkedIn",
        base_url=home(),
        headers={
            "Authorization": f"Bearer {access_token_of(connection)}",
            "LinkedIn-Version": settings.LINKEDIN_API_VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
        },
        explain=explain,
        classify=classify,
    )


def upload_client() -> PlatformClient:
    """A client without a token: a video's upload addresses are their own permission."""
    return PlatformClient("LinkedIn", home(), {}, classify=upload_refused)


def home() -> str:
    """The address of the API."""
    return base_url("linkedin", BASE_URL)


def in_path(urn: str) -> str:
    """A URN as it stands in a path or in `List(…)`: percent-encoded."""
    return quote(urn, safe="")


def author_of(connection: Connection) -> str:
    """The URN that posts are written as: `metadata["author_urn"]`, else the member's own."""
    return str(
        connection.metadata.get("author_urn") or f"urn:li:person:{connection.platform_user_id}"
    )
