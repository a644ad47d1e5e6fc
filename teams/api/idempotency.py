"""`Idempotency-Key` for every POST of the API."""

import json
from collections.abc import Callable, Iterator
from typing import cast

from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from teams.models import User
from teams.services.idempotency import (
    KeyReused,
    StillWorking,
    claim_key,
    fingerprint_of,
    forget_key,
    keep_answer,
)

HEADER = "Idempotency-Key"
MAX_KEY = 255


class Conflict(APIException):
    """409: the request is fine, the state of things is not."""

    status_code = 409
    default_detail = "This does not fit the present state."
    default_code = "conflict"


def body_parts(request: Request) -> Iterator[bytes]:
    """The parts of a request that make it what it is; uploaded files by content."""
    yield (request.method or "").encode()
    yield request.get_full_path().encode()
    yield json.dumps(_plain_data(request), sort_keys=True, cls=JSONEncoder).encode()
    for name, upload in sorted(request.FILES.items()):
        yield name.encode()
        yield from upload.chunks()
        upload.seek(0)


def _plain_data(request: Request):
    if not hasattr(request.data, "lists"):
        return request.data
    return {name: values for name, values in request.data.lists() if name not in request.FILES}


def answer_once(
    request: Request, work: Callable[[], Response], *, secrets: tuple[str, ...] = ()
) -> Response:
    """Run `work` once per key of the caller; later calls get the kept answer.

    Fields named in `secrets` are shown the first time only and never kept. A failed request
    leaves no trace, so its key may be used again. Raises Conflict (409) when the key was used
    for another request or is at work.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return work()
    if len(key) > MAX_KEY or not key.isprintable():
        raise ValidationError({HEADER: [f"At most {MAX_KEY} printable characters."]})
    record, is_ours = _claim(request, key)
    if not is_ours:
        return Response(record.answer, status=record.status_code)
    try:
        response = work()
    except BaseException:
        forget_key(record)
        raise
    plain = json.loads(json.dumps(response.data, cls=JSONEncoder))
    if isinstance(plain, dict):
        plain |= {name: None for name in secrets if name in plain}
    keep_answer(record, response.status_code, plain)
    return response


def _claim(request: Request, key: str):
    try:
        return claim_key(
            request._request.team,  # type: ignore[attr-defined]
            cast(User, request.user),
            caller=getattr(request.auth, "prefix", "session"),
            key=key,
            fingerprint=fingerprint_of(body_parts(request)),
            now=timezone.now(),
        )
    except (KeyReused, StillWorking) as error:
        raise Conflict(str(error)) from error
