"""What is suggested for a piece of media, and the words it was made from."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class WordsSuggestion:
    """Captions and hashtags per platform, and what the words are about.

    captions: {platform: [text without hashtags, best first]}. hashtags: {platform: [tag without
    #]}. topics: lower case, best first. language: ISO 639-1 or “unknown”. sentiment: -1 to 1, None
    when it cannot be told. models_used: {part: model or local rule}. notes: what was missing and
    why, as sentences. spoken: the transcript; None when nothing transcribed it. shown: texts read
    on screen, in order; None when no frame was read. alt_text: for blind people, or empty.
    titles: {platform: [title]} where posts have titles. first_comments: {platform: text}.
    """

    captions: dict[str, list[str]] = field(default_factory=dict)
    hashtags: dict[str, list[str]] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    language: str = "unknown"
    sentiment: float | None = None
    models_used: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    spoken: str | None = None
    shown: list[str] | None = None
    alt_text: str = ""
    titles: dict[str, list[str]] = field(default_factory=dict)
    first_comments: dict[str, str] = field(default_factory=dict)
    description: str = ""
