"""What Blotato wants to know per network (help.blotato.com, “Platforms”)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from platforms.adapters.types import PublishRequest
from platforms.specs import check_post, get_spec
from platforms.specs.check import HASHTAG

# our network → Blotato's word for it
NETWORKS = {
    "tiktok": "tiktok",
    "instagram": "instagram",
    "facebook": "facebook",
    "threads": "threads",
    "youtube": "youtube",
    "x": "twitter",
    "linkedin": "linkedin",
    "pinterest": "pinterest",
    "bluesky": "bluesky",
}
MAX_FILE_BYTES = 1_000_000_000  # 400 MB in the plan “Starter”
MAX_FILES = 20
MAX_INSTAGRAM_HASHTAGS = 5
TIKTOK_PRIVACY = (
    "PUBLIC_TO_EVERYONE",
    "MUTUAL_FOLLOW_FRIENDS",
    "FOLLOWER_OF_CREATOR",
    "SELF_ONLY",
)
YOUTUBE_PRIVACY = ("public", "unlisted", "private")
THREADS_REPLIES = ("everyone", "accounts_you_follow", "mentioned_only")
REQUIRED = {"facebook": "page_id", "pinterest": "board_id"}


@dataclass(frozen=True)
class Choices:
    """A post's own options first, then those of the account."""

    options: Mapping
    account: Mapping

    def get(self, name: str, default: object = None) -> object:
        return self.options.get(name, self.account.get(name, default))

    def is_on(self, name: str) -> bool:
        return bool(self.get(name))


def network_of(request: PublishRequest) -> str:
    """The network that a placement belongs to."""
    return get_spec(request.platform).network


def problems_of(request: PublishRequest, choices: Choices) -> list[str]:
    """Sentences that say why a post cannot go out by Blotato; empty when it can."""
    spec, network = get_spec(request.platform), network_of(request)
    if network not in NETWORKS:
        return [f"Blotato does not post to {spec.label}. Switch the account to another route."]
    problems = check_post(spec, request.text, title=request.title, media=request.media)
    return [*problems, *_media_problems(request), *_setting_problems(request, network, choices)]


def _media_problems(request: PublishRequest) -> Iterator[str]:
    if len(request.media) > MAX_FILES:
        yield f"Blotato takes at most {MAX_FILES} files in one post."
    if any(item.size_bytes > MAX_FILE_BYTES for item in request.media):
        yield "Blotato takes files of at most 1,000 MB."


def _setting_problems(request: PublishRequest, network: str, choices: Choices) -> Iterator[str]:
    needed = REQUIRED.get(network)
    if needed and not choices.get(needed):
        yield f"Blotato needs the {needed} of this account: set it in the account’s settings."
    if network == "tiktok" and choices.get("privacy_level") not in TIKTOK_PRIVACY:
        levels = ", ".join(TIKTOK_PRIVACY)
        yield f"TikTok wants you to choose who may see the post (privacy_level): {levels}."
    if network == "youtube" and choices.get("privacy", "public") not in YOUTUBE_PRIVACY:
        yield f"YouTube’s privacy is one of {', '.join(YOUTUBE_PRIVACY)}."
    if network == "instagram" and len(HASHTAG.findall(request.text)) > MAX_INSTAGRAM_HASHTAGS:
        yield f"Blotato takes at most {MAX_INSTAGRAM_HASHTAGS} hashtags on Instagram."
    if network == "threads" and choices.get("reply_control", "everyone") not in THREADS_REPLIES:
        yield f"The reply_control of Threads is one of {', '.join(THREADS_REPLIES)}."


def post_of(
    request: PublishRequest, account_id: str, choices: Choices, urls: Mapping[str, str]
) -> dict:
    """The body of a post that goes out at once.

    `scheduledTime` and `useNextFreeSlot` belong beside `post`, never into it, where they are
    ignored; we plan ourselves and send neither. `urls`: checksum → address at Blotato.
    """
    network = network_of(request)
    target = {"targetType": NETWORKS[network], **_target(request, network, choices)}
    cover = urls.get(request.thumbnail.sha256) if request.thumbnail else None
    if network == "instagram" and cover:
        target["coverImageUrl"] = cover
    content = {
        "text": request.text,
        "mediaUrls": [urls[item.sha256] for item in request.media],
        "platform": NETWORKS[network],
    }
    return {"post": {"accountId": account_id, "content": content, "target": target}}


def _target(request: PublishRequest, network: str, choices: Choices) -> dict:
    make = TARGETS.get(network)
    fields = make(request, choices) if make else {}
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _tiktok(request: PublishRequest, choices: Choices) -> dict:
    """What nobody chose is off: TikTok forbids choosing in the creator's place."""
    fields = {
        "privacyLevel": choices.get("privacy_level"),
        "disabledComments": not choices.is_on("allow_comment"),
        "disabledDuet": not choices.is_on("allow_duet"),
        "disabledStitch": not choices.is_on("allow_stitch"),
        "isBrandedContent": choices.is_on("branded_content"),
        "isYourBrand": choices.is_on("own_business"),
        "isAiGenerated": choices.is_on("ai_generated"),
    }
    if request.media and request.media[0].media_type == "image":
        return {
            **fields,
            "title": request.title[:90],
            "autoAddMusic": choices.get("auto_add_music"),
        }
    return {**fields, "videoCoverTimestamp": choices.get("cover_ms")}


def _youtube(request: PublishRequest, choices: Choices) -> dict:
    return {
        "title": request.title,
        "privacyStatus": choices.get("privacy", "public"),
        "shouldNotifySubscribers": bool(choices.get("notify_subscribers", True)),
        "isMadeForKids": choices.is_on("made_for_kids"),
        "containsSyntheticMedia": choices.get("contains_synthetic_media"),
    }


def _instagram(request: PublishRequest, choices: Choices) -> dict:
    reel = "reel" if request.platform == "instagram_reels" else None
    return {
        "mediaType": choices.get("media_type", reel),
        "altText": choices.get("alt_text"),
        "collaborators": choices.get("collaborators"),
        "shareToFeed": choices.get("share_to_feed"),
    }


def _facebook(request: PublishRequest, choices: Choices) -> dict:
    return {
        "pageId": choices.get("page_id"),
        "mediaType": choices.get("media_type"),
        "link": request.link_url,
    }


def _pinterest(request: PublishRequest, choices: Choices) -> dict:
    return {
        "boardId": choices.get("board_id"),
        "title": request.title,
        "altText": choices.get("alt_text"),
        "link": request.link_url,
    }


TARGETS: dict[str, Callable[[PublishRequest, Choices], dict]] = {
    "tiktok": _tiktok,
    "youtube": _youtube,
    "instagram": _instagram,
    "facebook": _facebook,
    "pinterest": _pinterest,
    "linkedin": lambda _request, choices: {"pageId": choices.get("page_id")},
    "threads": lambda _request, choices: {"replyControl": choices.get("reply_control")},
}
