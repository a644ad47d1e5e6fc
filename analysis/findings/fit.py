"""How a file fits each platform: taken or not, and what would fit better."""

from typing import Any

from analysis.findings.finding import Features
from platforms.specs import SPECS, PlatformSpec, PostMedia, media_problems

# What each placement shows best: width over height from, to, and seconds from, to. Our choice:
# the shapes fill each app's own player (9:16, feed 4:5, landscape), the lengths are a prior.
FULL_SCREEN = (0.5, 0.6)
FEED = (0.5, 1.05)
WIDE = (1.7, 1.85)
BEST: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "tiktok": (FULL_SCREEN, (9, 60)),
    "instagram_reels": (FULL_SCREEN, (7, 90)),
    "yt_shorts": (FULL_SCREEN, (9, 60)),
    "instagram": (FEED, (3, 60)),
    "facebook": (FEED, (9, 90)),
    "threads": (FEED, (3, 60)),
    "pinterest": (FULL_SCREEN, (6, 60)),
    "youtube": (WIDE, (60, 1200)),
    "linkedin": ((0.5, 1.85), (15, 90)),
    "x": ((0.5, 1.85), (5, 140)),
}


def read_fit(features: Features) -> list[dict[str, Any]]:
    """[{platform, label, state, sentence}]; state: “fits”, “usable” or “refused”.

    Every platform that takes this kind of media at all, the best fitting first.
    """
    kind = features["media_type"]
    media = PostMedia(
        media_type=kind,
        width=features.get("width"),
        height=features.get("height"),
        duration_sec=None if kind == "image" else features.get("duration_sec"),
    )
    rows = [_row(spec, media) for spec in SPECS.values() if kind in spec.media_types]
    order = {"fits": 0, "usable": 1, "refused": 2}
    return sorted(rows, key=lambda row: order[row["state"]])


def _row(spec: PlatformSpec, media: PostMedia) -> dict[str, Any]:
    problems = media_problems(spec, media)
    advice = _advice(spec, media)
    state = "refused" if problems else "usable" if advice else "fits"
    sentence = problems[0] if problems else advice or "Shape and length suit it."
    return {"platform": spec.name, "label": spec.label, "state": state, "sentence": sentence}


def _advice(spec: PlatformSpec, media: PostMedia) -> str:
    best = BEST.get(spec.name)
    if best is None or not (media.width and media.height) or media.media_type != "video":
        return ""
    (narrow, wide), (shortest, longest) = best
    ratio = media.width / media.height
    said = []
    if not narrow <= ratio <= wide:
        said.append(f"it is shown smaller than it could be: {_shape(wide)} fills the screen")
    if media.duration_sec is not None and not shortest <= media.duration_sec <= longest:
        word = "longer" if media.duration_sec < shortest else "shorter"
        said.append(f"{shortest:.0f} to {longest:.0f} s do better there: make it {word}")
    return f"{'; '.join(said).capitalize()}." if said else ""


def _shape(wide: float) -> str:
    return "9:16" if wide < 0.7 else "4:5" if wide < 1.1 else "16:9"
