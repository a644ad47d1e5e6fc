"""The ways to Pinterest and to its file store."""

from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import PlatformClient
from platforms.adapters.pinterest.errors import classify, explain, upload_refused
from platforms.models import Connection

BASE_URL = "https://api.pinterest.com"  # the sandbox: https://api-sandbox.pinterest.com
UPLOAD_HOSTS = ("amazonaws.com", "pinterest.com")


def client_of(connection: Connection) -> PlatformClient:
    """A client with the account's token. Raises ReconnectNeeded."""
    return PlatformClient(
        platform="Pinterest",
        base_url=home(),
        headers={"Authorization": f"Bearer {access_token_of(connection)}"},
        explain=explain,
        classify=classify,
    )


def upload_client() -> PlatformClient:
    """A client without a token: the form's fields are their own permission."""
    return PlatformClient("Pinterest", home(), {}, classify=upload_refused)


def home() -> str:
    """The address of the API."""
    return base_url("pinterest", BASE_URL)
