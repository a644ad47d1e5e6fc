"""What is known about one clip and one post of it: the only facts that advice may cite.

Frozen and plain, so that the same object feeds the rules, the text model and `input_snapshot`.
None and empty mean “not known”. Shares are 0 to 1, times are seconds into the clip.
"""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class ComponentFact:
    """One part of the score before posting. `found` are its clauses that are good."""

    name: str
    label: str
    value: float
    points: float
    most: float
    sentence: str
    advice: str = ""
    gain: float = 0.0
    found: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClipFacts:
    """What the analysis found in the media."""

    filename: str
    media_type: str = "video"
    duration_sec: float | None = None
    language: str = ""
    topics: tuple[str, ...] = ()
    subject: str = "the scene"  # when no topic was found: from the caption or the file's name
    pre_social_score: float | None = None
    opening_line: str = ""
    opening_at_sec: float | None = None
    lines: tuple[str, ...] = ()
    closing_line: str = ""
    closing_at_sec: float | None = None
    transcript_status: str = ""
    screen_text: str = ""
    screen_text_at_sec: float | None = None
    screen_texts: tuple[str, ...] = ()
    best_frame_sec: float | None = None
    face_share: float | None = None
    faces_at_once: int | None = None
    speech_share: float | None = None
    speech_onset_sec: float | None = None
    silent_share: float | None = None
    cuts: int | None = None
    mean_shot_sec: float | None = None
    hook_rating: float | None = None
    components: tuple[ComponentFact, ...] = ()

    @property
    def topic(self) -> str:
        """What the clip is about: the first topic found, else `subject`."""
        return self.topics[0] if self.topics else self.subject

    @property
    def has_speech(self) -> bool:
        return bool(self.opening_line) or (self.speech_share or 0) > 0.2

    @property
    def has_face(self) -> bool:
        return (self.face_share or 0) >= 0.3


@dataclass(frozen=True)
class ComparisonFact:
    """One counter against the median of `n` other posts of the account at the same age."""

    counter: str
    value: float
    median: float
    n: int
    difference_pct: float | None = None


@dataclass(frozen=True)
class PostFacts:
    """How one post did, at one age."""

    platform: str
    platform_label: str
    account: str
    caption: str = ""
    hashtags: tuple[str, ...] = ()
    published: str = ""  # weekday and time in the team's zone
    checkpoint: str = ""
    age_hours: float | None = None
    is_simulated: bool = False
    figures: dict[str, float] = field(default_factory=dict)  # known counters and rates only
    not_reported: tuple[str, ...] = ()
    comparisons: tuple[ComparisonFact, ...] = ()
    post_social_score: float | None = None
    sample_size: int = 0
    score_sentence: str = ""
    difference_from_pre: float | None = None
    views_by_age: dict[str, int] = field(default_factory=dict)
    planned_next_7_days: int | None = None

    def comparison(self, counter: str) -> ComparisonFact | None:
        """This counter against the account's median, when both are known."""
        return next((c for c in self.comparisons if c.counter == counter), None)


@dataclass(frozen=True)
class CommentFacts:
    """What people wrote under it. `judged` of `count` are in a language that we can read."""

    count: int = 0
    judged: int = 0
    positive: int = 0
    negative: int = 0
    mean_sentiment: float | None = None
    themes: tuple[tuple[str, int], ...] = ()
    question: str = ""
    question_by: str = ""
    complaint: str = ""

    @property
    def is_split(self) -> bool:
        """At least two for, and at least two and three in ten against."""
        return self.positive >= 2 and self.negative >= max(2, 0.3 * self.judged)


@dataclass(frozen=True)
class Evidence:
    """Everything that may be cited about one clip, or one post of it."""

    clip: ClipFacts
    post: PostFacts | None = None
    comments: CommentFacts = field(default_factory=CommentFacts)

    def as_snapshot(self) -> dict:
        """The same as plain JSON."""
        return asdict(self)

    @property
    def is_simulated(self) -> bool:
        return bool(self.post and self.post.is_simulated)

    @property
    def score(self) -> float | None:
        return self.post.post_social_score if self.post else None

    @property
    def did_well(self) -> bool:
        """Better than usual for this account, as far as there is anything to compare with."""
        return self.score is not None and self.score > 52

    @property
    def did_poorly(self) -> bool:
        return self.score is not None and self.score < 45

    @property
    def is_promising(self) -> bool:
        """Nothing to compare with yet, but a good forecast or glad comments."""
        if self.score is not None:
            return False
        glad = self.comments.judged >= 3 and self.comments.positive > self.comments.judged / 2
        return glad or (self.clip.pre_social_score or 0) >= 55
