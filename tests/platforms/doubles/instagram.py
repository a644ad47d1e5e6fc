"""Instagram's publishing API on this machine: containers, `media_publish`, insights."""

from datetime import timedelta

from tests.platforms.doubles.meta import MetaDouble, error, graph_time
from tests.platforms.doubles.server import Call, Refused, Reply

ACCOUNT = "17841400000000001"
V = r"/v26\.0"
FIGURES = {
    "REELS": {"views", "reach", "likes", "comments", "saved", "shares", "reposts"}
    | {"ig_reels_video_view_total_time"},
    "FEED": {"views", "reach", "likes", "comments", "saved", "shares", "follows"}
    | {"profile_visits"},
    "STORY": {"views", "reach", "shares", "follows", "profile_visits", "link_clicks"},
}


class InstagramDouble(MetaDouble):
    """One professional account, by either login."""

    routes = (
        ("GET", rf"{V}/{ACCOUNT}/content_publishing_limit", "quota", "quota"),
        ("POST", rf"{V}/{ACCOUNT}/media", "upload", "make_container"),
        ("POST", rf"/ig-api-upload{V}/(\d+)", "send", "take_bytes"),
        ("POST", rf"{V}/{ACCOUNT}/media_publish", "publish", "publish"),
        ("GET", rf"{V}/{ACCOUNT}/(media|stories)", "listing", "listing"),
        ("GET", rf"{V}/{ACCOUNT}", "account", "account"),
        ("GET", rf"{V}/(\d+)/insights", "metrics", "insights"),
        ("GET", rf"{V}/(\d+)/comments", "comments", "comments"),
        ("POST", rf"{V}/(\d+)/comments", "comment", "comment"),
        ("GET", rf"{V}/(\d+)", "node", "node"),
        ("DELETE", rf"{V}/(\d+)", "delete", "take_down"),
    )

    def __init__(self, token: str, *, by_facebook: bool = False, secret: str = "") -> None:
        self.by_facebook = by_facebook
        self.containers: dict[str, dict] = {}
        self.work_seconds = 0.0  # how long a new container is in work
        self.quota_used = 0
        super().__init__(token, secret=secret)

    def accepted(self) -> list[str]:
        """Captions, or the kind where there is none."""
        return [post.get("caption") or post["kind"] for post in self.posts.values()]

    def quota(self, call: Call) -> Reply:
        self.check(call)
        config = {"quota_total": 50, "quota_duration": 86400}
        return Reply(200, {"data": [{"quota_usage": self.quota_used, "config": config}]})

    def make_container(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("make_container")
        body = call.json
        kind = body.get("media_type", "IMAGE")
        if len(body.get("caption", "")) > 2200:
            raise Refused(error(400, 36004, 2207010, "The caption is too long"))
        content, waits = self._content(body, kind)
        made = {
            **body,
            "kind": kind,
            "content": content,
            "waits": waits,
            "ready_at": self.now() + timedelta(seconds=self.work_seconds),
            "status": "FINISHED",
            "why": "Finished",
        }
        key = self.new_id()
        self.containers[key] = made
        return Reply(200, {"id": key, **({"uri": "somewhere"} if waits else {})})

    def _content(self, body: dict, kind: str) -> tuple[object, bool]:
        """What a container holds, and whether its bytes are still to come."""
        if kind == "CAROUSEL":
            children = body["children"].split(",")
            if not 2 <= len(children) <= 10 or not set(children) <= set(self.containers):
                raise Refused(error(400, 100, 2207028, "The carousel is not valid"))
            return [self.containers[child]["content"] for child in children], False
        if body.get("upload_type") == "resumable":
            if not self.by_facebook:
                raise Refused(error(400, 100, None, "Param upload_type is not supported"))
            return b"", True
        if kind not in ("IMAGE", "REELS", "STORIES"):
            raise Refused(error(400, 100, 2207023, "Unknown media type"))
        url = body.get("video_url") if kind == "REELS" else body.get("image_url")
        if cover := body.get("cover_url"):
            self.fetched(cover)
        return self.fetched(url or body.get("video_url")), False

    def take_bytes(self, call: Call) -> Reply:
        self.check(call, scheme="OAuth")
        container = self.containers[call.parts[0]]
        if call.headers["offset"] != "0" or int(call.headers["file_size"]) != len(call.body):
            return Reply(400, {"debug_info": {"type": "OffsetInvalid", "retriable": True}})
        container |= {"content": call.body, "waits": False}
        return Reply(200, {"success": True, "message": "Upload successful."})

    def _state(self, container: dict) -> str:
        if container["status"] != "FINISHED":
            return container["status"]
        is_done = not container["waits"] and self.now() >= container["ready_at"]
        return "FINISHED" if is_done else "IN_PROGRESS"

    def spoil(self, status: str, why: str = "Failed") -> None:
        """All containers of now are ERROR or EXPIRED."""
        for container in self.containers.values():
            container |= {"status": status, "why": why}

    def publish(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("publish")
        container = self.containers.get(call.json["creation_id"])
        if container is None:
            raise Refused(error(400, 24, 2207006, "The media was not found"))
        if self._state(container) == "IN_PROGRESS":
            raise Refused(error(400, 9007, 2207027, "The media is not ready"))
        container["status"] = "PUBLISHED"
        key = self.new_id()
        self.posts[key] = {**container, "id": key, "at": self.now()}
        return Reply(200, {"id": key})

    def listing(self, call: Call) -> Reply:
        self.check(call)
        wants_stories = call.parts[0] == "stories"
        chosen = [p for p in self.posts.values() if (p["kind"] == "STORIES") is wants_stories]
        return self.page(call, [self._shown(post) for post in self.listed(chosen)])

    def _shown(self, post: dict) -> dict:
        product = {"REELS": "REELS", "STORIES": "STORY"}.get(post["kind"], "FEED")
        shown = {
            "id": post["id"],
            "timestamp": graph_time(post["at"]),
            "permalink": f"https://www.instagram.com/p/{post['id']}/",
            "media_product_type": product,
            "like_count": self.age_hours(post) * 5,
            "comments_count": self.age_hours(post) // 24,
        }
        return {**shown, "caption": post["caption"]} if "caption" in post else shown

    def node(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("node")
        key = call.parts[0]
        if key in self.posts:
            return Reply(200, self._shown(self.posts[key]))
        if key in self.containers:
            container = self.containers[key]
            return Reply(
                200, {"status_code": self._state(container), "status": container["why"], "id": key}
            )
        raise Refused(error(400, 100, 33, "Object does not exist or cannot be loaded"))

    def insights(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("insights")
        post = self.posts[call.parts[0]]
        product = self._shown(post)["media_product_type"]
        names = call.query["metric"].split(",")
        if unknown := set(names) - FIGURES[product]:
            raise Refused(error(400, 100, None, f"(#100) {sorted(unknown)} are not supported"))
        return Reply(200, {"data": [self._figure(name, self.age_hours(post)) for name in names]})

    def _figure(self, name: str, hours: int) -> dict:
        values = {
            "views": 100 * hours,
            "reach": 60 * hours,
            "likes": 5 * hours,
            "comments": hours // 24,
            "ig_reels_video_view_total_time": 90_000 * hours,
        }
        value = values.get(name, hours)
        return {"name": name, "period": "lifetime", "values": [{"value": value}]}

    def comments(self, call: Call) -> Reply:
        self.check(call)
        post = self.posts[call.parts[0]]
        count = self.age_hours(post) // 24
        made = [self._comment(post, number) for number in range(count)]
        answers, made = made[-1:], made[:-1]  # the last is an answer to the first
        if made:
            made[0]["replies"] = {"data": answers}
        else:
            made = answers
        for own in self.own_below(post["id"]):
            said = {"id": own["id"], "text": own["text"], "username": "kitchen"}
            made.append({**said, "timestamp": graph_time(own["at"])})
        return self.page(call, made)

    def comment(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("comment")
        if call.parts[0] not in self.posts:
            raise Refused(error(400, 100, 33, "Object does not exist or cannot be loaded"))
        return Reply(200, {"id": self.add_comment(call.parts[0], call.json["message"])["id"]})

    def _comment(self, post: dict, number: int) -> dict:
        at = post["at"] + timedelta(hours=number)
        text, author = f"Comment {number}", f"fan{number}"
        known = {"id": f"{post['id']}{number}", "text": text, "username": author, "like_count": 2}
        return {**known, "timestamp": graph_time(at)}

    def account(self, call: Call) -> Reply:
        self.check(call)
        id_field = "id" if self.by_facebook else "user_id"
        named = {id_field: ACCOUNT, "username": "kitchen", "name": "The Kitchen"}
        return Reply(200, {**named, "followers_count": 4321})

    def take_down(self, call: Call) -> Reply:
        self.check(call)
        if not self.by_facebook:
            raise Refused(error(400, 3, None, "Not supported with Instagram Login"))
        del self.posts[call.parts[0]]
        return Reply(200, {"success": True})
