"""Bluesky on this machine: an account's server, the app view behind it, and the video service."""

import base64
import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import ClassVar

from platforms.sandbox.faults import Reply as Fault
from tests.platforms.doubles.server import Call, Double, Refused, Reply

DID, HANDLE, PASSWORD = "did:plc:maker", "maker.example", "abcd-efgh-ijkl-mnop"
XRPC = "/xrpc/com.atproto."
APP = "/xrpc/app.bsky."
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def token_of(expires_at: datetime, kind: str) -> str:
    claims = {"exp": int(expires_at.timestamp()), "scope": kind}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{payload}.bluesky-secret"


def refused(status: int, error: str, message: str = "", **headers: str) -> Refused:
    return Refused(Reply(status, {"error": error, "message": message or error}, headers))


class BlueskyDouble(Double):
    """Knows one account. `records` holds every post by its key, `puts` every accepted call."""

    routes: ClassVar = (
        ("POST", rf"{XRPC}server\.createSession", "session", "create_session"),
        ("POST", rf"{XRPC}server\.refreshSession", "refresh", "refresh_session"),
        ("GET", rf"{XRPC}server\.getServiceAuth", "service_auth", "service_auth"),
        ("POST", rf"{XRPC}repo\.uploadBlob", "upload", "upload_blob"),
        ("POST", rf"{XRPC}repo\.putRecord", "publish", "put_record"),
        ("GET", rf"{XRPC}repo\.getRecord", "listing", "get_record"),
        ("POST", rf"{XRPC}repo\.deleteRecord", "delete", "delete_record"),
        ("GET", rf"{XRPC}identity\.resolveHandle", "resolve", "resolve_handle"),
        ("GET", rf"{APP}feed\.getPosts", "metrics", "get_posts"),
        ("GET", rf"{APP}feed\.getPostThread", "comments", "get_thread"),
        ("GET", rf"{APP}actor\.getProfile", "account", "get_profile"),
        ("POST", rf"{APP}video\.uploadVideo", "upload", "upload_video"),
        ("GET", rf"{APP}video\.getJobStatus", "job", "job_status"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict] = {}
        self.names: dict[str, str] = {}  # our key by record key, told by the test
        self.jobs: dict[str, dict] = {}
        self.job_polls_needed = 0
        self.life = timedelta(hours=2)
        self.sessions = 0
        self.valid = ""
        self.refresh_tokens: set[str] = set()

    def refusal(self, reply: Fault) -> Reply:
        status, error, message, headers = REFUSALS[reply]
        return Reply(status, {"error": error, "message": message}, headers)

    def accepted(self) -> list[str]:
        return [self.names.get(key, key) for key, one in self.records.items() if "reply" not in one]

    def commented(self) -> list[str]:
        """A reply is a record; the same key twice is one."""
        return [record["text"] for record in self.records.values() if "reply" in record]

    # sessions

    def create_session(self, call: Call) -> Reply:
        if call.json.get("identifier") not in (DID, HANDLE) or call.json["password"] != PASSWORD:
            raise refused(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def refresh_session(self, call: Call) -> Reply:
        token = call.headers["Authorization"].removeprefix("Bearer ")
        if token not in self.refresh_tokens:
            raise refused(400, "ExpiredToken", "Token has been revoked")
        self.refresh_tokens.remove(token)
        return self._session()

    def _session(self) -> Reply:
        self.sessions += 1
        self.valid = token_of(self.now() + self.life, f"access-{self.sessions}")
        refresh = token_of(self.now() + timedelta(days=90), f"refresh-{self.sessions}")
        self.refresh_tokens.add(refresh)
        service = {"id": "#atproto_pds", "serviceEndpoint": self.base_url}
        return Reply(
            200,
            {
                "did": DID,
                "handle": HANDLE,
                "accessJwt": self.valid,
                "refreshJwt": refresh,
                "didDoc": {"id": DID, "service": [service]},
            },
        )

    def _signed_in(self, call: Call) -> None:
        token = call.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self.valid:
            raise refused(400, "ExpiredToken", "Token has expired")

    # writing

    def upload_blob(self, call: Call) -> Reply:
        self._signed_in(call)
        if len(call.body) > 2_000_000:
            raise refused(400, "BlobTooLarge", "This file is too large.")
        return Reply(200, {"blob": blob_of(call.body, call.headers["Content-Type"])})

    def service_auth(self, call: Call) -> Reply:
        self._signed_in(call)
        assert call.query["aud"] == "did:web:127.0.0.1"
        assert call.query["lxm"] == "com.atproto.repo.uploadBlob"
        return Reply(200, {"token": "service-token"})

    def upload_video(self, call: Call) -> Reply:
        if call.headers.get("Authorization") != "Bearer service-token":
            raise refused(401, "AuthMissing", "no service token")
        assert call.query["did"] == DID
        job = hashlib.sha256(call.body).hexdigest()[:12]
        if job in self.jobs:
            status = {"jobId": job, "error": "already_exists", "state": "JOB_STATE_ENCODING"}
            return Reply(409, status)
        self.jobs[job] = {"blob": blob_of(call.body, "video/mp4"), "left": self.job_polls_needed}
        return Reply(200, {"jobStatus": {"jobId": job, "did": DID, "state": "JOB_STATE_CREATED"}})

    def job_status(self, call: Call) -> Reply:
        job = self.jobs[call.query["jobId"]]
        status = {"jobId": call.query["jobId"], "state": "JOB_STATE_ENCODING"}
        if job.get("failed"):
            status |= {"state": "JOB_STATE_FAILED", "message": "the video could not be processed"}
        elif job["left"] <= 0:
            status |= {"state": "JOB_STATE_COMPLETED", "blob": job["blob"]}
        job["left"] -= 1
        return Reply(200, {"jobStatus": status})

    def put_record(self, call: Call) -> Reply:
        self._signed_in(call)
        body = call.json
        assert body["repo"] == DID
        assert body["collection"] == "app.bsky.feed.post"
        assert TID.fullmatch(body["rkey"])
        record = body["record"]
        if len(record["text"].encode()) > 3000:
            raise refused(400, "InvalidRequest", "Record/text must not be longer than 3000 bytes")
        self.records[body["rkey"]] = record
        return Reply(200, {"uri": uri_of(body["rkey"]), "cid": "bafy"})

    def delete_record(self, call: Call) -> Reply:
        self._signed_in(call)
        self.records.pop(call.json["rkey"], None)
        return Reply(200, {})

    # reading

    def get_record(self, call: Call) -> Reply:
        rkey = call.query["rkey"]
        if rkey not in self.records:
            raise refused(400, "RecordNotFound", f"Could not locate record: {rkey}")
        return Reply(200, {"uri": uri_of(rkey), "cid": "bafy", "value": self.records[rkey]})

    def resolve_handle(self, call: Call) -> Reply:
        if not call.query["handle"].startswith("friend."):
            raise refused(400, "InvalidRequest", "Unable to resolve handle")
        return Reply(200, {"did": "did:plc:friend"})

    def get_posts(self, call: Call) -> Reply:
        self._signed_in(call)
        rkey = call.query["uris"].rsplit("/", 1)[-1]
        if rkey not in self.records:
            return Reply(200, {"posts": []})
        counts = {"likeCount": 12, "replyCount": 3, "repostCount": 4, "quoteCount": 1}
        post = {"uri": call.query["uris"], **counts, "bookmarkCount": 2, "indexedAt": "now"}
        return Reply(200, {"posts": [post]})

    def get_thread(self, call: Call) -> Reply:
        self._signed_in(call)
        first = reply_of("1", "2026-03-02T12:00:00Z")
        first["replies"] = [reply_of("2", "2026-03-02T14:00:00Z")]
        gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "at://x", "notFound": True}
        other = reply_of("3", "2026-03-02T13:00:00Z")
        return Reply(200, {"thread": {"post": {}, "replies": [first, gone, other]}})

    def get_profile(self, call: Call) -> Reply:
        self._signed_in(call)
        profile = {"did": DID, "handle": HANDLE, "displayName": "Maker", "followersCount": 321}
        return Reply(200, profile)


REFUSALS = {
    Fault.ERROR_500: (500, "InternalServerError", "Something went wrong", {}),
    Fault.ERROR_503: (503, "UpstreamFailure", "Upstream failure", {}),
    Fault.TIMEOUT_408: (408, "RequestTimeout", "The request took too long", {}),
    Fault.RATE_LIMITED: (429, "RateLimitExceeded", "Rate limited", {"Retry-After": "30"}),
    Fault.UNAUTHORIZED: (401, "InvalidToken", "Bad token signature", {}),
    Fault.FORBIDDEN: (403, "Forbidden", "Bad token scope", {}),
    Fault.REJECTED: (400, "InvalidRequest", "This content breaks the community rules.", {}),
}


def uri_of(rkey: str) -> str:
    return f"at://{DID}/app.bsky.feed.post/{rkey}"


def blob_of(content: bytes, mime: str) -> dict:
    link = f"bafk{hashlib.sha256(content).hexdigest()[:16]}"
    return {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": len(content)}


def reply_of(number: str, created_at: str) -> dict:
    return {
        "post": {
            "uri": f"at://did:plc:reader/app.bsky.feed.post/{number}",
            "author": {"did": "did:plc:reader", "handle": "reader.example"},
            "record": {"text": f"Reply {number}", "createdAt": created_at},
            "likeCount": 1,
        },
        "replies": [],
    }
