"""How long a post is by its platform's own way of counting."""

from dataclasses import dataclass, replace

from platforms.specs import get_spec
from platforms.specs.text import compose_for, new_hashtags
from scheduling.first_comments import why_no_comment


@dataclass(frozen=True)
class WordCount:
    """`used` of `limit`, in `unit` (characters, bytes …); hashtags beside it."""

    label: str
    used: int
    limit: int
    unit: str
    hashtags: int
    hashtag_limit: int | None
    comment: "WordCount | None" = None  # of the first comment, where one can be sent

    @property
    def share(self) -> int:
        """Used per cent of the limit, 100 at most."""
        return min(100, round(100 * self.used / self.limit)) if self.limit else 100

    @property
    def tone(self) -> str:
        if self.used > self.limit:
            return "bad"
        return "warn" if self.share >= 90 else "good"


def count_text(platform: str, body: str, hashtags: list[str]) -> WordCount:
    """Count the whole text as it would be sent to `platform`."""
    spec = get_spec(platform)
    return WordCount(
        label=spec.label,
        used=spec.count_text(compose_for(platform, body, hashtags)),
        limit=spec.max_text,
        unit=spec.counted_in,
        hashtags=len(new_hashtags(body, hashtags)),
        hashtag_limit=spec.hashtag_limit,
    )


def count_comment(platform: str, text: str) -> WordCount | None:
    """Count a first comment; None where the platform takes none."""
    spec = get_spec(platform)
    if spec.first_comment is None:
        return None
    return WordCount(
        label=spec.label,
        used=spec.count_text(text),
        limit=spec.first_comment.max_text,
        unit=spec.counted_in,
        hashtags=len(new_hashtags(text, [])),
        hashtag_limit=None,
    )


def count_words(schedule) -> WordCount:
    """Count the words that stand on a post, and those of its first comment."""
    count = count_text(schedule.platform, schedule.body, schedule.hashtags)
    if why_no_comment(schedule.connection, schedule.platform):
        return count
    return replace(count, comment=count_comment(schedule.platform, schedule.first_comment))
