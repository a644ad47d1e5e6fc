"""What the Sandbox answers, without its faults: one function per call."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from platforms.sandbox.comments import SimulatedComment, comments_at
from platforms.sandbox.growth import counters_at, followers_at
from platforms.sandbox.ledger import Ledger, OwnComment, StoredPost
from platforms.sandbox.tokens import read_token
from platforms.specs import UnknownPlatform, get_spec
from platforms.specs.comments import check_comment

PAGE_SIZE = 100
TEXT_FIELDS = ("text", "title", "link_url")


@dataclass(frozen=True)
class Request:
    """One call, read completely. Uploads carry `sha256` and `size` instead of a body."""

    method: str
    path: tuple[str, ...]  # behind /v1
    query: dict[str, str]
    token: str
    body: dict = field(default_factory=dict)
    base_url: str = ""
    upload: dict = field(default_factory=dict)


class Refusal(Exception):
    """A refusal with its status, a stable code and a sentence."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


Answer = tuple[int, dict]


def route_of(method: str, path: tuple[str, ...]) -> str:
    """The name of a call, for faults; empty when there is no such call."""
    match method, path:
        case "POST", ("media",):
            return "upload"
        case "POST", ("posts",):
            return "publish"
        case "GET", ("posts",):
            return "listing"
        case "GET", ("jobs", _):
            return "status"
        case "GET", ("account",):
            return "account"
        case "GET", ("posts", _, "metrics"):
            return "metrics"
        case "GET", ("posts", _, "comments"):
            return "comments"
        case "POST", ("posts", _, "comments"):
            return "comment"
        case _, ("posts", _):
            return {"GET": "status", "PATCH": "update", "DELETE": "delete"}.get(method, "")
    return ""


def authorised(ledger: Ledger, request: Request) -> str:
    """The account id that the token speaks for. Raises Refusal 401."""
    account = read_token(request.token)
    if account is None or ledger.open_account(account)["revoked"]:
        raise Refusal(401, "invalid_token", "The access token is expired or was revoked.")
    return account.account_id


def answer(ledger: Ledger, request: Request, *, delay: float = 0.0) -> Answer:
    """Perform a call. `delay`: seconds until a new post is live. Raises Refusal."""
    account_id = authorised(ledger, request)
    match route_of(request.method, request.path):
        case "upload":
            return _upload(ledger, account_id, request)
        case "publish":
            return _publish(ledger, account_id, request, delay)
        case "listing":
            return _listing(ledger, account_id, request)
        case "account":
            return _account(ledger, account_id)
        case "status" if request.path[0] == "jobs":
            return _job(ledger, account_id, request)
        case "":
            raise Refusal(404, "no_such_call", "There is no such call.")
    return _about_post(ledger, account_id, request)


def _about_post(ledger: Ledger, account_id: str, request: Request) -> Answer:
    post = _post_of(ledger, account_id, request.path[1])
    match route_of(request.method, request.path):
        case "metrics":
            return 200, _metrics(ledger, post)
        case "comments":
            return 200, _comments(ledger, post, request)
        case "comment":
            return _comment(ledger, post, request)
        case "update":
            return _update(ledger, post, request)
        case "delete":
            ledger.mark_deleted(post.post_id)
            return 200, {"id": post.post_id, "deleted": True}
    return 200, post_json(post, request.base_url, now=ledger.now())


def _post_of(ledger: Ledger, account_id: str, post_id: str) -> StoredPost:
    for post in ledger.posts(account_id=account_id, post_id=post_id):
        if post.deleted_at is None:
            return post
    raise Refusal(404, "post_not_found", "There is no such post on this account.")


def _upload(ledger: Ledger, account_id: str, request: Request) -> Answer:
    upload = request.upload
    if upload["size"] != upload["announced_size"] or upload["sha256"] != upload["announced_sha256"]:
        raise Refusal(400, "checksum_mismatch", "The upload is damaged: size or checksum differ.")
    media_id = ledger.add_media(
        account_id,
        sha256=upload["sha256"],
        size=upload["size"],
        mime=upload["mime"],
        facts=upload["facts"],
    )
    return 201, {"media_id": media_id, "size": upload["size"], "sha256": upload["sha256"]}


