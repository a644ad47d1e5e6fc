"""What becomes of a video at Facebook: its phases, and where a finished one is found."""

from datetime import datetime

from platforms.adapters.facebook.rules import Kind
from platforms.adapters.meta import GraphClient
from platforms.adapters.meta_reading import CLOCK_SLACK, posts_since
from platforms.adapters.types import Absent, Found, Lookup, PostState, PublishResult, Unknown
from platforms.exceptions import Rejected

FAILED = ("error", "expired", "upload_failed")
SITE = "https://www.facebook.com"


def poll_video(graph: GraphClient, handle: str, video: str) -> PublishResult:
    """Whether a video is out yet. Raises Rejected when Facebook gave it up."""
    answer = graph.get(f"/{video}", {"fields": "status,permalink_url,post_id"})
    status = answer.get("status") or {}
    if status.get("video_status") in FAILED:
        raise Rejected(f"Facebook could not process the video: {_why(status)}", raw=answer)
    if phase_of(status, "publishing_phase") != "complete":
        return PublishResult(PostState.PROCESSING, handle=handle, raw=answer)
    return PublishResult(PostState.LIVE, post_id=video, url=address_of(answer, video), raw=answer)


def phase_of(status: dict, name: str) -> str:
    """The state of a phase; empty when Facebook does not say."""
    phase = status.get(name)
    return str(phase.get("status") or "") if isinstance(phase, dict) else ""


def address_of(answer: dict, node: str) -> str:
    """The public address; Facebook gives it without its host, or not at first."""
    link = str(answer.get("permalink_url") or f"/{node}")
    return link if link.startswith("https://") else f"{SITE}{link}"


def look_for_video(
    graph: GraphClient, page: str, kind: Kind, video: str, *, since: datetime
) -> Lookup:
    """Whether the call that ends an upload was taken.

    Live: found. In work: nothing is proved yet. Else the Page's listing decides, back past `since`.
    """
    answer = graph.get(f"/{video}", {"fields": "status,permalink_url,post_id"})
    status = answer["status"]
    publishing = phase_of(status, "publishing_phase")
    if publishing == "complete":
        return Found(video, address_of(answer, video), raw=answer)
    if publishing == "in_progress" or phase_of(status, "processing_phase") == "in_progress":
        return Unknown("Facebook is still working on the video.")
    edge = "video_reels" if kind is Kind.REEL else "videos"
    items = posts_since(
        graph,
        f"{page}/{edge}",
        "id,created_time,permalink_url",
        since=since - CLOCK_SLACK,
        time_field="created_time",
    )
    for item in items:
        if str(item["id"]) == video:
            return Found(video, address_of(item, video), raw=item)
    return Absent()


def _why(status: dict) -> str:
    """Facebook's words about the phase that failed."""
    for name in ("processing_phase", "uploading_phase", "publishing_phase"):
        phase = status.get(name)
        errors = (phase.get("errors") or [phase.get("error")]) if isinstance(phase, dict) else []
        for error in errors:
            if isinstance(error, dict) and error.get("message"):
                return str(error["message"])
    return str(status.get("video_status"))
