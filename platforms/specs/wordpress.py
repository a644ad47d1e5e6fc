"""WordPress: a post on a site of one's own."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    PLAYS_IN_BROWSERS,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
    second_hand,
)

HOST_DECIDES = our_choice("WordPress sets no limit; the host's PHP upload limits decide")

SPEC = PlatformSpec(
    name="wordpress",
    label="WordPress",
    network="wordpress",
    count_text=code_points,
    counted_in="characters",
    max_text=100_000,
    min_text=100,
    max_title=200,
    title_required=True,
    max_hashtags=0,  # topics become the site's tags, not words in the text
    hashtag_habit=HashtagHabit.NONE,
    first_comment=CommentLimits(
        source=documented("wp_get_comment_fields_max_lengths: 65,525 bytes"),
        max_text=65_525,
        max_text_bytes=65_525,
    ),
    alt_text={"image": 1000},
    media={
        "video": MediaLimits(
            source=HOST_DECIDES,
            formats=frozenset({"video/mp4", "video/quicktime", "video/webm"}),
            coding=PLAYS_IN_BROWSERS,
        ),
        "image": MediaLimits(
            source=HOST_DECIDES,
            formats=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
            max_count=20,
        ),
        "audio": MediaLimits(
            source=HOST_DECIDES,
            formats=frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac"}),
        ),
    },
    supports_scheduling=True,
    supports_editing=True,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    # views and likes need WordPress.com’s own sign-in; application passwords do not open them
    counters=frozenset({"comments_count"}),
    sources={
        "alt_text": our_choice("WordPress has no limit"),
        "max_text": second_hand("Postiz: 100,000"),
        "min_text": our_choice("The specification: a post's body has at least 100 characters"),
        "max_title": our_choice("Themes cut longer ones"),
        "max_hashtags": our_choice("Topics become the site's tags"),
    },
)
