"""How a post looks on each network: its layout, and where the app folds the words.

Folds depend on the device and change without notice; the numbers are those that other schedulers
and the networks' own help pages speak of, and a preview says “about”.
"""

from dataclasses import dataclass
from enum import StrEnum

from platforms.specs.safe_zones import SAFE_ZONES, SafeZone
from platforms.specs.types import Source, our_choice, second_hand


class Layout(StrEnum):
    """Which template draws it (`templates/scheduling/previews/<layout>.html`)."""

    TIKTOK = "tiktok"
    REELS = "reels"
    SHORTS = "shorts"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    X = "x"
    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    THREADS = "threads"
    PINTEREST = "pinterest"
    BLUESKY = "bluesky"
    WORDPRESS = "wordpress"
    EMAIL = "email"
    PLAIN = "plain"


@dataclass(frozen=True)
class Look:
    """`fold`: characters shown before “more”; None: all are. `title_fold` likewise."""

    layout: Layout
    source: Source
    fold: int | None = None
    title_fold: int | None = None
    more: str = "more"
    shows_title: bool = False
    safe_zone: SafeZone | None = None


GUIDES = second_hand("What schedulers' guides to caption lengths say of the phone app")
WHOLE = our_choice("The app shows posts of this length whole")

LOOKS: dict[str, Look] = {
    "tiktok": Look(Layout.TIKTOK, GUIDES, 90, safe_zone=SAFE_ZONES["tiktok"]),
    "instagram_reels": Look(Layout.REELS, GUIDES, 70, safe_zone=SAFE_ZONES["instagram_reels"]),
    "instagram": Look(Layout.INSTAGRAM, GUIDES, 125),
    "yt_shorts": Look(
        Layout.SHORTS, GUIDES, 0, title_fold=40, shows_title=True, safe_zone=SAFE_ZONES["yt_shorts"]
    ),
    "youtube": Look(Layout.YOUTUBE, GUIDES, 100, title_fold=70, more="…more", shows_title=True),
    "facebook": Look(Layout.FACEBOOK, GUIDES, 477, more="See more"),
    "threads": Look(Layout.THREADS, WHOLE),
    "x": Look(Layout.X, GUIDES, 280, more="Show more"),
    "linkedin": Look(Layout.LINKEDIN, GUIDES, 210, more="…see more", shows_title=True),
    "pinterest": Look(Layout.PINTEREST, GUIDES, 60, title_fold=40, shows_title=True),
    "bluesky": Look(Layout.BLUESKY, WHOLE),
    "wordpress": Look(Layout.WORDPRESS, our_choice("The page of the post shows it whole"),
                      shows_title=True),
    "email": Look(Layout.EMAIL, GUIDES, title_fold=45, shows_title=True),
}  # fmt: skip
PLAIN = Look(Layout.PLAIN, WHOLE, shows_title=True)


def look_of(platform: str) -> Look:
    """How `platform` shows a post; a plain card where nothing is known about it."""
    return LOOKS.get(platform, PLAIN)
