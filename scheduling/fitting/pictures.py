"""Photos: another format, size, shape or fewer bytes. Pure."""

from media_assets.rendering.recipe import Bars, Recipe
from platforms.specs import MediaLimits, PostMedia
from platforms.specs.check import FORMAT_NAMES
from scheduling.fitting.shape import Shape, shape_for
from scheduling.fitting.source import Source
from scheduling.fitting.types import Aspect, Choices, Draft

TO = "image/jpeg"  # every network takes it


def plan_picture(source: Source, limits: MediaLimits, choices: Choices) -> Draft:
    """The photo as a JPEG within the limits; its quality is found when it is rendered."""
    media = source.media
    draft = Draft(result=media)
    if not media.width or not media.height:
        draft.refusal = "The size of this picture is not known, so it cannot be fitted to {label}."
        return draft
    size = (media.width, media.height)
    crops = choices.aspect == Aspect.CROP
    shape = shape_for(size, limits, crops=crops, focus=source.focus, step=1)
    draft.recipe = Recipe(
        "image",
        TO,
        width=shape.width,
        height=shape.height,
        crop=shape.crop,
        bars=bars_of(shape, choices),
        max_bytes=limits.max_bytes,
    )
    if media.mime_type != TO:
        draft.changes.append(f"JPEG instead of {FORMAT_NAMES.get(media.mime_type, 'its format')}")
    elif limits.max_bytes and (media.size_bytes or 0) > limits.max_bytes:
        draft.changes.append(f"saved again with less than {limits.max_bytes / 1e6:.1f} MB")
    describe_shape(draft, size, shape, choices)
    draft.result = PostMedia("image", TO, limits.max_bytes, shape.width, shape.height)
    return draft


def bars_of(shape: Shape, choices: Choices) -> Bars | None:
    """What fills the canvas, where there is room left."""
    if not shape.has_bars:
        return None
    return Bars.PLAIN if choices.aspect == Aspect.PLAIN else Bars.BLUR


def describe_shape(draft: Draft, size: tuple[int, int], shape: Shape, choices: Choices) -> None:
    """Say what becomes of the picture's shape and size; a crop asks for a yes."""
    target = f"{shape.width} × {shape.height}"
    if shape.crop:
        kept = 100 * shape.crop.width * shape.crop.height / (size[0] * size[1])
        sentence = f"cropped to {target}: {kept:.0f} % of the picture stays"
        draft.changes.append(sentence)
        draft.asks.append(sentence)
    elif shape.has_bars:
        kind = "plain" if choices.aspect == Aspect.PLAIN else "blurred"
        draft.changes.append(f"{kind} bars around it, {target}")
    elif (shape.width, shape.height) != size:
        larger = shape.width > size[0]
        draft.changes.append(f"{'enlarged' if larger else 'made smaller'} to {target}")
