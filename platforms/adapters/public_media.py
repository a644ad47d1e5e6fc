"""Addresses under which a platform may fetch a file that it pulls instead of being sent it."""

from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.signing import TimestampSigner

from platforms.adapters.types import MediaFile

SIGNER_SALT = "platforms.public_media"  # the view that serves the file unsigns with the same


def public_url(media_file: MediaFile) -> str:
    """An address of the file that works without signing in, for as long as its signature does.

    Files on this machine are served by us under a signed path; a bucket signs its own addresses.
    """
    if not _is_local():
        return default_storage.url(media_file.storage_path)
    signed = TimestampSigner(salt=SIGNER_SALT).sign(media_file.storage_path)
    return f"{settings.BASE_URL.rstrip('/')}/media/public/{quote(signed)}"


def why_not_public() -> str:
    """Why no platform can fetch our files, as a sentence; empty when it should be able to."""
    parts = urlsplit(settings.BASE_URL)
    if _is_local() and (parts.scheme != "https" or _is_private(parts.hostname or "")):
        return (
            "fetches the file from this server, so BASE_URL must be an https address that can be "
            "reached from the internet."
        )
    return ""


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))


def _is_local() -> bool:
    try:
        default_storage.path("")
    except NotImplementedError:  # Django's way to say that the files are elsewhere
        return False
    return True
