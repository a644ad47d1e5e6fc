"""Every platform's limits: `get_spec("tiktok").max_text`. One file per platform.

Pure data and functions: nothing here touches the database, so the Sandbox process and the tests
use it as it is.
"""

from platforms.specs import (
    bluesky,
    discord,
    email,
    facebook,
    fanbase,
    instagram,
    instagram_reels,
    linkedin,
    mastodon,
    pinterest,
    podcast,
    spill,
    telegram,
    threads,
    tiktok,
    wordpress,
    x,
    youtube,
    yt_shorts,
)
from platforms.specs.check import check_post, media_problems, takes_other_kinds
from platforms.specs.types import MediaLimits, PlatformSpec, PostMedia

__all__ = [
    "ALIASES",
    "SPECS",
    "MediaLimits",
    "PlatformSpec",
    "PostMedia",
    "UnknownPlatform",
    "canonical_name",
    "check_post",
    "get_spec",
    "media_problems",
    "placement_for",
    "placements_of",
    "why_not",
]

# Of a network with several placements the narrower one comes first: it is tried first.
SPECS: dict[str, PlatformSpec] = {
    module.SPEC.name: module.SPEC
    for module in (
        tiktok,
        instagram_reels,
        instagram,
        yt_shorts,
        youtube,
        facebook,
        threads,
        x,
        linkedin,
        pinterest,
        bluesky,
        mastodon,
        wordpress,
        email,
        podcast,
        telegram,
        discord,
        fanbase,
        spill,
    )
}

# What the specification, other tools and people call the same platform.
ALIASES = {
    "twitter": "x",
    "youtube_shorts": "yt_shorts",
    "shorts": "yt_shorts",
    "reels": "instagram_reels",
    "ig": "instagram",
    "facebook_page": "facebook",
    "mailchimp": "email",
    "newsletter": "email",
}


class UnknownPlatform(ValueError):
    """There is no platform of that name; the message lists those there are."""


def canonical_name(name: str) -> str:
    """Our name of a platform: “Twitter” → “x”. Raises UnknownPlatform."""
    key = name.strip().lower().replace("-", "_").replace(" ", "_")
    key = ALIASES.get(key, key)
    if key not in SPECS:
        raise UnknownPlatform(f"There is no platform “{name}”. Known: {', '.join(SPECS)}.")
    return key


def get_spec(platform_name: str) -> PlatformSpec:
    """The limits of one platform. Raises UnknownPlatform."""
    return SPECS[canonical_name(platform_name)]


def placements_of(network: str) -> list[PlatformSpec]:
    """The placements that an account on `network` serves, the narrower first."""
    home = get_spec(network).network
    return [spec for spec in SPECS.values() if spec.network == home]


def placement_for(
    network: str,
    *,
    media_type: str,
    width: int | None,
    height: int | None,
    duration_sec: float | None,
    mime_type: str = "",
    size_bytes: int | None = None,
) -> str | None:
    """Where a file goes on `network`, or None when nothing there takes it (see `why_not`).

    A short upright video on YouTube is a Short, a photo on Instagram belongs into the feed, a
    video there is a Reel. Pixels as shown, seconds. Raises UnknownPlatform.
    """
    media = PostMedia(media_type, mime_type, size_bytes, width, height, duration_sec)
    fitting = [spec for spec in placements_of(network) if not media_problems(spec, media)]
    if media_type == "video" and (None in (width, height, duration_sec)):
        fitting.reverse()  # a narrower placement needs facts that we do not have
    return fitting[0].name if fitting else None


def why_not(
    network: str,
    *,
    media_type: str,
    width: int | None,
    height: int | None,
    duration_sec: float | None,
    mime_type: str = "",
    size_bytes: int | None = None,
) -> str:
    """One sentence that says why no placement of `network` takes the file; empty when one does."""
    media = PostMedia(media_type, mime_type, size_bytes, width, height, duration_sec)
    placements = placements_of(network)
    problems = [media_problems(spec, media) for spec in placements]
    if not all(problems):
        return ""
    kinds = frozenset().union(*(spec.media_types for spec in placements))
    if media_type not in kinds:
        return takes_other_kinds(get_spec(get_spec(network).network).label, kinds, media_type)
    # the broadest placement that would take this kind of file has the telling reason
    return [
        found[0]
        for spec, found in zip(placements, problems, strict=True)
        if media_type in spec.media_types
    ][-1]
