"""The cover image. Whatever goes wrong with it, the video goes out: it is never sent again."""

from io import BytesIO

from PIL import Image

from platforms.adapters.files import pieces_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.types import MediaFile
from platforms.exceptions import PlatformError, Rejected

TAKEN_AS_IT_IS = frozenset({"image/jpeg", "image/png"})
MAX_BYTES = 50_000_000  # 2 MB until 14 Sep 2026
CALL_SECONDS = 20.0
JPEG_QUALITY = 90
COVER_SET = "set"


def set_cover(client: PlatformClient, video_id: str, cover: MediaFile) -> str:
    """Give a video its cover: “set”, or the sentence that says why it has none."""
    try:
        mime_type, content = _image(cover)
        client.call(
            "POST",
            "/thumbnails/set",
            timeout_seconds=CALL_SECONDS,
            params={"videoId": video_id, "uploadType": "media"},
            content=[content],
            headers={"Content-Type": mime_type, "Content-Length": str(len(content))},
        )
    except PlatformError as error:
        return f"The video has no cover: {error.user_sentence}"
    return COVER_SET


def _image(cover: MediaFile) -> tuple[str, bytes]:
    if cover.size_bytes > MAX_BYTES:
        raise Rejected("YouTube takes covers of at most 50 MB.")
    content = b"".join(pieces_of(cover))
    if cover.mime_type in TAKEN_AS_IT_IS:
        return cover.mime_type, content
    return "image/jpeg", _as_jpeg(content)


def _as_jpeg(content: bytes) -> bytes:
    jpeg = BytesIO()
    try:
        with Image.open(BytesIO(content)) as image:
            image.convert("RGB").save(jpeg, "JPEG", quality=JPEG_QUALITY)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Rejected("The cover is no image that can be read.", detail=str(error)) from error
    return jpeg.getvalue()
