"""What the planners of films, pictures and sound are given and give back."""

from dataclasses import dataclass, field
from enum import StrEnum

from media_assets.rendering.recipe import Recipe
from platforms.specs import PostMedia


class Aspect(StrEnum):
    """How a picture of the wrong shape is made to fit."""

    BLUR = "blur"  # bars of the blurred picture: nothing is lost
    PLAIN = "plain"  # plain bars: nothing is lost
    CROP = "crop"  # what is outside is lost: needs a yes


@dataclass(frozen=True)
class Choices:
    """What a person chose for one post. `start_sec`: where a trimmed piece begins."""

    aspect: Aspect = Aspect.BLUR
    start_sec: float = 0.0


@dataclass
class Draft:
    """A plan in the making. `refusal`: a sentence with `{label}` that says why there is none."""

    result: PostMedia
    recipe: Recipe | None = None
    changes: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    refusal: str = ""


def clock(seconds: float) -> str:
    """“2:19”; tenths only under ten seconds."""
    if 0 < seconds < 10:
        return f"0:{seconds:04.1f}"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
