"""YouTube on this machine: resumable sessions, privacy, processing, figures, comments."""

import hashlib
import re
from datetime import datetime, timedelta

from platforms.sandbox import faults
from tests.platforms.doubles.server import Call, Double, Refused, Reply

TOKEN = "ya29.secret-of-the-channel"
CHANNEL = "UC-kitchen"
UPLOAD_STATES = {"ok": "processed", "processing": "uploaded", "processing_rejected": "rejected"}
PAGE = 8


def error(status: int, reason: str, message: str = "No.", **headers: str) -> Reply:
    """A refusal in Google's shape."""
    body = {"code": status, "message": message, "errors": [{"reason": reason}]}
    return Reply(status, {"error": body}, headers)


class YouTubeDouble(Double):
    routes = (
        ("POST", "/upload/youtube/v3/videos", "upload", "open_session"),
        ("PUT", "/upload/youtube/v3/videos", "chunk", "take_chunk"),
        ("POST", "/upload/youtube/v3/thumbnails/set", "cover", "set_cover"),
        ("PUT", "/youtube/v3/videos", "publish", "change"),
        ("GET", "/youtube/v3/videos", "listing", "read"),
        ("DELETE", "/youtube/v3/videos", "delete", "delete"),
        ("GET", "/youtube/v3/videos:batchGetStats", "metrics", "count"),
        ("GET", "/youtube/v3/commentThreads", "comments", "comment"),
        ("POST", "/youtube/v3/commentThreads", "comment", "add_thread"),
        ("GET", "/youtube/v3/channels", "account", "channel"),
        ("GET", "/v2/reports", "analytics", "report"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, dict] = {}
        self.videos: dict[str, dict] = {}
        self.published: list[str] = []  # ids, in the order in which they became public
        self.keys: dict[str, str] = {}  # id → our key, which YouTube never sees
        self.refuse_with: Reply | None = None
        self.keep_at_most: int | None = None
        self.comments_off = False

    @property
    def urls(self) -> dict[str, str]:
        return {
            "youtube": f"{self.base_url}/youtube/v3",
            "youtube_upload": f"{self.base_url}/upload/youtube/v3",
            "youtube_analytics": f"{self.base_url}/v2",
        }

    def accepted(self) -> list[str]:
        return [self.keys.get(video_id, video_id) for video_id in self.published]

    def refusal(self, reply: faults.Reply) -> Reply:
        reasons = {faults.Reply.UNAUTHORIZED: "authError", faults.Reply.FORBIDDEN: "forbidden"}
        status, payload, headers = super().refusal(reply)
        message = payload["error"]["message"]
        return error(status, reasons.get(reply, "backendError"), message, **headers)

    def check(self, call: Call) -> None:
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(error(401, "authError", "Invalid credentials"))
        if self.refuse_with:
            raise Refused(self.refuse_with)

    # uploads

    def open_session(self, call: Call) -> Reply:
        self.check(call)
        snippet, status = call.json["snippet"], call.json["status"]
        if call.query["uploadType"] != "resumable" or call.query["part"] != "snippet,status":
            return error(400, "invalidVideoMetadata")
        if not snippet["title"] or len(snippet["title"]) > 100:
            return error(400, "invalidTitle", "The title is not valid.")
        if status["privacyStatus"] != "private":
            return error(400, "test", "A video must start as a private one.")
        name = f"session-{len(self.sessions) + 1}"
        total = int(call.headers["X-Upload-Content-Length"])
        metadata = {"snippet": snippet, "status": status}
        self.sessions[name] = {"total": total, "bytes": bytearray(), **metadata}
        url = f"{self.urls['youtube_upload']}/videos?uploadType=resumable&upload_id={name}"
        return Reply(200, b"", {"Location": url})

    def take_chunk(self, call: Call) -> Reply:
        self.check(call)
        session = self.sessions.get(call.query["upload_id"])
        if session is None:
            return error(404, "notFound")
        asked = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", call.headers["Content-Range"])
        if asked is None or int(asked[3]) != session["total"]:
            return error(400, "badContentRange")
        if asked[1] and not self._store(session, int(asked[1]), int(asked[2]), call.body):
            return error(400, "badChunk", "Chunks are multiples of 262,144 bytes, in order.")
        if len(session["bytes"]) < session["total"]:
            return Reply(308, b"", _range_of(session))
        return Reply(200, self._video_of(session))

    def _store(self, session: dict, start: int, end: int, body: bytes) -> bool:
        is_last = end + 1 == session["total"]
        in_order = start == len(session["bytes"]) and end - start + 1 == len(body)
        if not in_order or (not is_last and len(body) % 262_144):
            return False
        session["bytes"] += body[: self.keep_at_most]
        return True

    def _video_of(self, session: dict) -> dict:
        if "id" not in session:
            session["id"] = f"video{len(self.videos) + 1}"
            self.videos[session["id"]] = {
                "id": session["id"],
                "snippet": session["snippet"],
                "status": {**session["status"], "uploadStatus": "uploaded"},
                "sha256": hashlib.sha256(session["bytes"]).hexdigest(),
                "uploaded_at": self.now(),
            }
        return self.shown(session["id"])

    def set_cover(self, call: Call) -> Reply:
        self.check(call)
        video = self.videos[call.query["videoId"]]
        if call.headers["Content-Type"] not in ("image/jpeg", "image/png"):
            return error(400, "invalidImage")
        if self.shown(video["id"])["status"]["uploadStatus"] != "processed" and video.get("short"):
            return error(403, "forbidden", "Shorts get a cover once they are processed.")
        video["cover"] = call.body
        return Reply(200, {"items": []})

    # videos

    def shown(self, video_id: str) -> dict:
        """A video as the API shows it."""
        video = self.videos[video_id]
        status = dict(video["status"])
        if self.now() >= video.get("processed_at", video["uploaded_at"]):
            status["uploadStatus"] = video.get("becomes", "processed")
            status |= {"rejectionReason": "inappropriate"} if "becomes" in video else {}
        return {"id": video_id, "snippet": video["snippet"], "status": status}

    def change(self, call: Call) -> Reply:
        self.check(call)
        if call.fault.reply is faults.Reply.DUPLICATE:
            return error(400, "invalidVideoMetadata")
        video = self.videos.get(call.json["id"])
        if video is None:
            return error(404, "videoNotFound", "The video cannot be found.")
        if call.query["part"] == "snippet":
            video["snippet"] = call.json["snippet"]
            return Reply(200, self.shown(video["id"]))
        self._process(video, call.fault.reply)
        if call.fault.performs:
            video["status"] = {**call.json["status"], "uploadStatus": "uploaded"}
            video["published_at"] = self.now()
            self.published.append(video["id"])
        shown = self.shown(video["id"])
        return Reply(200, {**shown, "status": {**shown["status"], **call.json["status"]}})

    def _process(self, video: dict, reply: faults.Reply) -> None:
        if reply is faults.Reply.PROCESSING:
            video["processed_at"] = self.now() + timedelta(seconds=30)
        if reply is faults.Reply.PROCESSING_REJECTED:
            video["status"]["uploadStatus"] = "failed"
            video["becomes"] = "failed"

    def read(self, call: Call) -> Reply:
        self.check(call)
        video = self.videos.get(call.query["id"])
        if video is None:
            return Reply(200, {"items": []})
        shown = self.shown(video["id"])
        published_at = video.get("published_at")
        if published_at and self.now() - published_at < self.listing_lag:
            shown["status"] = {**shown["status"], "privacyStatus": "private"}
        return Reply(200, {"items": [shown]})

    def delete(self, call: Call) -> Reply:
        self.check(call)
        del self.videos[call.query["id"]]
        return Reply(204, b"")

    # readings

    def _age(self, video_id: str) -> timedelta:
        return self.now() - self.videos[video_id]["published_at"]

    def count(self, call: Call) -> Reply:
        self.check(call)
        views = 40 + int(self._age(call.query["id"]).total_seconds() // 60)
        counted = {"viewCount": str(views), "likeCount": str(views // 20)}
        if not self.comments_off:
            counted["commentCount"] = str(len(self._written(call.query["id"])))
        return Reply(200, {"items": [{"id": call.query["id"], "statistics": counted}]})

    def _written(self, video_id: str) -> list[tuple[int, datetime]]:
        began = self.videos[video_id]["published_at"]
        return [(n, began + timedelta(hours=8 * n)) for n in range(1, self._age(video_id).days * 3)]

    def comment(self, call: Call) -> Reply:
        self.check(call)
        if self.comments_off:
            return error(403, "commentsDisabled", "Comments are off.")
        written = self._written(call.query["videoId"])[::-1]
        start = int(call.query.get("pageToken", "0"))
        threads = [self._own(one) for one in self.own_below(call.query["videoId"])]
        threads += [_thread(written[i : i + 2]) for i in range(0, len(written), 2)]
        more = {"nextPageToken": str(start + PAGE)} if len(threads) > start + PAGE else {}
        return Reply(200, {"items": threads[start : start + PAGE], **more})

    def _own(self, own: dict) -> dict:
        snippet = {
            "authorDisplayName": "@kitchen",
            "authorChannelId": {"value": CHANNEL},
            "textDisplay": own["text"],
            "publishedAt": own["at"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return {"snippet": {"topLevelComment": {"id": own["id"], "snippet": snippet}}}

    def add_thread(self, call: Call) -> Reply:
        self.check(call)
        thread = call.json["snippet"]
        if self.comments_off:
            return error(403, "commentsDisabled", "Comments are off.")
        if thread["videoId"] not in self.videos or thread["channelId"] != CHANNEL:
            return error(404, "videoNotFound", "The video cannot be found.")
        text = thread["topLevelComment"]["snippet"]["textOriginal"]
        own = self.add_comment(thread["videoId"], text)
        return Reply(200, {"id": own["id"], "snippet": thread})

    def report(self, call: Call) -> Reply:
        self.check(call)
        if call.query["ids"] != "channel==MINE" or not call.query["filters"].startswith("video=="):
            return error(400, "badRequest")
        names = call.query["metrics"].split(",")
        if self._age(call.query["filters"].removeprefix("video==")) < timedelta(days=2):
            return Reply(200, {"columnHeaders": [{"name": name} for name in names]})
        return Reply(200, {"columnHeaders": [{"name": n} for n in names], "rows": [[3, 90, 2, 1]]})

    def channel(self, call: Call) -> Reply:
        self.check(call)
        snippet = {"title": "Kitchen", "customUrl": "@kitchen"}
        counted = {"subscriberCount": "1230", "hiddenSubscriberCount": False}
        return Reply(200, {"items": [{"id": CHANNEL, "snippet": snippet, "statistics": counted}]})


def _range_of(session: dict) -> dict[str, str]:
    size = len(session["bytes"])
    return {"Range": f"bytes=0-{size - 1}"} if size else {}


def _comment(number: int, at: datetime) -> dict:
    snippet = {
        "authorDisplayName": f"@viewer{number}",
        "textDisplay": f"Comment {number}",
        "likeCount": number % 4,
        "publishedAt": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return {"id": f"comment{number}", "snippet": snippet}


def _thread(pair: list[tuple[int, datetime]]) -> dict:
    *replies, top = [_comment(*item) for item in pair]
    return {"snippet": {"topLevelComment": top}, "replies": {"comments": replies}}
