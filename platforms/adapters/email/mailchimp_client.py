"""The way to Mailchimp: which data centre, which sign-in, and what its errors mean."""

import base64
import re

from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import Answer, PlatformClient, retry_at
from platforms.exceptions import PlatformError, RateLimited, ReconnectNeeded
from platforms.models import Connection

API = "https://{dc}.api.mailchimp.com/3.0"
DATA_CENTRE = re.compile(r"[a-z]{2,4}\d{1,3}", re.ASCII)  # it becomes part of a host name
STEP_SECONDS = 30.0


def mailchimp_client(connection: Connection) -> PlatformClient:
    """A client for the connection's key or token. Raises ReconnectNeeded when there is none."""
    token = access_token_of(connection)
    centre = data_centre_of(token) or data_centre_of(f"-{connection.metadata.get('dc') or ''}")
    if not centre:
        raise ReconnectNeeded(
            f"{connection}: the key does not name Mailchimp’s data centre (it ends in “-us12” or "
            "the like). Connect the account again."
        )
    return PlatformClient(
        platform="Mailchimp",
        base_url=base_url("mailchimp", API.format(dc=centre)),
        headers={"Authorization": _authorization(token)},
        explain=explain,
        classify=classify,
    )


def data_centre_of(key: str) -> str:
    """What stands behind a key's last hyphen, if it may be a data centre; else empty."""
    _, hyphen, centre = key.rpartition("-")
    return centre if hyphen and DATA_CENTRE.fullmatch(centre) else ""


def _authorization(token: str) -> str:
    if not data_centre_of(token):  # an OAuth token
        return f"Bearer {token}"
    return f"Basic {base64.b64encode(f'any:{token}'.encode()).decode()}"


def explain(answer: Answer) -> str:
    """The words of a problem document: its detail, and what it says of single fields."""
    try:
        problem = answer.json_object()
    except ValueError:
        return ""
    errors = problem.get("errors")
    parts = [str(problem.get("detail") or problem.get("title") or "")]
    for one in errors if isinstance(errors, list) else []:
        if isinstance(one, dict):
            parts.append(f"{one.get('field', '')}: {one.get('message', '')}".strip(": "))
    return " ".join(part for part in parts if part)[:500]


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """A 403 that is no problem document comes from the edge and means “slower”."""
    if answer.status != 403 or _is_problem(answer):
        return error
    sentence = "Mailchimp asks us to wait."
    return RateLimited(sentence, retry_at=retry_at(answer), detail=error.detail)


def _is_problem(answer: Answer) -> bool:
    try:
        return "title" in answer.json_object()
    except ValueError:
        return False
