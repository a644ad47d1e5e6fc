"""Accounts and files for tests of adapters that speak to a platform directly."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters.types import MediaFile
from platforms.models import Connection
from platforms.vault import seal
from tests.factories import make_connection


def connect_directly(team, platform: str, *, token: str, **fields) -> Connection:
    """An account whose posts go to the network itself."""
    connection = make_connection(team, platform=platform, route=Connection.Route.DIRECT, **fields)
    connection.access_token = seal(token, bound_to=connection.pk)
    connection.save()
    return connection


def stored_image(
    name: str = "plate.jpg", content: bytes = b"a plate", mime_type: str = "image/jpeg"
) -> MediaFile:
    path = default_storage.save(name, ContentFile(content))
    checksum = hashlib.sha256(content).hexdigest()
    return MediaFile(path, "image", mime_type, len(content), checksum, 800, 600)
