"""TikTok on this machine: inits, chunks, statuses, the creator, public posts."""

import hashlib
import re
from datetime import datetime, timedelta

from platforms.sandbox import faults
from tests.platforms.doubles.server import Call, Double, Refused, Reply

TOKEN = "act.secret-of-the-creator"
OPEN_ID = "open-id-1"
MB = 1_000_000
FIRST_ID = 7_400_000_000_000_000_001


def said(code: str, status: int = 200, message: str = "", **headers: str) -> Reply:
    """An answer without data, in TikTok's shape."""
    error = {"code": code, "message": message, "log_id": "20261121"}
    return Reply(status, {"data": {}, "error": error}, headers)


def ok(data: dict) -> Reply:
    return Reply(200, {"data": data, "error": {"code": "ok", "message": "", "log_id": "2026"}})


class TikTokDouble(Double):
    routes = (
        ("POST", "/v2/post/publish/creator_info/query/", "creator", "creator_info"),
        ("POST", "/v2/post/publish/video/init/", "upload", "init_video"),
        ("PUT", "/video/([^/]+)", "publish", "take_chunk"),
        ("POST", "/v2/post/publish/content/init/", "photos", "init_photos"),
        ("POST", "/v2/post/publish/status/fetch/", "listing", "status"),
        ("POST", "/v2/video/list/", "list", "list_posts"),
        ("POST", "/v2/video/query/", "metrics", "count"),
        ("GET", "/v2/user/info/", "account", "user"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, dict] = {}
        self.posted: list[str] = []  # publish ids, in the order in which they were taken
        self.keys: dict[str, str] = {}  # publish id → our key, which TikTok never sees
        self.privacy_levels = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
        self.longest = 600
        self.says: dict[str, Reply] = {}  # method → what it answers instead
        self.upload_host = ""

    @property
    def urls(self) -> dict[str, str]:
        # the upload host is granted by the API: it may be the API's own address
        return {"tiktok": f"{self.base_url}/v2"}

    def accepted(self) -> list[str]:
        return [self.keys.get(publish_id, publish_id) for publish_id in self.posted]

    def refusal(self, reply: faults.Reply) -> Reply:
        codes = {
            faults.Reply.UNAUTHORIZED: "access_token_invalid",
            faults.Reply.FORBIDDEN: "scope_not_authorized",
            faults.Reply.RATE_LIMITED: "rate_limit_exceeded",
            faults.Reply.REJECTED: "spam_risk_text",
        }
        status, payload, headers = super().refusal(reply)
        message = payload["error"]["message"]
        return said(codes.get(reply, "internal_error"), status, message, **headers)

    def check(self, call: Call, method: str) -> None:
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(said("access_token_invalid", 401, "The token is invalid."))
        if method in self.says:
            raise Refused(self.says[method])

    def creator_info(self, call: Call) -> Reply:
        self.check(call, "creator_info")
        return ok(
            {
                "creator_username": "kitchen",
                "privacy_level_options": self.privacy_levels,
                "comment_disabled": False,
                "duet_disabled": True,
                "stitch_disabled": False,
                "max_video_post_duration_sec": self.longest,
            }
        )

    # videos

    def init_video(self, call: Call) -> Reply:
        self.check(call, "init_video")
        info, source = call.json["post_info"], call.json["source_info"]
        if info["privacy_level"] not in self.privacy_levels:
            return said("privacy_level_option_mismatch", 400)
        if not _is_well_cut(source):
            return said("invalid_params", 400, "The chunks break the rules.")
        publish_id = f"v_pub_file~{len(self.uploads) + 1}"
        self.uploads[publish_id] = {
            "info": info,
            "source": source,
            "bytes": bytearray(),
            "state": "PROCESSING_UPLOAD",
            "begun_at": self.now(),
        }
        host = self.upload_host or self.base_url
        url = f"{host}/video/{len(self.uploads)}?upload_token=secret%2Btoken"
        return ok({"publish_id": publish_id, "upload_url": url})

    def take_chunk(self, call: Call) -> Reply:
        publish_id = f"v_pub_file~{call.parts[0]}"
        upload = self.uploads[publish_id]
        if call.headers.get("Authorization") or call.query["upload_token"] != "secret+token":
            return Reply(403, {"message": "wrong permission"})
        total, size = upload["source"]["video_size"], upload["source"]["chunk_size"]
        asked = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", call.headers.get("Content-Range", ""))
        if asked is None or int(asked[3]) != total or int(asked[1]) != len(upload["bytes"]):
            return Reply(416, {"message": "wrong range"})
        is_last = int(asked[2]) + 1 == total
        if len(call.body) < size or (len(call.body) != size and not is_last):
            return Reply(400, {"message": "a chunk of the wrong size"})
        if call.fault.performs:
            upload["bytes"] += call.body
        if not is_last:
            return Reply(206, b"")
        return self._post(publish_id, call.fault)

    def _post(self, publish_id: str, fault: faults.Fault) -> Reply:
        upload = self.uploads[publish_id]
        if fault.reply is faults.Reply.PROCESSING_REJECTED:
            upload |= {"state": "FAILED", "reason": "frame_rate_check_failed"}
        elif fault.performs:
            wait = 30 if fault.reply is faults.Reply.PROCESSING else 0
            self._take(publish_id, self.now() + timedelta(seconds=wait))
        return Reply(201, {"taken": "x" * 60})  # long enough to be dripped

    def _take(self, publish_id: str, live_at: datetime) -> None:
        number = len(self.posted)
        post = {"state": "PUBLISH_COMPLETE", "taken_at": self.now(), "live_at": live_at}
        self.uploads[publish_id] |= {**post, "id": FIRST_ID + number}
        self.posted.append(publish_id)

    def sha256(self, publish_id: str) -> str:
        return hashlib.sha256(self.uploads[publish_id]["bytes"]).hexdigest()

    # photos

    def init_photos(self, call: Call) -> Reply:
        self.check(call, "init_photos")
        info, source = call.json["post_info"], call.json["source_info"]
        urls = source["photo_images"]
        if source["source"] != "PULL_FROM_URL" or not 1 <= len(urls) <= 35:
            return said("invalid_params", 400)
        if len(info["title"]) > 90 or {"disable_duet", "is_aigc"} & set(info):
            return said("invalid_params", 400)
        publish_id = f"p_pub_url~{len(self.uploads) + 1}"
        self.uploads[publish_id] = {"info": info, "source": source, "bytes": b""}
        self._take(publish_id, self.now())
        return ok({"publish_id": publish_id})

    # readings

    def status(self, call: Call) -> Reply:
        self.check(call, "status")
        upload = self.uploads.get(call.json["publish_id"])
        if upload is None:
            return said("invalid_publish_id", 400)
        if upload["state"] == "FAILED":
            return ok({"status": "FAILED", "fail_reason": upload["reason"]})
        if upload["state"] == "PROCESSING_UPLOAD" or self._lags(upload):
            got = 0 if self._lags(upload) else len(upload["bytes"])
            return ok({"status": "PROCESSING_UPLOAD", "uploaded_bytes": got})
        if self.now() < upload["live_at"]:
            got = len(upload["bytes"])
            return ok({"status": "PROCESSING_UPLOAD", "uploaded_bytes": got})
        is_public = upload["info"]["privacy_level"] == "PUBLIC_TO_EVERYONE"
        ids = [upload["id"]] if is_public else []
        return ok({"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ids})

    def _lags(self, upload: dict) -> bool:
        return "taken_at" in upload and self.now() - upload["taken_at"] < self.listing_lag

    def list_posts(self, call: Call) -> Reply:
        self.check(call, "list_posts")
        start, size = call.json.get("cursor", 0), call.json["max_count"]
        if size > 20:
            return said("invalid_params", 400)
        newest_first = [self._listed(publish_id) for publish_id in self.posted[::-1]]
        page = newest_first[start : start + size]
        more = len(newest_first) > start + size
        return ok({"videos": page, "cursor": start + size, "has_more": more})

    def _listed(self, publish_id: str) -> dict:
        post = self.uploads[publish_id]
        return {
            "id": str(post["id"]),
            "create_time": int(post["live_at"].timestamp()),
            "title": post["info"].get("description") or post["info"]["title"],
            "video_description": "",
            "share_url": f"https://www.tiktok.com/@kitchen/video/{post['id']}",
        }

    def count(self, call: Call) -> Reply:
        self.check(call, "count")
        wanted = call.json["filters"]["video_ids"]
        posts = [p for p in self.uploads.values() if str(p.get("id")) in wanted]
        return ok({"videos": [self._counted(post) for post in posts]})

    def _counted(self, post: dict) -> dict:
        views = 40 + int((self.now() - post["live_at"]).total_seconds() // 60)
        counts = {"view_count": views, "like_count": views // 20, "comment_count": 3}
        return {"id": str(post["id"]), **counts, "share_count": 2}

    def user(self, call: Call) -> Reply:
        self.check(call, "user")
        user = {"open_id": OPEN_ID, "display_name": "Kitchen", "username": "kitchen"}
        return ok({"user": {**user, "follower_count": 1230}})


def _is_well_cut(source: dict) -> bool:
    """The rules of the media transfer guide."""
    total, size, count = source["video_size"], source["chunk_size"], source["total_chunk_count"]
    if total < 5 * MB:
        return size == total and count == 1
    last = total - size * (count - 1)
    return 5 * MB <= size <= 64 * MB and count == total // size <= 1000 and last <= 128 * MB
