"""What goes into an adapter and what comes out: frozen, and the same for every platform."""

import enum
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import File
from django.core.files.storage import default_storage


class Idempotency(enum.StrEnum):
    """What protects a repeat of the irreversible call (`reliability.md` §5)."""

    KEY = "key"  # the platform honours our key
    CLIENT_ID = "client_id"  # we choose the post's id
    TWO_PHASE = "two_phase"  # only the last step is public, and it may be repeated
    GUARD = "guard"  # the platform refuses duplicates and names the original
    NONE = "none"


class PostState(enum.StrEnum):
    """What became of a call that was answered."""

    LIVE = "live"
    PROCESSING = "processing"


@dataclass(frozen=True)
class MediaFile:
    """One file to send. `open()` reads it from storage; never all in memory at once."""

    storage_path: str
    media_type: str  # video, image, audio
    mime_type: str
    size_bytes: int
    sha256: str
    width: int | None = None
    height: int | None = None
    duration_sec: float | None = None
    video_codec: str = ""  # codecs as ffmpeg names them; "" is “not known”
    audio_codec: str = ""
    pixel_format: str = ""
    fps: float | None = None
    sample_rate: int | None = None  # hertz

    def open(self) -> File:
        """The file for reading, from wherever it is stored. Raises OSError when it is gone."""
        return default_storage.open(self.storage_path, "rb")


@dataclass(frozen=True)
class PublishRequest:
    """Everything of one post. `text` is the body with its hashtags, as it will be shown."""

    op_key: str
    platform: str
    account_id: str
    text: str
    media: tuple[MediaFile, ...]
    title: str = ""
    link_url: str = ""
    thumbnail: MediaFile | None = None
    options: dict = field(default_factory=dict)


@dataclass(frozen=True)
class PublishResult:
    """An answer that proves something. PROCESSING needs a `handle` to poll."""

    state: PostState
    post_id: str = ""
    url: str = ""
    handle: str = ""
    raw: dict = field(default_factory=dict)  # what the platform really said; no tokens


@dataclass(frozen=True)
class Operation:
    """A try whose outcome is to be looked up."""

    op_key: str
    request: PublishRequest
    handles: dict
    sent_at: datetime


@dataclass(frozen=True)
class Found:
    """It is there."""

    post_id: str
    url: str
    raw: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Absent:
    """A complete listing that reaches back past the try does not have it."""


@dataclass(frozen=True)
class Unknown:
    """The look-up proves nothing. `asks_person`: nor will another one, so `why` tells a person."""

    why: str
    asks_person: bool = False


Lookup = Found | Absent | Unknown


@dataclass(frozen=True)
class CommentRequest:
    """A comment of ours below a post of ours. `op_key` ends in the number of the try."""

    op_key: str
    platform: str
    post_id: str
    text: str


@dataclass(frozen=True)
class CommentResult:
    """The platform took the comment, and this is its id there."""

    comment_id: str
    url: str = ""
    raw: dict = field(default_factory=dict)  # what the platform really said; no tokens


@dataclass(frozen=True)
class CommentOperation:
    """A comment whose outcome is to be looked up."""

    request: CommentRequest
    handles: dict
    sent_at: datetime


@dataclass(frozen=True)
class MetricsReading:
    """Counters of one post at one moment; None is “the platform does not say”, never zero."""

    read_at: datetime
    views: int | None = None
    impressions: int | None = None
    reach: int | None = None
    likes: int | None = None
    comments_count: int | None = None
    shares: int | None = None
    saves: int | None = None
    clicks: int | None = None
    watch_time_sec: int | None = None
    profile_visits: int | None = None
    followers_gained: int | None = None
    followers_lost: int | None = None
    is_simulated: bool = False
    raw: dict = field(default_factory=dict)


@dataclass(frozen=True)
class CommentReading:
    """One comment under a post."""

    comment_id: str
    author_handle: str
    text: str
    like_count: int | None
    posted_at: datetime | None
    author_id: str = ""  # "" is “not told”


@dataclass(frozen=True)
class RemotePost:
    """One post as an account's listing shows it. `key` is ours, where the network gives it back."""

    post_id: str
    url: str
    text: str
    posted_at: datetime
    key: str = ""


@dataclass(frozen=True)
class AccountReading:
    """The account itself."""

    account_id: str
    handle: str
    name: str
    followers_count: int | None
