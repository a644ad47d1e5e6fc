"""Facebook Pages: photos and videos."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    Coding,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
    second_hand,
)

CODING = Coding(
    source=documented("developers.facebook.com: Reels take H.264, H.265, VP9, AV1; 60 fps"),
    video_codecs=frozenset({"h264", "hevc", "vp9", "av1"}),
    max_fps=60,
)

SPEC = PlatformSpec(
    name="facebook",
    label="Facebook",
    network="facebook",
    count_text=code_points,
    counted_in="characters",
    max_text=5000,
    max_hashtags=5,
    hashtag_habit=HashtagHabit.END,
    first_comment=CommentLimits(
        source=our_choice("Meta names none; as much as a post of ours"),
        max_text=5000,
    ),
    media={
        "video": MediaLimits(
            source=second_hand("1 GB is the strictest of the sizes in use; 240 minutes"),
            formats=frozenset({"video/mp4", "video/quicktime"}),
            max_bytes=1024**3,
            max_seconds=240 * 60,
            coding=CODING,
        ),
        "image": MediaLimits(
            source=second_hand("Error 1366046: a photo above 4 MB or of another type is refused"),
            formats=frozenset({"image/jpeg", "image/png"}),
            max_bytes=4_000_000,
            max_count=10,
        ),
    },
    posts_per_day=25,
    supports_scheduling=True,
    supports_editing=True,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=frozenset(
        {
            "views",
            "reach",
            "likes",
            "comments_count",
            "shares",
            "clicks",
            "watch_time_sec",
            "followers_gained",
        }
    ),
    sources={
        "max_text": second_hand("5,000 is the strictest in use (Mixpost); 63,206 has been seen"),
        "max_hashtags": second_hand("Blotato advises five at most"),
        "posts_per_day": second_hand("Ayrshare: 25 a day"),
    },
)
