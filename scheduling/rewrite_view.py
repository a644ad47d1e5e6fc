"""A suggestion for the words of a post, beside what stands there, as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.models import MediaAnalysis
from analysis.rewriting.options import Rewritten, part_hashtags
from analysis.words.angles import angle_of
from platforms.specs.text import compose_text
from scheduling.forms import PostEditForm
from scheduling.models import PostingSchedule
from scheduling.word_diff import Piece, list_diff, word_diff
from scheduling.wordcount import WordCount, count_text


@dataclass(frozen=True)
class Present:
    """The words as they stand in the editor: of the form that was sent along, else as stored."""

    fields: dict[str, str]

    @property
    def body(self) -> str:
        return self.fields["body"]

    @property
    def hashtags(self) -> list[str]:
        words = self.fields["hashtags"].replace(",", " ").split()
        return [f"#{word.lstrip('#')}" for word in words if word.strip("#")]

    @property
    def caption(self) -> str:
        """Body and hashtags as one text."""
        return compose_text(self.body, self.hashtags)

    def with_words(self, body: str, hashtags: Sequence[str]) -> dict[str, str]:
        """The fields of the editor with other words in them: what taking a suggestion sends."""
        return {**self.fields, "body": body, "hashtags": " ".join(hashtags)}


@dataclass(frozen=True)
class Proposal:
    """One suggestion: what it changes, what it counts, and the fields that take it."""

    made_by: str
    is_local: bool
    notes: list[str]
    pieces: list[Piece]
    tags: list[Piece]
    count: WordCount
    taken: dict[str, str]

    @property
    def changes(self) -> bool:
        """Whether taking it would change anything."""
        return any(piece.kind != "same" for piece in [*self.pieces, *self.tags])


def present_words(post: PostingSchedule, sent: dict[str, str]) -> Present:
    """What the person sees in the editor; `sent` may hold its fields, unsaved ones too."""
    stored = {name: str(value) for name, value in PostEditForm.initial_for(post).items()}
    return Present({name: str(sent.get(name, value)) for name, value in stored.items()})


def proposal_of(made: Rewritten, present: Present, platform: str) -> Proposal:
    """The suggestion against the present words."""
    body, inline = part_hashtags(present.body)
    before = present.body.strip() if not inline else body
    tags = list(dict.fromkeys([*inline, *present.hashtags]))
    return Proposal(
        made_by=made.made_by,
        is_local=made.is_local,
        notes=made.notes,
        pieces=word_diff(before.replace("\r\n", "\n"), made.caption),
        tags=list_diff(tags, made.hashtags),
        count=count_text(platform, made.caption, made.hashtags),
        taken=present.with_words(made.caption, made.hashtags),
    )


@dataclass(frozen=True)
class Variant:
    """Another caption that the analysis suggested for the platform."""

    text: str
    angle: str
    taken: dict[str, str]


def list_variants(post: PostingSchedule, present: Present) -> list[Variant]:
    """The analysis's captions for this platform that are not the present one."""
    analysis = MediaAnalysis.objects.current().filter(media_id=post.media_id).first()
    if analysis is None:
        return []
    captions = analysis.ai_caption_suggestions.get(post.platform, [])
    language = analysis.virality_features.get("language", "")
    return [
        Variant(text, angle_of(text, language), present.with_words(text, present.hashtags))
        for text in captions
        if text.strip() != present.body.strip()
    ]
