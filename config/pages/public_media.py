"""Files that a platform fetches from us: no session, but a signature that soon ends."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from media_assets.serving import send_by_path
from platforms.adapters.public_media import SIGNER_SALT

# Platforms pull within minutes; the longest wait that the reference names is a few hours.
LIFETIME = timedelta(hours=6)


@require_safe
def public_media(request, signed: str) -> HttpResponseBase:
    """The file whose storage path was signed; 404 when the signature is wrong or old."""
    try:
        path = TimestampSigner(salt=SIGNER_SALT).unsign(signed, max_age=LIFETIME)
    except BadSignature as error:
        raise Http404("This address is not valid any more.") from error
    return send_by_path(request, path, cache="private, max-age=60")
