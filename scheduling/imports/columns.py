"""Which field of a post a column's header means, and which headers we write ourselves. Pure.

The other names are those that people bring along from Buffer, Hootsuite, Later, Metricool and
Publer (their help pages on bulk upload, seen November 2026).
"""

import re
import unicodedata

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "post id", "post_id"),
    "version": ("version",),
    "scheduled_at": ("scheduled at", "schedule", "schedule time", "date time", "datetime",
                     "posting time", "post at", "publish at", "publication date", "when",
                     "date and time", "scheduled time", "schedule date", "posting date"),
    "date": ("date", "day"),
    "time": ("time", "hour", "clock"),
    "timezone": ("timezone", "time zone", "tz", "zone"),
    "account": ("account", "connection", "profile", "channel", "page", "username", "handle",
                "social profile", "account name"),
    "platform": ("platform", "network", "social network", "social media", "service"),
    "media": ("media", "file", "file name", "filename", "asset", "video", "image", "picture",
              "media file"),
    "media_id": ("media_id", "media id", "asset id"),
    "title": ("title", "subject", "headline"),
    "body": ("body", "caption", "text", "message", "post", "content", "description", "post text"),
    "hashtags": ("hashtags", "hash tags", "tags", "labels"),
    "link_url": ("link url", "link", "url", "website", "attached link"),
    "first_comment": ("first comment", "firstcomment", "comment"),
    "alt_text": ("alt text", "alt", "alternative text", "image description"),
    "campaign": ("campaign", "campaign name"),
    "status": ("status", "state", "draft"),
}  # fmt: skip
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}
WORDS = ("title", "body", "hashtags", "link_url", "first_comment")


def field_of(header: str) -> str | None:
    """The field that a header means; None for one that is not used."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    plain = re.sub(r"\(.*?\)", " ", plain)  # “Date (YYYY-MM-DD)”
    return FIELD_OF.get(" ".join(re.findall(r"[^\W_]+", plain)))


def missing(fields: set[str]) -> str:
    """A sentence when these columns cannot make a post; empty when they can."""
    if "id" in fields:
        return ""
    lacking = []
    if not fields & {"media", "media_id"}:
        lacking.append("“media” (a file name of the library, or its id)")
    if not fields & {"account", "platform"}:
        lacking.append("“account” or “platform”")
    if "scheduled_at" not in fields and not {"date", "time"} <= fields:
        lacking.append("“scheduled_at”, or “date” and “time”")
    return f"The first row must name the columns. Missing: {'; '.join(lacking)}." if lacking else ""
