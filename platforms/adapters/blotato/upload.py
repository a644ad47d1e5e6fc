"""A file on its way to Blotato: an address of its own per try, then the bytes in one call."""

from mimetypes import guess_extension
from urllib.parse import parse_qsl, urlsplit

from platforms.adapters.address_guard import AddressGuard
from platforms.adapters.files import pieces_of
from platforms.adapters.http import Answer, PlatformClient
from platforms.adapters.types import MediaFile
from platforms.exceptions import PlatformError, ReconnectNeeded, Rejected, StepFailed

CALL_SECONDS = 20.0
LONGEST_UPLOAD_SECONDS = 90.0  # it cannot be continued, and a worker's lease is two minutes
BYTES_A_SECOND = 500_000  # an upload that is slower than this is given up


def upload(client: PlatformClient, item: MediaFile, name: str) -> str:
    """Send one file; returns its public address, which no other upload has."""
    filename = name + (guess_extension(item.mime_type) or "")
    granted = client.call(
        "POST", "/media/uploads", timeout_seconds=CALL_SECONDS, json_body={"filename": filename}
    )
    public_url = granted.get("publicUrl")
    if not isinstance(public_url, str) or not public_url.startswith("https://"):
        raise StepFailed("Blotato did not say where the file will be.")
    _put(_upload_address(granted.get("presignedUrl"), home=client.base_url), item)
    return public_url


def _upload_address(url: object, *, home: str) -> str:
    """Where to send the bytes. No key goes there, and the connection's guard keeps it public."""
    parts, at_home = urlsplit(url if isinstance(url, str) else ""), urlsplit(home)
    if (parts.scheme, parts.netloc) == (at_home.scheme, at_home.netloc):
        return parts.geturl()
    if parts.scheme != "https" or not parts.hostname or parts.port not in (None, 443):
        raise StepFailed("Blotato named no upload address that can be used.")
    return parts.geturl()


def _put(url: str, item: MediaFile) -> None:
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    client = PlatformClient("Blotato", origin, {}, classify=_classify, guard=AddressGuard())
    seconds = min(LONGEST_UPLOAD_SECONDS, 20.0 + item.size_bytes / BYTES_A_SECOND)
    client.send(
        "PUT",
        parts.path,
        timeout_seconds=seconds,
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
        content=pieces_of(item),
        headers={"Content-Type": item.mime_type, "Content-Length": str(item.size_bytes)},
    )


def _classify(_answer: Answer, error: PlatformError) -> PlatformError:
    """The address is short-lived: what it refuses is asked for anew, and nobody's fault."""
    if isinstance(error, Rejected | ReconnectNeeded):
        return StepFailed("Blotato’s storage did not take the file.", detail=error.detail)
    return error
