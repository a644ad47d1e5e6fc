"""The door for networks: `/api/webhooks/<platform>`."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from platforms.models import PlatformName
from platforms.specs import get_spec
from platforms.webhooks.checks import Arrival
from platforms.webhooks.receiving import Receipt, receive
from platforms.webhooks.secrets import META, secrets_of
from platforms.webhooks.signing import same

MAX_BODY_BYTES = 256 * 1024
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}")
STATUS = {Receipt.STORED: 200, Receipt.SEEN_BEFORE: 200, Receipt.UNPROVED: 401}
NO_SUCH_NETWORK = "There is no network of this name. Addresses have no slash at the end."
UNPROVED = "The signature is missing, wrong or too old, or no secret is set for this network."


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, platform: str) -> HttpResponse:
    """Take an event of `platform` in, or answer its question whether we are there."""
    if platform not in PlatformName.values or get_spec(platform).network != platform:
        return problem(404, NO_SUCH_NETWORK)
    if request.method == "GET":
        return answer_challenge(request, platform)
    body = read_body(request)
    if body is None:
        return problem(413, f"An event has {MAX_BODY_BYTES // 1024} KB at most.")
    receipt = receive(arrival_of(request, platform, body))
    if receipt == Receipt.UNPROVED:
        return problem(401, UNPROVED)
    return JsonResponse({"status": receipt.value})


def read_body(request: HttpRequest) -> bytes | None:
    """The raw body, read no further than the limit; None when it is longer."""
    try:
        announced = int(request.headers.get("content-length") or 0)
    except ValueError:
        announced = 0
    if announced > MAX_BODY_BYTES:
        return None
    body = request.read(MAX_BODY_BYTES + 1)
    return body if len(body) <= MAX_BODY_BYTES else None


def arrival_of(request: HttpRequest, platform: str, body: bytes) -> Arrival:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Arrival(platform, body, headers, request.GET.get("secret", ""), timezone.now())


def answer_challenge(request: HttpRequest, platform: str) -> HttpResponse:
    """Meta asks with a token that we chose; Mailchimp only whether the address answers."""
    if platform in META:
        return echo(request, settings.PLATFORM_WEBHOOK_VERIFY_TOKEN)
    if platform == "email":
        given = request.GET.get("secret", "")
        known = [same(secret, given) for secret in secrets_of(platform)]
        return JsonResponse({"status": "here"}) if any(known) else problem(401, UNPROVED)
    return problem(405, "Events come by POST.")


def echo(request: HttpRequest, token: str) -> HttpResponse:
    asked, challenge = request.GET, request.GET.get("hub.challenge", "")
    is_ours = bool(token) and same(token, asked.get("hub.verify_token", ""))
    if not is_ours or asked.get("hub.mode") != "subscribe" or not CHALLENGE.fullmatch(challenge):
        return problem(401, "The verify token is not the one that is set here.")
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def problem(status: int, detail: str) -> JsonResponse:
    return JsonResponse(
        {"status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
