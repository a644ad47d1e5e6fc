"""The address of a review link: the id of its row, signed with the server's key.

Nothing that is stored is enough to make one. It has no end of its own: the row says until when.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from scheduling.models import ReviewLink

SALT = "scheduling.review_link"


def _signer() -> Signer:
    return Signer(sep=".", salt=SALT)


def token_of(link: ReviewLink) -> str:
    """The part of the address that nobody can guess."""
    return _signer().sign(link.pk.hex)


def address_of(link: ReviewLink) -> str:
    """The whole address to send to the client."""
    return settings.BASE_URL.rstrip("/") + reverse("client-review", args=[token_of(link)])


def link_with(token: str) -> ReviewLink | None:
    """The link whose address this is, open or not; None for what we did not sign."""
    try:
        pk = UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return (
        ReviewLink.objects.select_related("team", "connection", "created_by").filter(pk=pk).first()
    )
