"""A Facebook Page on this machine: feed, photos, videos in windows, Reels, stories, insights."""

import re
from datetime import timedelta

from tests.platforms.doubles.meta import MetaDouble, error, graph_time
from tests.platforms.doubles.server import Call, Refused, Reply

PAGE = "1030000000001"
V = r"/v26\.0"
NODE = r"(\d+_\d+|\d+)"
WINDOW = 50_000  # bytes that the double asks for at a time
POST_FIGURES = {"post_media_view", "post_total_media_view_unique", "post_clicks"} | {
    "post_reactions_by_type_total"
}
REEL_FIGURES = {"blue_reels_play_count", "post_video_likes_by_reaction_type"} | {
    "post_video_followers",
    "post_video_view_time",
}


def parts_of(call: Call) -> dict[str, bytes]:
    """The fields of a multipart form; raises when it is none."""
    boundary = re.search(r"boundary=(\S+)", call.headers["Content-Type"]).group(1).encode()
    fields = {}
    for part in call.body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        fields[re.search(rb' name="([^"]+)"', head).group(1).decode()] = value[:-2]
    return fields


class FacebookDouble(MetaDouble):
    """One Page. `posts` are all things that are public: feed posts, videos, Reels, stories."""

    routes = (
        ("POST", rf"{V}/{PAGE}/photos", "upload", "take_photo"),
        ("POST", rf"{V}/{PAGE}/feed", "publish", "publish"),
        ("POST", rf"{V}/{PAGE}/videos", "videos", "videos"),
        ("POST", rf"{V}/{PAGE}/(video_reels|video_stories)", "short_videos", "short_videos"),
        ("POST", rf"/video-upload{V}/(\d+)", "send", "take_bytes"),
        ("POST", rf"{V}/{PAGE}/photo_stories", "photo_story", "photo_story"),
        ("GET", rf"{V}/{PAGE}/(published_posts|video_reels|videos)", "listing", "listing"),
        ("GET", rf"{V}/{PAGE}/stories", "stories", "stories"),
        ("GET", rf"{V}/{PAGE}", "account", "account"),
        ("GET", rf"{V}/{NODE}/(insights|video_insights)", "metrics", "insights"),
        ("GET", rf"{V}/{NODE}/comments", "comments", "comments"),
        ("POST", rf"{V}/{NODE}/comments", "comment", "comment"),
        ("GET", rf"{V}/{NODE}", "node", "node"),
        ("POST", rf"{V}/{NODE}", "update", "change"),
        ("DELETE", rf"{V}/{NODE}", "delete", "take_down"),
    )

    def __init__(self, token: str) -> None:
        self.photos: dict[str, bytes] = {}
        self.videos_: dict[str, dict] = {}
        self.work_seconds = 0.0
        self.cut_after: int | None = None  # bytes after which the next upload breaks off
        super().__init__(token)

    def accepted(self) -> list[str]:
        return [post.get("message") or post["kind"] for post in self.posts.values()]

    def _add(self, key: str, kind: str, **fields) -> str:
        at = self.now()
        self.posts[key] = {"id": key, "kind": kind, "at": at, **fields}
        return key

    # feed

    def take_photo(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("take_photo")
        form = parts_of(call)
        if form["published"] != b"false":
            raise Refused(error(400, 100, None, "This double only knows unpublished photos"))
        key = self.new_id()
        self.photos[key] = form["source"]
        return Reply(200, {"id": key})

    def publish(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("publish")
        body = call.json
        media = [self.photos[entry["media_fbid"]] for entry in body.get("attached_media", [])]
        key = f"{PAGE}_{self.new_id()}"
        self._add(key, "feed", message=body["message"], media=media, link=body.get("link"))
        return Reply(200, {"id": key})

    # videos

    def videos(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("videos")
        if not call.headers["Content-Type"].startswith("multipart/"):
            return self._start_or_finish(call.json)
        form = parts_of(call)
        video = self._by_session(form["upload_session_id"].decode())
        if int(form["start_offset"]) != len(video["bytes"]):
            raise Refused(error(400, 6001, 1363037, "The offset does not match"))
        video["bytes"] += form["video_file_chunk"]
        return Reply(200, self._window(video))

    def _start_or_finish(self, body: dict) -> Reply:
        if body["upload_phase"] == "start":
            key, session = self.new_id(), self.new_id()
            video = self.videos_[key] = self._new_video("video", int(body["file_size"]), session)
            named = {"video_id": key, "upload_session_id": session}
            return Reply(200, {**named, **self._window(video)})
        video = self._by_session(body["upload_session_id"])
        return self._finish(video, body)

    def _new_video(self, kind: str, size: int | None, session: str) -> dict:
        return {"kind": kind, "size": size, "session": session, "bytes": b"", "finished": None}

    def _by_session(self, session: str) -> dict:
        for video in self.videos_.values():
            if video["session"] == session:
                return video
        raise Refused(error(400, 6000, None, "The upload session is over"))

    def _window(self, video: dict) -> dict:
        start = len(video["bytes"])
        return {"start_offset": str(start), "end_offset": str(min(start + WINDOW, video["size"]))}

    def short_videos(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("short_videos")
        body, kind = call.json, {"video_reels": "reel", "video_stories": "story"}[call.parts[0]]
        if body["upload_phase"] == "start":
            key = self.new_id()
            self.videos_[key] = self._new_video(kind, None, key)
            url = f"https://rupload.facebook.com/video-upload/v26.0/{key}"
            return Reply(200, {"video_id": key, "upload_url": url})
        if kind == "reel" and body.get("video_state") != "PUBLISHED":
            raise Refused(error(400, 100, None, "Param video_state is missing"))
        return self._finish(self.videos_[body["video_id"]], body)

    def take_bytes(self, call: Call) -> Reply:
        self.check(call, scheme="OAuth")
        video = self.videos_[call.parts[0]]
        if int(call.headers["offset"]) != len(video["bytes"]):
            return Reply(400, {"debug_info": {"type": "OffsetInvalid", "retriable": True}})
        cut, self.cut_after = self.cut_after, None
        video["size"] = int(call.headers["file_size"])
        video["bytes"] += call.body[:cut]
        is_whole = len(video["bytes"]) == video["size"]
        return Reply(200 if is_whole else 500, {"success": is_whole})

    def _finish(self, video: dict, body: dict) -> Reply:
        if len(video["bytes"]) != video["size"]:
            raise Refused(error(400, 6000, None, "The video is not whole"))
        video |= {"finished": self.now(), "body": body, "fails": ""}
        key = next(key for key, known in self.videos_.items() if known is video)
        extra = {"media_id": key} if video["kind"] == "story" else {}
        self._add(key, video["kind"], message=body.get("description", ""), **extra)
        return Reply(200, {"success": True})

    def fail_video(self, message: str) -> None:
        """All videos of now cannot be processed."""
        for video in self.videos_.values():
            video["fails"] = message

    def _status(self, video: dict) -> dict:
        arrived = {"status": "in_progress", "bytes_transferred": len(video["bytes"])}
        if video["finished"] is None:
            idle = {"status": "not_started"}
            phases = {"uploading_phase": arrived, "processing_phase": idle}
            return {"video_status": "uploading", **phases, "publishing_phase": idle}
        if video["fails"]:
            errors = [{"code": 1363040, "message": video["fails"]}]
            return {
                "video_status": "error",
                "processing_phase": {"status": "error", "errors": errors},
            }
        if not self._is_ready(video):
            return {"video_status": "processing", "processing_phase": {"status": "in_progress"}}
        done = {"status": "complete", "publish_status": "published"}
        return {"video_status": "ready", "publishing_phase": done}

    def _is_ready(self, video: dict) -> bool:
        waited = self.now() - video["finished"]
        return waited >= timedelta(seconds=self.work_seconds)

    # stories

    def photo_story(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("photo_story")
        photo = call.json["photo_id"]
        if photo not in self.photos:
            raise Refused(error(400, 100, None, "Unknown photo"))
        key = self._add(self.new_id(), "story", media_id=photo)
        return Reply(200, {"success": True, "post_id": key})

    def stories(self, call: Call) -> Reply:
        self.check(call)
        shown = [
            {
                "post_id": post["id"],
                "media_id": post["media_id"],
                "creation_time": str(int(post["at"].timestamp())),
                "url": f"https://facebook.com/stories/{post['id']}",
            }
            for post in self.listed([p for p in self.posts.values() if p["kind"] == "story"])
            if post["id"] not in self.videos_ or self._is_ready(self.videos_[post["id"]])
        ]
        return self.page(call, shown)

    # reading

    def listing(self, call: Call) -> Reply:
        self.check(call)
        kind = {"published_posts": "feed", "video_reels": "reel", "videos": "video"}[call.parts[0]]
        posts = self.listed([post for post in self.posts.values() if post["kind"] == kind])
        return self.page(call, [self._shown(post) for post in posts])

    def _shown(self, post: dict) -> dict:
        link = f"https://www.facebook.com/{post['id']}"
        shown = {"id": post["id"], "created_time": graph_time(post["at"]), "permalink_url": link}
        return {**shown, "message": post["message"]} if post.get("message") else shown

    def node(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("node")
        key = call.parts[0]
        if key in self.videos_ and "status" in call.query["fields"]:
            link = {"permalink_url": f"/reel/{key}/"}
            return Reply(200, {"id": key, "status": self._status(self.videos_[key]), **link})
        if key not in self.posts:
            raise Refused(error(400, 100, 33, "Object does not exist or cannot be loaded"))
        post = self.posts[key]
        hours = self.age_hours(post)
        counted = {"comments": {"data": [], "summary": {"total_count": hours // 24}}}
        return Reply(200, {**self._shown(post), **counted, **self._shares(hours)})

    def _shares(self, hours: int) -> dict:
        """Left out when there are none, as Facebook does."""
        return {"shares": {"count": hours}} if hours else {}

    def insights(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("insights")
        key, edge = call.parts
        known = POST_FIGURES if edge == "insights" else REEL_FIGURES
        names = call.query["metric"].split(",")
        if unknown := set(names) - known:
            raise Refused(error(400, 100, None, f"(#100) {sorted(unknown)} must be valid metrics"))
        hours = self.age_hours(self.posts.get(key) or self.posts[key.partition("_")[2]])
        values = {
            "post_media_view": 100 * hours,
            "post_total_media_view_unique": 60 * hours,
            "post_reactions_by_type_total": {"like": 4 * hours, "love": hours},
            "post_video_view_time": 90_000 * hours,
        }
        data = [{"name": n, "values": [{"value": values.get(n, hours)}]} for n in names]
        return Reply(200, {"data": data})

    def comments(self, call: Call) -> Reply:
        self.check(call)
        post = self.posts[call.parts[0]]
        made = [
            {
                "id": f"{post['id']}{number}",
                "message": f"Comment {number}",
                "created_time": graph_time(post["at"] + timedelta(hours=number)),
                "like_count": 1,
                **({"from": {"name": "Fan"}} if number else {}),
            }
            for number in range(self.age_hours(post) // 24)
        ]
        made += [
            {
                "id": own["id"],
                "message": own["text"],
                "created_time": graph_time(own["at"]),
                "from": {"id": PAGE, "name": "The Kitchen"},
            }
            for own in self.own_below(post["id"])
        ]
        return self.page(call, made)

    def comment(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("comment")
        if call.parts[0] not in self.posts:
            raise Refused(error(400, 100, 33, "Object does not exist or cannot be loaded"))
        return Reply(200, {"id": self.add_comment(call.parts[0], call.json["message"])["id"]})

    def account(self, call: Call) -> Reply:
        self.check(call)
        return Reply(200, {"id": PAGE, "name": "The Kitchen", "followers_count": 777})

    # changing

    def change(self, call: Call) -> Reply:
        self.check(call)
        body = call.json
        self.posts[call.parts[0]]["message"] = body.get("message") or body["description"]
        return Reply(200, {"success": True})

    def take_down(self, call: Call) -> Reply:
        self.check(call)
        del self.posts[call.parts[0]]
        return Reply(200, {"success": True})
