"""The video service: it takes the file, works on it, and puts the result on the account's server.

Sending the same file again is answered with `already_exists` and the job or blob of the first
time (docs.bsky.app, video tutorial), so a repeated upload does no harm.
"""

import time
from collections.abc import Callable

from platforms.adapters.bluesky.session import Session, host_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.files import pieces_of
from platforms.adapters.http import Answer, PlatformClient
from platforms.adapters.types import MediaFile
from platforms.exceptions import PlatformError, Rejected, StepFailed

SERVICE = "https://video.bsky.app"
TOKEN_LIFE_SECONDS = 1800
SLOWEST_BYTES_PER_SECOND = 1_000_000
TIMEOUT_SECONDS = 20.0


class AlreadyThere(PlatformError):
    """The service has this file already; `status` is the job's."""

    def __init__(self, status: dict):
        super().__init__("Bluesky has this video already.")
        self.status = status


def upload_video(session: Session, item: MediaFile) -> dict:
    """Send a video; returns its job's status. Raises the errors of a step."""
    client = _client(_service_token(session))
    try:
        answer = client.call(
            "POST",
            "/xrpc/app.bsky.video.uploadVideo",
            params={"did": session.did, "name": f"{item.sha256[:32]}.mp4"},
            timeout_seconds=max(60.0, item.size_bytes / SLOWEST_BYTES_PER_SECOND),
            content=pieces_of(item),
            headers={"Content-Type": item.mime_type, "Content-Length": str(item.size_bytes)},
        )
    except AlreadyThere as already:
        return already.status
    return _status_in(answer)


def job_status(job: str) -> dict:
    """How far the service is with a job."""
    answer = _client().call(
        "GET",
        "/xrpc/app.bsky.video.getJobStatus",
        params={"jobId": job},
        timeout_seconds=TIMEOUT_SECONDS,
    )
    return _status_in(answer)


def finished_blob(status: dict) -> dict | None:
    """The blob of a finished job, None while it is worked on. Raises Rejected when it failed."""
    if isinstance(status.get("blob"), dict):
        return status["blob"]
    if status.get("state") == "JOB_STATE_FAILED":
        reason = status.get("message") or status.get("failureCode") or status.get("error")
        raise Rejected(f"Bluesky could not process this video: {reason or 'no reason given'}.")
    return None


def wait_for_blob(
    job: str, *, seconds: float, pause: Callable[[float], None] = time.sleep
) -> dict | None:
    """Ask each second until the video is ready; None when it is not within `seconds`."""
    ends_at = time.monotonic() + seconds
    while True:
        if blob := finished_blob(job_status(job)):
            return blob
        if time.monotonic() >= ends_at:
            return None
        pause(1.0)


def _status_in(answer: dict) -> dict:
    """A job's status comes bare or wrapped."""
    status = answer.get("jobStatus", answer)
    if not isinstance(status, dict) or not (status.get("jobId") or status.get("blob")):
        raise StepFailed("Bluesky did not name the video’s job.", raw=answer)
    return status


def _service_token(session: Session) -> str:
    """A token that lets the video service put the result on the account's server."""
    answer = session.client().call(
        "GET",
        "/xrpc/com.atproto.server.getServiceAuth",
        params={
            "aud": f"did:web:{host_of(session.server)}",
            "lxm": "com.atproto.repo.uploadBlob",
            "exp": str(int(time.time()) + TOKEN_LIFE_SECONDS),
        },
        timeout_seconds=TIMEOUT_SECONDS,
    )
    token = answer.get("token")
    if not isinstance(token, str):
        raise StepFailed("Bluesky gave no token for the video service.")
    return token


def _client(token: str = "") -> PlatformClient:
    return PlatformClient(
        platform="Bluesky",
        base_url=base_url("bluesky_video", SERVICE),
        headers={"Authorization": f"Bearer {token}"} if token else {},
        explain=_sentence_of,
        classify=_classify,
    )


def _sentence_of(answer: Answer) -> str:
    try:
        body = answer.json_object()
        status = body.get("jobStatus", body)
        return str(status.get("message") or status.get("error") or "")[:500]
    except (ValueError, AttributeError):
        return ""


def _classify(answer: Answer, error: PlatformError) -> PlatformError:
    try:
        status = _status_in(answer.json_object())
    except (ValueError, StepFailed):
        return error
    return AlreadyThere(status) if status.get("error") == "already_exists" else error
