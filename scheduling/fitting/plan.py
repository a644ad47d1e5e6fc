"""From a spec and a file to one rendering: the recipe, what it changes, and what needs a yes."""

from dataclasses import dataclass

from media_assets.rendering.recipe import Recipe
from platforms.specs import PlatformSpec, PostMedia, media_problems
from scheduling.fitting.films import plan_film
from scheduling.fitting.pictures import plan_picture
from scheduling.fitting.sounds import plan_sound
from scheduling.fitting.source import Source
from scheduling.fitting.types import Choices, Draft

__all__ = ["Choices", "Plan", "plan_rendering"]

PLANNERS = {"video": plan_film, "image": plan_picture, "audio": plan_sound}


@dataclass(frozen=True)
class Plan:
    """What happens to a file before it goes out.

    No recipe and no problems: it fits as it is. `changes` say in words what is done, `asks` which
    of it loses content and needs a person's yes. `problems`: why nothing helps.
    """

    recipe: Recipe | None = None
    result: PostMedia | None = None
    changes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the original can go out as it is."""
        return self.recipe is None and not self.problems


def plan_rendering(spec: PlatformSpec, source: Source, choices: Choices | None = None) -> Plan:
    """What must change so that `source` fits `spec`; the least that does, in one encode.

    Trims and crops lose content: they are in `asks`. What would still not pass the spec's check
    is not offered; the check's sentences say why.
    """
    found = media_problems(spec, source.media)
    limits = spec.media.get(source.media.media_type)
    if not found:
        return Plan()
    if limits is None:
        return Plan(problems=tuple(found))
    draft: Draft = PLANNERS[source.media.media_type](source, limits, choices or Choices())
    if draft.refusal:
        return Plan(problems=(draft.refusal.format(label=spec.label),))
    assert draft.recipe is not None
    if left := media_problems(spec, draft.result):
        return Plan(problems=tuple(left))
    return Plan(draft.recipe, draft.result, tuple(draft.changes), tuple(draft.asks))
