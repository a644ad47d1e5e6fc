"""Where a file goes on a network, and the sentence when it goes nowhere."""

import pytest

from platforms.specs import placement_for, why_not

UPRIGHT = {"media_type": "video", "width": 1080, "height": 1920}
WIDE = {"media_type": "video", "width": 1920, "height": 1080}
PHOTO = {"media_type": "image", "width": 1080, "height": 1080, "duration_sec": None}


@pytest.mark.parametrize(
    ("network", "facts", "placement"),
    [
        ("youtube", {**UPRIGHT, "duration_sec": 30}, "yt_shorts"),
        ("youtube", {**UPRIGHT, "duration_sec": 180}, "yt_shorts"),
        ("youtube", {**UPRIGHT, "duration_sec": 181}, "youtube"),
        ("youtube", {**WIDE, "duration_sec": 30}, "youtube"),
        ("yt_shorts", {**WIDE, "duration_sec": 30}, "youtube"),
        ("youtube", {**UPRIGHT, "width": None, "height": None, "duration_sec": 30}, "youtube"),
        ("youtube", PHOTO, None),
        ("instagram", {**UPRIGHT, "duration_sec": 30}, "instagram_reels"),
        ("instagram", PHOTO, "instagram"),
        ("tiktok", {**UPRIGHT, "duration_sec": 30}, "tiktok"),
        ("tiktok", {**UPRIGHT, "duration_sec": 601}, None),
        ("podcast", {**PHOTO, "media_type": "audio"}, "podcast"),
        ("twitter", {**WIDE, "duration_sec": 139}, "x"),
    ],
)
def test_file_finds_its_placement(network, facts, placement):
    assert placement_for(network, **facts) == placement
    assert (why_not(network, **facts) == "") is (placement is not None)


@pytest.mark.parametrize(
    ("network", "facts", "sentence"),
    [
        ("youtube", PHOTO, "YouTube takes videos, not images."),
        (
            "instagram",
            {**PHOTO, "media_type": "audio"},
            "Instagram takes images or videos, not audio.",
        ),
        (
            "youtube",
            {**UPRIGHT, "duration_sec": 13 * 3600},
            "YouTube takes at most 720 minutes; this one lasts 780 minutes.",
        ),
        (
            "tiktok",
            {**UPRIGHT, "duration_sec": 750},
            "TikTok takes at most 10 minutes; this one lasts 12:30 minutes.",
        ),
        (
            "instagram",
            {**PHOTO, "height": 1920},
            "Instagram takes nothing taller than 1 to 1.25; this one has 1080 × 1920 pixels.",
        ),
        (
            "instagram",
            {**PHOTO, "mime_type": "image/png"},
            "Instagram takes JPEG; this file is PNG.",
        ),
        (
            "instagram",
            {**UPRIGHT, "duration_sec": 2},
            "Instagram Reels needs at least 3 seconds; this one lasts 2 seconds.",
        ),
        (
            "bluesky",
            {**PHOTO, "size_bytes": 2_500_000},
            "Bluesky takes images of at most 2.0 MB; this file has 2.5 MB.",
        ),
        (
            "podcast",
            {**PHOTO, "media_type": "audio", "mime_type": "audio/flac"},
            "Podcast takes M4A or MP3; this file is FLAC.",
        ),
    ],
)
def test_reason_is_a_sentence(network, facts, sentence):
    assert why_not(network, **facts) == sentence


def test_rounding_by_a_pixel_is_no_reason():
    facts = {"media_type": "image", "width": 1080, "height": 1351, "duration_sec": None}
    assert placement_for("instagram", **facts) == "instagram"
