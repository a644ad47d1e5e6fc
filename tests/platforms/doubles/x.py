"""X's API v2, as far as the adapter speaks it."""

import html
import re
from datetime import datetime
from typing import ClassVar

from platforms.adapters.x.readings import FIRST_SNOWFLAKE_MS
from platforms.sandbox import faults
from tests.platforms.doubles.server import REFUSALS, Call, Double, Refused, Reply

PROBLEMS = "https://api.twitter.com/2/problems"
KINDS = {400: "invalid-request", 403: "unsupported-authentication"}
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
PIECES_AT_MOST, PIECE_BYTES_AT_MOST = 1000, 1_048_576


class XDouble(Double):
    routes: ClassVar = (
        ("POST", "/2/tweets", "publish", "create"),
        ("DELETE", "/2/tweets/([0-9]+)", "delete", "remove"),
        ("GET", "/2/tweets", "metrics", "posts_by_id"),
        ("GET", "/2/users/([0-9]+)/tweets", "listing", "timeline"),
        ("GET", "/2/users/me", "account", "me"),
        ("GET", "/2/tweets/search/recent", "comments", "search"),
        ("POST", "/2/media/upload", "upload", "upload_image"),
        ("GET", "/2/media/upload", "status", "status"),
        ("POST", "/2/media/upload/initialize", "upload", "initialize"),
        ("POST", "/2/media/upload/([0-9]+)/append", "append", "append"),
        ("POST", "/2/media/upload/([0-9]+)/finalize", "finalize", "finalize"),
        ("POST", "/2/media/metadata", "describe", "describe"),
    )

    def __init__(self, token: str, user_id: str):
        super().__init__()
        self.token, self.user_id = token, user_id
        self.posts: dict[str, dict] = {}
        self.files: dict[str, dict] = {}
        self.accepted_texts: list[str] = []
        self.polls_until_ready = 1
        self.page_size = 100

    def problem(self, status: int, kind: str, detail: str, **headers: str) -> Reply:
        address = f"{PROBLEMS}/{kind}" if kind else "about:blank"
        body = {"title": "Problem", "detail": detail, "type": address, "status": status}
        return Reply(status, body, {name.replace("_", "-"): v for name, v in headers.items()})

    def refusal(self, reply: faults.Reply) -> Reply:
        status, message = REFUSALS[reply]
        ends = {"x_rate_limit_reset": str(int(self.now().timestamp()) + 30)}
        return self.problem(status, KINDS.get(status, ""), message, **ends if status == 429 else {})

    def _authorised(self, call: Call) -> None:
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refused(self.problem(401, "", "Unauthorized"))

    # files

    def _parts(self, call: Call) -> dict[str, bytes]:
        boundary = call.headers["Content-Type"].split("boundary=")[1].encode()
        found = {}
        for part in call.body.split(b"--" + boundary)[1:-1]:
            head, _, value = part.partition(b"\r\n\r\n")
            found[re.search(rb'name="([^"]+)"', head)[1].decode()] = value[:-2]
        return found

    def _open(self, category: str, size: int) -> dict:
        media_id = str(1_900_000_000_000_000_000 + len(self.files))
        key = f"{'13' if category == 'tweet_video' else '3'}_{media_id}"
        file = {"id": media_id, "media_key": key, "category": category, "size": size}
        self.files[media_id] = {**file, "pieces": {}, "polls": 0}
        return {"id": media_id, "media_key": key, "expires_after_secs": 86_400}

    def upload_image(self, call: Call) -> Reply:
        self._authorised(call)
        parts = self._parts(call)
        if parts["media_category"] != b"tweet_image":
            raise Refused(self.problem(400, "invalid-request", "use the chunked upload"))
        data = self._open("tweet_image", len(parts["media"]))
        self.files[data["id"]].update(pieces={0: parts["media"]}, final=True)
        return Reply(200, {"data": data})

    def initialize(self, call: Call) -> Reply:
        self._authorised(call)
        wanted = call.json
        if set(wanted) != {"media_type", "total_bytes", "media_category"}:
            raise Refused(self.problem(400, "invalid-request", "fields are missing"))
        return Reply(202, {"data": self._open(wanted["media_category"], wanted["total_bytes"])})

    def append(self, call: Call) -> Reply:
        self._authorised(call)
        parts = self._parts(call)
        index = int(parts["segment_index"])
        if index >= PIECES_AT_MOST or len(parts["media"]) > PIECE_BYTES_AT_MOST:
            raise Refused(self.problem(400, "invalid-request", "the piece is too large"))
        self.files[call.parts[0]]["pieces"][index] = parts["media"]
        return Reply(204, b"")

    def content_of(self, media_id: str) -> bytes:
        """The bytes of an uploaded file."""
        pieces = self.files[media_id]["pieces"]
        return b"".join(pieces[index] for index in range(len(pieces)))

    def finalize(self, call: Call) -> Reply:
        self._authorised(call)
        file = self.files[call.parts[0]]
        if len(self.content_of(file["id"])) != file["size"]:
            raise Refused(self.problem(400, "invalid-request", "bytes are missing"))
        file["final"] = True
        info = {"processing_info": {"state": "pending", "check_after_secs": 1}}
        return Reply(200, {"data": {"id": file["id"], "media_key": file["media_key"], **info}})

    def status(self, call: Call) -> Reply:
        self._authorised(call)
        if call.query["command"] != "STATUS":
            raise Refused(self.problem(400, "invalid-request", "unknown command"))
        file = self.files[call.query["media_id"]]
        file["polls"] += 1
        info = {"state": "in_progress", "check_after_secs": 1, "progress_percent": 50}
        if file.get("broken"):
            info = {"state": "failed", "error": {"code": 1, "message": "unsupported codec"}}
        elif file["polls"] > self.polls_until_ready:
            info = {"state": "succeeded"}
        return Reply(200, {"data": {"id": file["id"], "processing_info": info}})

    def describe(self, call: Call) -> Reply:
        self._authorised(call)
        self.files[call.json["id"]]["alt_text"] = call.json["metadata"]["alt_text"]["text"]
        return Reply(200, {"data": {"id": call.json["id"]}})

    # posts

    def create(self, call: Call) -> Reply:
        self._authorised(call)
        if call.fault.reply is faults.Reply.DUPLICATE:
            raise Refused(self.problem(403, "", DUPLICATE))
        body = call.json
        files = [self.files[media_id] for media_id in body.get("media", {}).get("media_ids", [])]
        if not all(file.get("final") for file in files) or not (body.get("text") or files):
            raise Refused(self.problem(400, "invalid-request", "Your media IDs are invalid."))
        milliseconds = int(self.now().timestamp() * 1000) - FIRST_SNOWFLAKE_MS
        post_id = str((milliseconds << 22) + len(self.accepted_texts))
        keys = [file["media_key"] for file in files]
        self.posts[post_id] = {
            **body,
            "id": post_id,
            "text": self._shown(body.get("text", ""), files),
            "created_at": self._iso(self.now()),
            **({"attachments": {"media_keys": keys}} if keys else {}),
        }
        if to := body.get("reply"):
            original = self.posts.pop(post_id)["text"]
            own = self.add_comment(to["in_reply_to_tweet_id"], body["text"])
            own.update(id=post_id, shown=original)
            return Reply(201, {"data": {"id": post_id, "text": body["text"]}})
        self.accepted_texts.append(body.get("text", ""))
        return Reply(201, {"data": {"id": post_id, "text": body.get("text", "")}})

    def _shown(self, text: str, files: list) -> str:
        """As X does: links are t.co, media have one behind the words, `&` is escaped."""
        text = re.sub(r"https?://\S+", "https://t.co/abc123", html.escape(text, quote=False))
        return f"{text} https://t.co/media1" if files else text

    def _iso(self, moment: datetime) -> str:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"

    def remove(self, call: Call) -> Reply:
        self._authorised(call)
        self.posts.pop(call.parts[0], None)
        return Reply(200, {"data": {"deleted": True}})

    def timeline(self, call: Call) -> Reply:
        self._authorised(call)
        if call.parts[0] != self.user_id:
            raise Refused(self.problem(404, "resource-not-found", "no such user"))
        until, since = self._iso(self.now() - self.listing_lag), call.query["start_time"]
        posts = [post for post in self.posts.values() if since <= post["created_at"] <= until]
        posts.sort(key=lambda post: int(post["id"]), reverse=True)
        start = int(call.query.get("pagination_token", "t0")[1:])
        page = posts[start : start + self.page_size]
        meta = {"result_count": len(page)}
        if start + self.page_size < len(posts):
            meta["next_token"] = f"t{start + self.page_size}"
        return Reply(200, {"meta": meta, **({"data": page} if page else {})})

    # readings

    def _hours(self, post_id: str) -> int:
        made = datetime.fromisoformat(self.posts[post_id]["created_at"])
        return int((self.now() - made).total_seconds() // 3600)

    def posts_by_id(self, call: Call) -> Reply:
        self._authorised(call)
        post = self.posts.get(call.query["ids"])
        if post is None:
            missing = {"title": "Not Found Error", "type": f"{PROBLEMS}/resource-not-found"}
            return Reply(200, {"errors": [missing]})
        hours = self._hours(post["id"])
        figures = {
            "public_metrics": {
                "retweet_count": hours,
                "quote_count": hours // 2,
                "reply_count": self._replies(post["id"]),
                "like_count": 3 * hours,
                "bookmark_count": 2 * hours,
                "impression_count": 100 * hours,
            }
        }
        if "non_public_metrics" in call.query["tweet.fields"]:
            if hours > 30 * 24:
                return Reply(200, {"errors": [{"title": "Field Authorization Error"}]})
            own = {"url_link_clicks": 4 * hours, "user_profile_clicks": 5 * hours}
            figures["non_public_metrics"] = own
        keys = post.get("attachments", {}).get("media_keys", [])
        media = [
            {"media_key": key, "public_metrics": {"view_count": 50 * hours}}
            if key.startswith("13_")
            else {"media_key": key}
            for key in keys
        ]
        answer = {"data": [{"id": post["id"], "text": post["text"], **figures}]}
        return Reply(200, {**answer, **({"includes": {"media": media}} if media else {})})

    def _replies(self, post_id: str) -> int:
        return min(2 * self._hours(post_id), 130)

    def search(self, call: Call) -> Reply:
        self._authorised(call)
        post_id = call.query["query"].removeprefix("conversation_id:")
        if self._hours(post_id) > 7 * 24:
            return Reply(200, {"meta": {"result_count": 0}})
        made = datetime.fromisoformat(self.posts[post_id]["created_at"])
        all_of_them = [
            {
                "id": str(number),
                "author_id": str(number % 7),
                "text": f"Reply {number}",
                "created_at": self._iso(made.replace(microsecond=number * 1000)),
                "public_metrics": {"like_count": number % 3},
            }
            for number in range(1, self._replies(post_id) + 1)
        ]
        all_of_them += [
            {
                "id": own["id"],
                "author_id": self.user_id,
                "text": own["shown"],
                "created_at": self._iso(own["at"]),
            }
            for own in self.own_below(post_id)
        ]
        start = int(call.query.get("next_token", "t0")[1:])
        page = all_of_them[start : start + 100]
        meta = {"result_count": len(page)}
        if start + 100 < len(all_of_them):
            meta["next_token"] = f"t{start + 100}"
        users = [{"id": str(number), "username": f"reader{number}"} for number in range(7)]
        return Reply(200, {"data": page, "meta": meta, "includes": {"users": users}})

    def me(self, call: Call) -> Reply:
        self._authorised(call)
        me = {"id": self.user_id, "name": "Olga", "username": "olga"}
        return Reply(200, {"data": {**me, "public_metrics": {"followers_count": 321}}})

    # the contract

    def accepted(self) -> list[str]:
        """Our keys: X carries none, so the tests put other keys into the words."""
        keys = [re.search(r"key: (\S+)", text) for text in self.accepted_texts]
        return [key[1] if key else "op-1" for key in keys]
