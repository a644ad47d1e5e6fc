"""A post in TikTok's words: settings of the creator, the body of an init, addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from platforms.adapters.public_media import public_url, why_not_public
from platforms.adapters.tiktok.upload import plan_chunks
from platforms.adapters.types import PublishRequest
from platforms.exceptions import Rejected, StepFailed
from platforms.specs import check_post, get_spec

PRIVACY_LEVELS = {
    "PUBLIC_TO_EVERYONE": "everyone",
    "MUTUAL_FOLLOW_FRIENDS": "friends",
    "FOLLOWER_OF_CREATOR": "followers",
    "SELF_ONLY": "only you",
}
MAX_PHOTO_TITLE = 90
SITE = "https://www.tiktok.com"


@dataclass(frozen=True)
class Choices:
    """The creator's choices for a post: its own options first, then those of the account.

    TikTok's guidelines forbid choosing in the creator's place: what nobody chose is off, and a
    post without a privacy level does not go out.
    """

    options: Mapping
    account: Mapping

    def get(self, name: str) -> object:
        return self.options.get(name, self.account.get(name))

    def is_on(self, name: str) -> bool:
        return bool(self.get(name))

    @property
    def privacy(self) -> str:
        return str(self.get("privacy_level") or "")


def is_photo_post(request: PublishRequest) -> bool:
    """Whether it goes out as photos, which TikTok fetches, instead of a video, which we send."""
    return request.media[0].media_type == "image"


def problems_of(request: PublishRequest, choices: Choices) -> list[str]:
    """Sentences that say why a post cannot go out; empty when it can."""
    spec = get_spec(request.platform)
    problems = check_post(spec, request.text, media=request.media)
    if choices.privacy not in PRIVACY_LEVELS:
        problems.append(
            "TikTok wants you to choose who may see the post (privacy_level): "
            f"{', '.join(PRIVACY_LEVELS)}."
        )
    if choices.privacy == "SELF_ONLY" and choices.is_on("branded_content"):
        problems.append("TikTok takes no paid partnership that only you can see.")
    if request.media and is_photo_post(request):
        problems += _photo_problems(request)
    return problems


def _photo_problems(request: PublishRequest) -> Iterator[str]:
    if len(request.title) > MAX_PHOTO_TITLE:
        yield f"TikTok takes titles of photos of at most {MAX_PHOTO_TITLE} characters."
    if why := why_not_public():
        yield f"TikTok {why}"


def check_creator(creator: dict, request: PublishRequest, choices: Choices) -> None:
    """Whether the creator's settings of this moment allow the post. Raises Rejected."""
    offered = creator.get("privacy_level_options")
    longest = creator.get("max_video_post_duration_sec")
    if not isinstance(offered, list):
        raise StepFailed("TikTok described the creator in an unknown shape.", raw=creator)
    if choices.privacy not in offered:
        raise Rejected(
            f"TikTok does not offer {choices.privacy} to this account. Choose one of "
            f"{', '.join(map(str, offered))}."
        )
    seconds = request.media[0].duration_sec
    if seconds is not None and isinstance(longest, int) and seconds > longest:
        raise Rejected(f"TikTok takes videos of at most {longest} seconds from this account.")


def init_of_video(request: PublishRequest, choices: Choices, creator: dict) -> dict:
    """The body that announces a video; no byte of it is sent with it."""
    post_info = {
        "title": request.text,
        "privacy_level": choices.privacy,
        "disable_comment": _is_off("comment", choices, creator),
        "disable_duet": _is_off("duet", choices, creator),
        "disable_stitch": _is_off("stitch", choices, creator),
        "is_aigc": choices.is_on("ai_generated"),
        **_disclosure(choices),
    }
    if (cover := choices.get("cover_ms")) is not None:
        post_info["video_cover_timestamp_ms"] = cover
    plan = plan_chunks(request.media[0].size_bytes)
    source_info = {
        "source": "FILE_UPLOAD",
        "video_size": plan.size,
        "chunk_size": plan.chunk_size,
        "total_chunk_count": plan.count,
    }
    return {"post_info": post_info, "source_info": source_info}


def init_of_photos(request: PublishRequest, choices: Choices) -> dict:
    """The body that posts photos; TikTok fetches them under the addresses in it."""
    return {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {
            "title": request.title,
            "description": request.text,
            "privacy_level": choices.privacy,
            "disable_comment": not choices.is_on("allow_comment"),
            "auto_add_music": choices.is_on("auto_add_music"),
            **_disclosure(choices),
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [public_url(item) for item in request.media],
            "photo_cover_index": 0,
        },
    }


def _disclosure(choices: Choices) -> dict[str, bool]:
    return {
        "brand_content_toggle": choices.is_on("branded_content"),
        "brand_organic_toggle": choices.is_on("own_business"),
    }


def _is_off(name: str, choices: Choices, creator: dict) -> bool:
    return bool(creator.get(f"{name}_disabled")) or not choices.is_on(f"allow_{name}")


def url_of(username: str, post_id: str, *, publish_id: str) -> str:
    """Where people see it; the creator's page while TikTok has not given the post an address."""
    page = f"{SITE}/@{username}" if username else SITE
    if not post_id.isdigit():
        return page
    kind = "photo" if publish_id.startswith("p_") else "video"
    return f"{page}/{kind}/{post_id}"
