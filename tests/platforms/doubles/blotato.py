"""Blotato on this machine: uploads, submissions, lists, figures as text."""

from datetime import datetime, timedelta

from platforms.sandbox import faults
from tests.platforms.doubles.server import Call, Double, Refused, Reply

KEY = "blt_c2VjcmV0LWtleQ=="
ACCOUNT = "98432"
PAGE = 50


def said(status: int, message: str, **headers: str) -> Reply:
    """A refusal in Blotato's shape."""
    return Reply(status, {"message": message, "statusCode": status}, headers)


class BlotatoDouble(Double):
    routes = (
        ("POST", "/v2/media/uploads", "upload", "grant"),
        ("PUT", "/put/([^/]+)/([^/]+)", "bytes", "take_bytes"),
        ("POST", "/v2/posts", "publish", "submit"),
        ("GET", "/v2/posts/([^/]+)/analytics", "metrics", "count"),
        ("GET", "/v2/posts/([^/]+)", "status", "status"),
        ("GET", "/v2/posts", "listing", "list_posts"),
        ("GET", "/v2/schedules", "schedules", "list_schedules"),
        ("GET", "/v2/users/me/accounts", "account", "accounts"),
        ("GET", "/v2/comments", "comments", "list_comments"),
        ("POST", "/v2/comments", "comment", "comment"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}
        self.posts: list[dict] = []
        self.waiting: list[dict] = []
        self.bodies: list[dict] = []
        self.says: dict[str, Reply] = {}
        self.upload_to = ""

    @property
    def urls(self) -> dict[str, str]:
        return {"blotato": f"{self.base_url}/v2"}

    def accepted(self) -> list[str]:
        """Our keys: they are the beginning of each file's name."""
        return [post["mediaUrls"][0].rsplit("/", 1)[1].split(".")[0] for post in self.posts]

    def refusal(self, reply: faults.Reply) -> Reply:
        status, payload, headers = super().refusal(reply)
        return said(status, payload["error"]["message"], **headers)

    def check(self, call: Call, method: str) -> None:
        if call.headers.get("blotato-api-key") != KEY or call.headers.get("Authorization"):
            raise Refused(said(401, "Unauthorized"))
        if method in self.says:
            raise Refused(self.says[method])

    def grant(self, call: Call) -> Reply:
        self.check(call, "grant")
        name, number = call.json["filename"], len(self.calls)
        to = self.upload_to or self.base_url
        return Reply(
            201,
            {
                "presignedUrl": f"{to}/put/{number}/{name}?sig=a%2Bb%3D",
                "publicUrl": f"https://files.blotato.example/{number}/{name}",
            },
        )

    def take_bytes(self, call: Call) -> Reply:
        if call.query.get("sig") != "a+b=" or call.headers.get("blotato-api-key"):
            return Reply(403, b"<Error>AccessDenied</Error>")
        if call.headers.get("Transfer-Encoding") or not call.headers.get("Content-Type"):
            return Reply(411, b"<Error>MissingContentLength</Error>")
        self.files[f"https://files.blotato.example/{'/'.join(call.parts)}"] = call.body
        return Reply(200, b"")

    def submit(self, call: Call) -> Reply:
        self.check(call, "submit")
        self.bodies.append(call.json)
        post, now = call.json["post"], self.now()
        content, target = post["content"], post["target"]
        if content["platform"] != target["targetType"] or not set(content["mediaUrls"]) <= set(
            self.files
        ):
            return said(422, "body/post/content: invalid")
        if missing := _missing(target):
            return said(422, f"body/post/target must have required property {missing}")
        rejected = call.fault.reply is faults.Reply.PROCESSING_REJECTED
        wait = 30 if call.fault.reply is faults.Reply.PROCESSING else 0
        entry = {
            "submission": f"sub-{len(self.bodies)}",
            "id": str(5000 + len(self.bodies)),
            "accountId": post["accountId"],
            "platform": content["platform"],
            "text": content["text"],
            "mediaUrls": content["mediaUrls"],
            "posted_at": now,
            "live_at": now + timedelta(seconds=wait),
            "fails": rejected,
        }
        if call.fault.performs or rejected:
            self.posts.append(entry)
        return Reply(201, {"postSubmissionId": entry["submission"]})

    def status(self, call: Call) -> Reply:
        self.check(call, "status")
        post = next((p for p in self.posts if p["submission"] == call.parts[0]), None)
        if post is None or self.now() < post["live_at"]:  # of ids it never saw as well
            return Reply(200, {"postSubmissionId": call.parts[0], "status": "in-progress"})
        body = {"postSubmissionId": call.parts[0], "status": self._state(post)["type"]}
        told = {"errorMessage": "bad codec"} if post["fails"] else {"publicUrl": _url(post)}
        return Reply(200, {**body, **told})

    def _state(self, post: dict) -> dict:
        if post["fails"]:
            return {"type": "failed", "errorMessage": "bad codec"}
        return {"type": "published", "postUrl": _url(post)}

    def list_posts(self, call: Call) -> Reply:
        self.check(call, "list_posts")
        since = datetime.fromisoformat(call.query["since"])
        if int(call.query["limit"]) > 250:
            return said(400, "limit")
        visible = [
            {
                "id": post["id"],
                "postTime": post["posted_at"].isoformat(),
                "platform": post["platform"],
                "text": post["text"],
                "mediaUrls": post["mediaUrls"],
                "state": self._state(post),
            }
            for post in self.posts
            if post["posted_at"] >= since
            and self.now() - post["posted_at"] >= self.listing_lag
            and self.now() >= post["live_at"]
        ]
        start = int(call.query.get("cursor", "0"))
        more = {"cursor": str(start + PAGE)} if len(visible) > start + PAGE else {"cursor": None}
        return Reply(200, {"items": visible[start : start + PAGE], **more})

    def list_schedules(self, call: Call) -> Reply:
        self.check(call, "list_schedules")
        items = [
            {"id": "sch_1", "scheduledAt": None, "account": None, "draft": body["post"]}
            for body in self.waiting
        ]
        return Reply(200, {"items": items, "count": str(len(items))})

    def list_comments(self, call: Call) -> Reply:
        self.check(call, "list_comments")
        own = [
            {"id": one["id"], "text": one["text"], "isAuthor": True, "status": "posted"}
            for one in self.own_below(call.query["postId"])
        ]
        other = {"id": "1", "text": "Nice cups.", "isAuthor": False}
        return Reply(200, {"items": [other, *own], "cursor": None})

    def comment(self, call: Call) -> Reply:
        self.check(call, "comment")
        if call.json["postId"] not in {post["id"] for post in self.posts}:
            return said(404, "Post not found")
        own = self.add_comment(call.json["postId"], call.json["text"])
        return Reply(201, {"id": own["id"], "text": own["text"], "status": "posted"})

    def count(self, call: Call) -> Reply:
        self.check(call, "count")
        post = next((p for p in self.posts if p["id"] == call.parts[0]), None)
        if post is None:
            return said(404, "Post analytics not found")
        views = 40 + int((self.now() - post["posted_at"]).total_seconds() // 60)
        metrics = {
            "viewsCount": str(views),
            "likesCount": str(views // 20),
            "viewTimeMsSum": "9500",
        }
        return Reply(200, {"metrics": metrics, "lastFetchedAt": self.now().isoformat()})

    def accounts(self, call: Call) -> Reply:
        self.check(call, "accounts")
        platform = call.query["platform"]
        item = {"id": ACCOUNT, "platform": platform, "fullname": "Kitchen", "username": "kitchen"}
        return Reply(200, {"items": [{**item, "id": "1"}, item]})


REQUIRED = {
    "tiktok": (
        "privacyLevel",
        "disabledComments",
        "disabledDuet",
        "disabledStitch",
        "isBrandedContent",
        "isYourBrand",
        "isAiGenerated",
    ),
    "youtube": ("title", "privacyStatus", "shouldNotifySubscribers"),
    "facebook": ("pageId",),
    "pinterest": ("boardId",),
}


def _missing(target: dict) -> str:
    wanted = REQUIRED.get(target["targetType"], ())
    return next((name for name in wanted if name not in target), "")


def _url(post: dict) -> str:
    return f"https://{post['platform']}.example/{post['id']}"
