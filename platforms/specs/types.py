"""What a platform accepts, as data. Every limit names where it was read, and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

CHECKED_ON = date(2026, 11, 20)

# Every counter that a reading may hold; a platform's `counters` are some of these.
COUNTERS = (
    "views",
    "impressions",
    "reach",
    "likes",
    "comments_count",
    "shares",
    "saves",
    "clicks",
    "watch_time_sec",
    "profile_visits",
    "followers_gained",
    "followers_lost",
)


class SourceKind(StrEnum):
    """How far a value can be trusted."""

    DOCUMENTED = "documented"  # the platform's own page says so
    SECOND_HAND = "second hand"  # other schedulers encode it; the strictest of them
    OUR_CHOICE = "our choice"  # nobody says; a cautious value


@dataclass(frozen=True)
class Source:
    """Where a limit comes from."""

    text: str
    kind: SourceKind
    checked_on: date = CHECKED_ON


def documented(text: str) -> Source:
    """A value read in the platform's own documentation."""
    return Source(text, SourceKind.DOCUMENTED)


def second_hand(text: str) -> Source:
    """A value that other schedulers use; where they differ, the strictest."""
    return Source(text, SourceKind.SECOND_HAND)


def our_choice(text: str) -> Source:
    """A cautious value of our own."""
    return Source(text, SourceKind.OUR_CHOICE)


class HashtagHabit(StrEnum):
    """Where hashtags go on a network."""

    INLINE = "inline"  # behind the words, on the same line
    END = "end"  # a paragraph of their own
    NONE = "none"  # not shown in the text


class MediaShape(Protocol):
    """The facts of a file that limits speak about. None is “not known”, and is not checked.

    `MediaFile` (adapters) and `PostMedia` (below) both have this shape.
    """

    @property
    def media_type(self) -> str: ...
    @property
    def mime_type(self) -> str: ...
    @property
    def size_bytes(self) -> int | None: ...
    @property
    def width(self) -> int | None: ...
    @property
    def height(self) -> int | None: ...
    @property
    def duration_sec(self) -> float | None: ...
    @property
    def video_codec(self) -> str: ...
    @property
    def audio_codec(self) -> str: ...
    @property
    def pixel_format(self) -> str: ...
    @property
    def fps(self) -> float | None: ...
    @property
    def sample_rate(self) -> int | None: ...


@dataclass(frozen=True)
class PostMedia:
    """A file that is to be posted. Width and height in pixels as shown (rotation applied).

    Codecs as ffmpeg names them (`h264`, `aac`); "" is “not known”. `sample_rate` in hertz.
    """

    media_type: str  # video, image, audio
    mime_type: str = ""
    size_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration_sec: float | None = None
    video_codec: str = ""
    audio_codec: str = ""
    pixel_format: str = ""
    fps: float | None = None
    sample_rate: int | None = None


@dataclass(frozen=True)
class Coding:
    """How the streams inside a file may be coded. Empty or None: no limit known."""

    source: Source
    video_codecs: frozenset[str] = frozenset()
    audio_codecs: frozenset[str] = frozenset()
    pixel_formats: frozenset[str] = frozenset()
    min_fps: float | None = None
    max_fps: float | None = None
    max_sample_rate: int | None = None  # hertz


EIGHT_BIT_420 = frozenset({"yuv420p", "yuvj420p"})
# For networks that name no codecs: what plays on every device is never refused.
PLAYS_EVERYWHERE = Coding(
    source=our_choice("No codecs are named; H.264 with 8 bits and AAC or MP3 play everywhere"),
    video_codecs=frozenset({"h264"}),
    audio_codecs=frozenset({"aac", "mp3"}),
    pixel_formats=EIGHT_BIT_420,
)
# The same where WebM is taken too.
PLAYS_IN_BROWSERS = Coding(
    source=our_choice("No codecs are named; what every browser plays"),
    video_codecs=frozenset({"h264", "vp8", "vp9"}),
    audio_codecs=frozenset({"aac", "mp3", "opus", "vorbis"}),
    pixel_formats=EIGHT_BIT_420,
)


@dataclass(frozen=True)
class MediaLimits:
    """What a platform takes of one media type. Aspect is width / height; None: no limit known."""

    source: Source
    formats: frozenset[str]  # mime types
    max_bytes: int | None = None
    min_seconds: float | None = None
    max_seconds: float | None = None
    min_aspect: float | None = None
    max_aspect: float | None = None
    min_width: int | None = None
    max_width: int | None = None
    max_long_side: int | None = None
    max_short_side: int | None = None
    max_pixels: int | None = None
    max_count: int = 1
    coding: Coding | None = None


@dataclass(frozen=True)
class CommentLimits:
    """What a platform takes as our own comment below our own post, counted as its texts are."""

    source: Source
    max_text: int
    max_text_bytes: int | None = None


@dataclass(frozen=True)
class PlatformSpec:
    """One placement: its words, its media, its pace and its abilities.

    `network` is the platform of the connection that serves it (Instagram Reels are posted
    through an Instagram account).
    """

    name: str
    label: str
    network: str
    count_text: Callable[[str], int]
    counted_in: str  # the unit of `count_text`, for people: “characters”, “bytes”
    max_text: int
    media: Mapping[str, MediaLimits]
    max_hashtags: int  # as many as we suggest
    hashtag_habit: HashtagHabit
    counters: frozenset[str]  # what the platform reports; all others stay None
    sources: Mapping[str, Source] = field(default_factory=dict)
    max_text_bytes: int | None = None
    min_text: int = 0
    forbidden_characters: str = ""
    hashtag_limit: int | None = None  # more are refused
    mention_limit: int | None = None
    max_title: int | None = None  # None: posts have no title
    title_required: bool = False
    # media type → most characters of its description for blind people; {}: it takes none from us
    alt_text: Mapping[str, int] = field(default_factory=dict)
    first_comment: CommentLimits | None = None  # None: it takes no comments from apps
    media_required: bool = False
    posts_per_hour: int | None = None
    posts_per_day: int | None = None
    min_interval_minutes: int = 60
    supports_scheduling: bool = False
    supports_editing: bool = False
    supports_deletion: bool = False
    supports_analytics: bool = False
    supports_comments: bool = False

    @property
    def media_types(self) -> frozenset[str]:
        """The media types that it takes: video, image, audio."""
        return frozenset(self.media)

    def text_fits(self, text: str) -> bool:
        """Whether `text` is within the limits on length."""
        if self.count_text(text) > self.max_text:
            return False
        return self.max_text_bytes is None or len(text.encode()) <= self.max_text_bytes
