"""Sending a finished export to the person who asked for it."""

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from media_assets.serving import send_stored
from teams.privacy.access import file_for


@login_required
@require_safe
def data_export(request, pk) -> HttpResponseBase:
    """The ZIP, with ranges, so that a long download can be taken up again."""
    row = file_for(request.user, pk)
    return send_stored(
        request,
        row.file_path,
        mime_type="application/zip",
        etag=row.file_sha256,
        cache="private, no-store",
        filename=f"reelay-{row.kind.replace('_', '-')}-{row.created_at:%Y-%m-%d}.zip",
        as_attachment=True,
    )