def _publish(ledger: Ledger, account_id: str, request: Request, delay: float) -> Answer:
    body = request.body
    media = _media_of(ledger, account_id, body.get("media", []))
    thumbnail = [body["thumbnail"]] if body.get("thumbnail") else []
    try:
        spec = get_spec(str(body.get("platform", "")))
    except UnknownPlatform as error:
        raise Refusal(400, "unknown_platform", str(error)) from error
    if not spec.text_fits(str(body.get("text", ""))):
        raise Refusal(400, "text_too_long", f"The text is too long for {spec.label}.")
    post = ledger.accept_post(
        account_id,
        reference=str(body.get("reference", "")),
        platform=spec.name,
        body={
            **{name: str(body.get(name, "")) for name in TEXT_FIELDS},
            "media": media,
            "thumbnail": _media_of(ledger, account_id, thumbnail),
            "options": body.get("options", {}),
        },
        delay=delay,
    )
    if delay:
        return 202, {"state": "processing", "job": ledger.open_job(post.post_id)}
    return 201, post_json(post, request.base_url, now=ledger.now())


def original_of(ledger: Ledger, request: Request) -> Answer:
    """A refusal that names the account's newest post with the same words; 409."""
    account_id = authorised(ledger, request)
    error = {"code": "duplicate", "message": "You have posted this already."}
    for post in ledger.posts(account_id=account_id):
        if post.body["text"] == request.body.get("text"):
            error |= {"id": post.post_id, "url": f"{request.base_url}/p/{post.post_id}"}
            break
    return 409, {"error": error}


def _media_of(ledger: Ledger, account_id: str, media_ids: object) -> list[dict]:
    if not isinstance(media_ids, list):
        raise Refusal(400, "invalid_media", "`media` must be a list of upload ids.")
    found = [ledger.media_facts(account_id, str(media_id)) for media_id in media_ids]
    if None in found:
        raise Refusal(400, "media_not_found", "One of the files was never uploaded.")
    return [facts for facts in found if facts is not None]


def _job(ledger: Ledger, account_id: str, request: Request) -> Answer:
    post_id = ledger.post_of_job(request.path[1])
    if post_id is None:
        raise Refusal(404, "job_not_found", "There is no such job.")
    if not post_id:
        return 200, {"state": "rejected", "message": "The video could not be processed."}
    post = _post_of(ledger, account_id, post_id)
    return 200, post_json(post, request.base_url, now=ledger.now())


def _listing(ledger: Ledger, account_id: str, request: Request) -> Answer:
    """The account's live posts, newest first; the youngest may not be shown yet."""
    cursor = request.query.get("cursor", "")
    before = int(cursor) if cursor.isdigit() else None
    page = ledger.posts(account_id=account_id, before_seq=before, limit=PAGE_SIZE)
    now = ledger.now()
    newest = now - ledger.behaviour().listing_lag_seconds
    shown = [
        post_json(post, request.base_url, now=now)
        for post in page
        if post.deleted_at is None and post.live_at <= now and post.posted_at <= newest
    ]
    more = len(page) == PAGE_SIZE
    return 200, {"posts": shown, "next_cursor": str(page[-1].seq) if more else None}


def _account(ledger: Ledger, account_id: str) -> Answer:
    row = ledger.account(account_id)
    posts = [post.facts for post in ledger.posts(account_id=account_id)]
    followers = followers_at(
        row["platform"], row["handle"], posts, opened_at=row["opened_at"], now=ledger.now()
    )
    return 200, {
        "account_id": account_id,
        "handle": row["handle"],
        "name": f"{row['handle']} (simulated)",
        "followers": followers,
        "simulation": True,
    }


def _metrics(ledger: Ledger, post: StoredPost) -> dict:
    """Only the counters that the impersonated platform reports; the others are not there."""
    counters = counters_at(post.facts, ledger.now())
    counters["comments_count"] += len(ledger.own_comments(post.post_id))
    offered = get_spec(post.platform).counters
    shown = {name: value for name, value in counters.items() if name in offered}
    return {"id": post.post_id, "metrics": shown, "simulation": True, "read_at": iso(ledger.now())}


