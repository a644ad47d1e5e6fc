"""Write a caption anew, or find hashtags for it: asked for by a person or a workflow, never saved.

Every call of a provider is charged to the team (ledger, budget, cache). Without a provider, or
when it fails, rules do what rules can, and the notes say so.
"""

from collections.abc import Callable

from ai.account import charged_to
from ai.protocols import ProviderError, TextModel
from ai.providers import get_text_model
from analysis.rewriting.by_model import hashtags_by_model, rewrite_by_model
from analysis.rewriting.by_rules import hashtags_by_rules, rewrite_by_rules
from analysis.rewriting.options import (
    BY_RULES,
    CannotRewrite,
    RewriteOptions,
    Rewritten,
    part_hashtags,
)
from analysis.services.material import material_of
from analysis.services.voices import voice_of
from analysis.words.voice import in_voice
from media_assets.models import MediaAsset
from teams.models import Team

MAX_CAPTION = 10_000  # characters that are sent to a model; platforms take less but for letters
NO_TAGS = "No hashtag was found: the words name nothing that one could look for."
TOO_LONG = f"The caption is longer than {MAX_CAPTION:,} characters. Shorten it first."


def rewrite_caption(
    team: Team,
    caption: str,
    options: RewriteOptions,
    *,
    asset: MediaAsset | None = None,
    afresh: bool = False,
) -> Rewritten:
    """A suggestion for `caption`; `asset` is what it is about, if anything.

    `afresh`: another one than was kept. Raises CannotRewrite with a sentence. May take minutes:
    call it outside of transactions.
    """
    _check_size(caption)
    voice, material = voice_of(team), material_of(asset) if asset else None

    def by_model(model: TextModel) -> Rewritten:
        return rewrite_by_model(
            model, caption, options, voice, material and in_voice(material, voice)
        )

    def by_rules() -> Rewritten:
        return rewrite_by_rules(caption, options, voice, material)

    return _ask(team, "rewrite", asset, by_model, by_rules, afresh=afresh)


def suggest_hashtags(
    team: Team,
    caption: str,
    options: RewriteOptions,
    *,
    asset: MediaAsset | None = None,
    afresh: bool = False,
) -> Rewritten:
    """The caption with hashtags for it. Raises CannotRewrite when it is too long."""
    _check_size(caption)
    voice, material = voice_of(team), material_of(asset) if asset else None
    known = material and in_voice(material, voice)

    def by_model(model: TextModel) -> Rewritten:
        return hashtags_by_model(model, caption, options, voice, known)

    def by_rules() -> Rewritten:
        body, _ = part_hashtags(caption)
        tags = hashtags_by_rules(body, (), options, voice, known)
        return Rewritten(body, tags, BY_RULES)

    found = _ask(team, "hashtags", asset, by_model, by_rules, afresh=afresh)
    if not found.hashtags and options.spec.max_hashtags:
        found.notes.append(NO_TAGS)
    if not options.spec.max_hashtags:
        found.notes.append(f"{options.spec.label} shows no hashtags.")
    return found


def _ask(
    team: Team,
    purpose: str,
    asset: MediaAsset | None,
    by_model: Callable[[TextModel], Rewritten],
    by_rules: Callable[[], Rewritten],
    *,
    afresh: bool,
) -> Rewritten:
    """By the model when there is one and it can; else by rules, with the reason."""
    pk = asset.pk if asset else None
    with charged_to(team, purpose=purpose, asset_id=pk, afresh=afresh):
        try:
            return by_model(get_text_model())
        except ProviderError as error:
            reason = f"This was made by {BY_RULES}: {error}"
    made = by_rules()
    made.notes.insert(0, reason)
    return made


def _check_size(caption: str) -> None:
    if len(caption) > MAX_CAPTION:
        raise CannotRewrite(TOO_LONG)
