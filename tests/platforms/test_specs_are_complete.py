"""Every platform has a spec, and every limit says where it was read and when."""

from datetime import date

import pytest

from platforms.models import PlatformName
from platforms.specs import ALIASES, SPECS, UnknownPlatform, canonical_name, get_spec
from platforms.specs.check import FORMAT_NAMES, KINDS
from platforms.specs.types import COUNTERS

SOURCED = (
    "max_text",
    "max_text_bytes",
    "min_text",
    "max_title",
    "alt_text",
    "max_hashtags",
    "hashtag_limit",
    "mention_limit",
    "posts_per_hour",
    "posts_per_day",
)


def test_every_platform_name_has_a_spec():
    assert set(SPECS) == set(PlatformName.values)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_every_limit_names_its_source_and_its_day(spec):
    limits = {name for name in SOURCED if getattr(spec, name)}
    assert limits <= set(spec.sources)
    sources = [*spec.sources.values(), *(limits.source for limits in spec.media.values())]
    assert all(len(source.text) > 3 for source in sources)
    assert all(date(2026, 1, 1) < source.checked_on <= date(2026, 12, 31) for source in sources)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_spec_speaks_of_known_things(spec):
    assert spec.network in SPECS
    assert SPECS[spec.network].network == spec.network
    assert spec.label == PlatformName(spec.name).label
    assert spec.counters <= set(COUNTERS)
    assert set(spec.media) <= set(KINDS)
    assert set(spec.alt_text) <= set(spec.media)
    assert {mime for limits in spec.media.values() for mime in limits.formats} <= set(FORMAT_NAMES)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("twitter", "x"),
        ("youtube_shorts", "yt_shorts"),
        ("YouTube Shorts", "yt_shorts"),
        ("reels", "instagram_reels"),
        ("TikTok", "tiktok"),
    ],
)
def test_other_names_of_a_platform_are_understood(said, meant):
    assert canonical_name(said) == meant


def test_aliases_lead_to_specs():
    assert set(ALIASES.values()) <= set(SPECS)
    assert not set(ALIASES) & set(SPECS)


def test_unknown_platform_is_said_with_the_known_ones():
    with pytest.raises(UnknownPlatform, match=r"no platform “myspace”.*tiktok"):
        get_spec("myspace")


def test_counters_that_a_platform_does_not_report_are_not_promised():
    assert "views" not in get_spec("bluesky").counters
    assert "saves" not in get_spec("tiktok").counters
    assert get_spec("telegram").counters == frozenset()