def _comments(ledger: Ledger, post: StoredPost, request: Request) -> dict:
    """Newest first, in pages; the account's own are among them as soon as posts are listed."""
    now = ledger.now()
    newest = now - ledger.behaviour().listing_lag_seconds
    own = [comment for comment in ledger.own_comments(post.post_id) if comment.posted_at <= newest]
    said = [_said(post, comment) for comment in comments_at(post.facts, now)]
    said += [comment_json(post, comment) for comment in own]
    said.sort(key=lambda comment: comment["posted_at"], reverse=True)
    cursor = request.query.get("cursor", "")
    start = int(cursor) if cursor.isdigit() else 0
    more = start + PAGE_SIZE < len(said)
    return {
        "comments": said[start : start + PAGE_SIZE],
        "next_cursor": str(start + PAGE_SIZE) if more else None,
        "simulation": True,
    }


def _said(post: StoredPost, comment: SimulatedComment) -> dict:
    return {
        "id": f"{post.post_id}-{comment.number}",
        "author": comment.author,
        "text": comment.text,
        "likes": comment.likes,
        "posted_at": iso(comment.posted_at),
    }


def comment_json(post: StoredPost, comment: OwnComment) -> dict:
    """A comment of the account itself as the API shows it."""
    return {
        "id": comment.comment_id,
        "author": post.handle,
        "author_id": post.account_id,
        "text": comment.text,
        "likes": 0,
        "posted_at": iso(comment.posted_at),
    }


def _comment(ledger: Ledger, post: StoredPost, request: Request) -> Answer:
    """A comment of the account below its own post, by the rules of the impersonated platform."""
    text = str(request.body.get("text", ""))
    if not text.strip():
        raise Refusal(400, "text_missing", "A comment needs words.")
    if problems := check_comment(get_spec(post.platform), text):
        raise Refusal(400, "comment_refused", " ".join(problems))
    reference = str(request.body.get("reference", ""))
    comment = ledger.add_comment(post.post_id, reference=reference, text=text)
    return 201, {**comment_json(post, comment), "simulation": True}


def _update(ledger: Ledger, post: StoredPost, request: Request) -> Answer:
    changes = {name: str(request.body[name]) for name in TEXT_FIELDS if name in request.body}
    ledger.replace_body(post.post_id, {**post.body, **changes})
    changed = ledger.posts(post_id=post.post_id)[0]
    return 200, post_json(changed, request.base_url, now=ledger.now())


def post_json(post: StoredPost, base_url: str, *, now: float) -> dict:
    """A post as the API shows it."""
    return {
        "id": post.post_id,
        "reference": post.reference,
        "platform": post.platform,
        "state": "live" if post.live_at <= now else "processing",
        "url": f"{base_url}/p/{post.post_id}",
        "text": post.body["text"],
        "title": post.body["title"],
        "link_url": post.body["link_url"],
        "media": [item["sha256"] for item in post.body["media"]],
        "posted_at": iso(post.posted_at),
        "simulation": True,
    }


def ledger_json(
    post: StoredPost, base_url: str, *, now: float, own: Sequence[OwnComment] = ()
) -> dict:
    """A post as control shows it: its account, its own comments, whether it was deleted."""
    return {
        **post_json(post, base_url, now=now),
        "account_id": post.account_id,
        "handle": post.handle,
        "options": post.body["options"],
        "thumbnail": [item["sha256"] for item in post.body["thumbnail"]],
        "deleted": post.deleted_at is not None,
        "comments": [
            {"id": one.comment_id, "reference": one.reference, "text": one.text} for one in own
        ],
    }


def iso(epoch: float) -> str:
    """An epoch time as ISO 8601 in UTC."""
    return datetime.fromtimestamp(epoch, tz=UTC).isoformat()


def parse_object(raw: bytes) -> dict:
    """The JSON object of a body. Raises Refusal 400."""
    try:
        value = json.loads(raw or b"{}")
    except ValueError as error:
        raise Refusal(400, "invalid_json", "The body is not JSON.") from error
    if not isinstance(value, dict):
        raise Refusal(400, "invalid_json", "The body must be a JSON object.")
    return value
