"""A picture into Mailchimp's file manager: base64 inside JSON, written piece by piece."""

import base64
import json
import math
from collections.abc import Iterator
from itertools import repeat

from platforms.adapters.email.mailchimp_client import STEP_SECONDS
from platforms.adapters.files import pieces_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.types import MediaFile
from platforms.exceptions import StepFailed

PIECE_BYTES = 49_152  # divisible by three, so that the pieces' base64 may be joined
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}


def upload_picture(client: PlatformClient, item: MediaFile, name: str) -> str:
    """The address of the uploaded picture. Raises Rejected for a file that is gone or damaged."""
    filename = f"{name}-{item.sha256[:12]}.{ENDINGS.get(item.mime_type, 'bin')}"
    start = f'{{"name": {json.dumps(filename)}, "file_data": "'.encode()
    length = len(start) + 4 * math.ceil(item.size_bytes / 3) + 2
    answer = client.call(
        "POST",
        "/file-manager/files",
        timeout_seconds=max(STEP_SECONDS, item.size_bytes / 200_000),
        content=_body_of(item, start),
        headers={"Content-Type": "application/json", "Content-Length": str(length)},
    )
    url = answer.get("full_size_url")
    if not isinstance(url, str) or not url.startswith("http"):
        raise StepFailed("Mailchimp did not say where the picture is.")
    return url


def _body_of(item: MediaFile, start: bytes) -> Iterator[bytes]:
    yield start
    for piece in pieces_of(item, repeat(PIECE_BYTES)):
        yield base64.b64encode(piece)
    yield b'"}'
