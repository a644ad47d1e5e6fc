"""Addresses under which a platform may fetch a file that it pulls instead of being sent it."""

from urllib.parse import quote

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


def _is_local() -> bool:
    try:
        default_storage.path("")
    except NotImplementedError:  # Django's way to say that the files are elsewhere
        return False
    return True
