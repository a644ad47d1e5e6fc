"""Sending stored files to members of their team, with ranges for players.

Files come from storage through us, also from S3: every byte passes the team check, and the
browser needs no other origin (`docs/decisions.md`).
"""

import hashlib
import posixpath
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from media_assets.access import NOT_FOUND, asset_for, variant_for
from media_assets.decoding.facts import EXTENSIONS
from media_assets.exceptions import StoredFileMissing
from media_assets.ranges import ByteRange, RangeNotSatisfiable, parse_range
from media_assets.services.storage import read_range, stored_size, team_folder

MIME_TYPES = {extension: mime for mime, extension in EXTENSIONS.items()}
# Names in storage are never written over, so what is behind one never changes.
FOR_EVER = "private, max-age=31536000, immutable"
AN_HOUR = "private, max-age=3600"
# Should a browser ever take a file for a page, that page can do nothing.
IN_A_BOX = "default-src 'none'; media-src 'self'; sandbox"
A_MINUTE = "private, max-age=60"  # the picture of an asset changes when it is analysed


@login_required
@require_safe
def asset_file(request, pk) -> HttpResponseBase:
    """The original, for the player; `?download=1` saves it under the name that people know."""
    asset = asset_for(request.team, pk)
    return send_stored(
        request,
        asset.storage_path,
        mime_type=asset.mime_type,
        etag=asset.sha256,
        cache=AN_HOUR,
        filename=asset.filename,
        as_attachment="download" in request.GET,
    )


@login_required
@require_safe
def variant_file(request, pk) -> HttpResponseBase:
    """A rendered copy, for the player; `?download=1` saves it. 404 until it is ready."""
    variant = variant_for(request.team, pk)
    if not variant.storage_path:
        raise Http404(NOT_FOUND)
    name = f"{Path(variant.media_asset.filename).stem}-prepared{Path(variant.storage_path).suffix}"
    return send_stored(
        request,
        variant.storage_path,
        mime_type=variant.mime_type,
        etag=variant.sha256,
        cache=AN_HOUR,
        filename=name,
        as_attachment="download" in request.GET,
    )


@login_required
@require_safe
def asset_thumbnail(request, pk) -> HttpResponseBase:
    """The small picture of an asset; 404 when it has none (sound)."""
    asset = asset_for(request.team, pk)
    if not asset.thumbnail_url:
        raise Http404(NOT_FOUND)
    return send_by_path(request, asset.thumbnail_url, cache=A_MINUTE)


@login_required
@require_safe
def stored_file(request, path: str) -> HttpResponseBase:
    """A frame or another file below the prefix of one's own team."""
    is_plain = posixpath.normpath(path) == path and "\\" not in path and "\0" not in path
    if request.team is None or not is_plain or not path.startswith(team_folder(request.team.pk)):
        raise Http404(NOT_FOUND)
    return send_by_path(request, path, cache=FOR_EVER)


def send_by_path(request, path: str, *, cache: str) -> HttpResponseBase:
    """Send a file whose kind its own, generated name tells; anything else is a download."""
    mime_type = MIME_TYPES.get(path.rpartition(".")[2])
    return send_stored(
        request,
        path,
        mime_type=mime_type or "application/octet-stream",
        etag=hashlib.sha256(path.encode()).hexdigest(),
        cache=cache,
        filename=posixpath.basename(path),
        as_attachment=mime_type is None,
    )


def send_stored(
    request,
    storage_path: str,
    *,
    mime_type: str,
    etag: str,
    cache: str,
    filename: str,
    as_attachment: bool,
) -> HttpResponseBase:
    """Answer 200, 206, 304 or 416. A file that the storage has lost is a 404."""
    try:
        size = stored_size(storage_path)
    except StoredFileMissing as error:
        raise Http404("The file is missing in storage.") from error
    strong = quote_etag(etag)
    response = get_conditional_response(request, etag=strong) or answer(
        request, storage_path, size, strong
    )
    disposition = content_disposition_header(as_attachment, filename)
    response["ETag"] = strong
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = cache
    response["Content-Disposition"] = disposition or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = IN_A_BOX
    if response.status_code in (200, 206):
        response["Content-Type"] = mime_type
    return response


def answer(request, storage_path: str, size: int, etag: str) -> HttpResponseBase:
    """The whole file or the part asked for."""
    try:
        part = asked_part(request, size, etag)
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    span = part or ByteRange(0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(read_range(storage_path, span.start, span.stop))
    response["Content-Length"] = str(span.stop - span.start)
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = part.content_range(size)
    return response


def asked_part(request, size: int, etag: str) -> ByteRange | None:
    """The range asked for, unless it was asked of another version. Raises RangeNotSatisfiable."""
    header = request.headers.get("Range")
    if header is None or request.headers.get("If-Range", etag) != etag:
        return None
    return parse_range(header, size)
