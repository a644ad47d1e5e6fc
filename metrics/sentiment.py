"""What a comment says: how it feels, and what it is about. Local, offline."""

from dataclasses import dataclass, field

from ai.local.keywords import keywords_of
from ai.local.sentiment import sentiment_of
from metrics.models import Comment

Label = Comment.SentimentLabel
TAGS = 3
# VADER's authors call ±0.05 neutral; ±0.6 splits clearly worded praise from strong praise.
STEPS = (  # below this score, this label
    (-0.6, Label.VERY_NEGATIVE),
    (-0.05, Label.NEGATIVE),
    (0.05, Label.NEUTRAL),
    (0.6, Label.POSITIVE),
)


@dataclass(frozen=True)
class Mood:
    """How one comment reads. No score and no label: a language that we cannot judge."""

    score: float | None = None
    label: str = ""
    tags: list[str] = field(default_factory=list)


def label_of(score: float) -> str:
    """The seed's five words for a score from -1 to 1."""
    return next((label for edge, label in STEPS if score < edge), Label.VERY_POSITIVE)


def read_comment(text: str) -> Mood:
    """Sentiment and topic tags of one comment."""
    score = sentiment_of(text)
    return Mood(score, "" if score is None else label_of(score), keywords_of([text], limit=TAGS))
