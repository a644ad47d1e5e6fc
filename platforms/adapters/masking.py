"""Our secrets, taken out of what a network says: some repeat in an error what they were sent."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

SECRET_HEADER = re.compile(r"authorization|token|secret|api-?key", re.IGNORECASE)
SHORTEST = 8  # characters; a shorter word would be taken out of honest sentences
MASK = "…"


def secrets_in(headers: Mapping[str, str]) -> set[str]:
    """The tokens and passwords in the headers of a request."""
    found: set[str] = set()
    for name, value in headers.items():
        if SECRET_HEADER.search(name):
            word = value.rpartition(" ")[2]
            found |= {word, _password_in(word)}
    return found


def masked(body: bytes, secrets: Iterable[str]) -> bytes:
    """`body` without the secrets, as they are and as JSON or an address spells them."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            for spelling in {secret, json.dumps(secret)[1:-1], quote(secret, safe="")}:
                body = body.replace(spelling.encode(), MASK.encode())
    return body


def _password_in(word: str) -> str:
    """The password of an `Authorization: Basic …`; empty when it is none."""
    try:
        return base64.b64decode(word, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
