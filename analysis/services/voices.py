"""A team's brand guide, as the rules that words are held to."""

from analysis.words.voice import NO_VOICE, Voice
from teams.models import BrandGuide, Team


def voice_of(team: Team) -> Voice:
    """How the team wants to sound; nothing in particular without a guide."""
    guide = BrandGuide.objects.in_team(team).first()
    if guide is None:
        return NO_VOICE
    return Voice(
        tone=guide.tone,
        emoji=guide.emoji_use,
        banned=_texts(guide.banned_words),
        must_say=_texts(guide.must_say),
        samples=_texts(guide.sample_posts),
        tags_always=_texts(guide.hashtags_always),
        tags_never=_texts(guide.hashtags_never),
    )


def _texts(rows: list) -> tuple[str, ...]:
    return tuple(str(row).strip() for row in rows if str(row).strip())


def colours_of(team: Team) -> list[str]:
    """The team's colours (“#rrggbb”); none without a guide."""
    guide = BrandGuide.objects.in_team(team).first()
    return list(_texts(guide.colours)) if guide else []
