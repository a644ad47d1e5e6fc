"""Which edges of a full-screen video an app draws its own buttons and words over.

Margins are shares of a 9:16 picture. Networks change them without notice, and state them for ads,
whose overlays are larger than those of ordinary posts: what is inside is safe for both.
"""

from dataclasses import dataclass

from platforms.specs.types import Source, second_hand

TALLEST = 0.7  # width over height; wider pictures are not shown full screen


@dataclass(frozen=True)
class SafeZone:
    """Shares of the height (top, bottom) and of the width (left, right) to keep clear."""

    label: str
    top: float
    bottom: float
    left: float
    right: float
    source: Source


def _pixels(label: str, top: int, bottom: int, left: int, right: int, source: Source) -> SafeZone:
    """Margins given in pixels of a 1080x1920 picture."""
    return SafeZone(label, top / 1920, bottom / 1920, left / 1080, right / 1080, source)


META = second_hand(
    "Meta's advice for Reels ads, as shotstack.io quotes it: 14 % top, 35 % bottom, 6 % each side"
)
GOOGLE = second_hand(
    "Google's advice for vertical YouTube ads, as shotstack.io quotes it: 288, 672, 48, 192 px"
)
TIKTOK = second_hand(
    "TikTok publishes template pictures only; the margins are what overlay tools measured"
)

SAFE_ZONES: dict[str, SafeZone] = {
    "tiktok": _pixels("TikTok", 150, 340, 60, 120, TIKTOK),
    "instagram_reels": SafeZone("Instagram Reels", 0.14, 0.35, 0.06, 0.06, META),
    "facebook": SafeZone("Facebook Reels", 0.14, 0.35, 0.06, 0.06, META),
    "yt_shorts": _pixels("YouTube Shorts", 288, 672, 48, 192, GOOGLE),
}
