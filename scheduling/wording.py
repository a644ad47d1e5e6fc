"""The words, cover and alt text that a new post starts with: what the analysis suggested."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from platforms.specs import PlatformSpec, get_spec
from platforms.specs.text import compose_for, fit_text, fit_title, new_hashtags


@dataclass(frozen=True)
class Words:
    """What is said with a post. `hashtags` are not part of `body`."""

    title: str = ""
    body: str = ""
    hashtags: list[str] = field(default_factory=list)
    thumbnail_path: str = ""
    platform_specific: dict = field(default_factory=dict)


def words_for(asset: MediaAsset, analysis: MediaAnalysis | None, platform: str) -> Words:
    """The first suggestion for `platform`, within its limits; a title where posts have one.

    Without an analysis there is only the title, from the file's name.
    """
    spec = get_spec(platform)
    captions = _suggested(analysis.ai_caption_suggestions, spec) if analysis else []
    body = fit_text(platform, captions[0]) if captions else ""
    tags = _suggested(analysis.ai_hashtag_suggestions, spec) if analysis else []
    return Words(
        title=_title(spec, body, asset, analysis),
        body=body,
        hashtags=_tags_that_fit(spec, body, tags),
        thumbnail_path=asset.cover_path or (analysis.best_frame_url if analysis else ""),
        platform_specific=_alt_text(spec, asset.media_type, analysis),
    )


def _alt_text(spec: PlatformSpec, media_type: str, analysis: MediaAnalysis | None) -> dict:
    """The option that describes the picture, where the platform takes one for such a file."""
    most = spec.alt_text.get(media_type)
    said = analysis.virality_features.get("alt_text") if analysis else ""
    return {"alt_text": shorten(said, most, placeholder="…")} if most and said else {}


def _suggested(suggestions: dict, spec: PlatformSpec) -> list[str]:
    """What was written for this placement, else for its network, else for any."""
    for name in (spec.name, spec.network, *sorted(suggestions)):
        if texts := suggestions.get(name):
            return list(texts)
    return []


def _title(spec: PlatformSpec, body: str, asset: MediaAsset, analysis: MediaAnalysis | None) -> str:
    """The suggested title, else the caption's first line or sentence, else the file's name."""
    titles = analysis.ai_title_suggestions if analysis else {}
    if suggested := titles.get(spec.name) or titles.get(spec.network):
        return fit_title(spec.name, suggested[0])
    first_line = body.partition("\n")[0]
    sentence = first_line.partition(". ")[0].rstrip(".")
    name = Path(asset.filename).stem.replace("_", " ").replace("-", " ")
    return fit_title(spec.name, sentence or name)


def _tags_that_fit(spec: PlatformSpec, body: str, tags: Sequence[str]) -> list[str]:
    """As many of the tags, from the first on, as the platform takes with this body."""
    chosen: list[str] = []
    for tag in new_hashtags(body, tags)[: spec.max_hashtags]:
        if not spec.text_fits(compose_for(spec.name, body, [*chosen, tag])):
            break
        chosen.append(tag)
    return chosen
