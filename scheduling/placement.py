"""Where on an account's network a piece of media belongs."""

from dataclasses import dataclass

from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.specs import get_spec, placement_for, placements_of, why_not
from scheduling.exceptions import PostProblem
from scheduling.fitting import Plan, plan_rendering, source_of

ANYWHERE = ("", "multi", "any")


@dataclass(frozen=True)
class Place:
    """A placement, and whether the file can go there as it is."""

    platform: str
    fits: bool


def shape_of(asset: MediaAsset) -> dict:
    """What a placement is decided on."""
    return {
        "media_type": asset.media_type,
        "width": asset.width,
        "height": asset.height,
        "duration_sec": asset.duration_sec,
        "mime_type": asset.mime_type,
        "size_bytes": asset.file_size_bytes,
    }


def place(asset: MediaAsset, connection: Connection, facts: dict | None = None) -> Place:
    """The placement for this media on this account; PostProblem when nothing makes it fit.

    One that takes the file comes first, then one for which nothing of it is lost, then one that
    needs a cut. `facts`: those of the ingest, when the asset was loaded without its metadata.
    """
    source = source_of(asset, facts)
    platform = placement_for(connection.platform, **shape_of(asset))
    if platform is not None:  # shape and length fit; another codec at most
        plan = plan_rendering(get_spec(platform), source)
        if not plan.problems:
            return Place(platform, plan.fits)
    plans = {spec.name: plan_rendering(spec, source) for spec in placements_of(connection.platform)}
    for may_ask in (False, True):
        for name, plan in plans.items():
            if plan.recipe and (may_ask or not plan.asks):
                return Place(name, plan.fits)
    raise PostProblem(_why_nowhere(asset, connection, plans))


def _why_nowhere(asset: MediaAsset, connection: Connection, plans: dict[str, Plan]) -> str:
    """The sentence of the broadest placement that takes this kind of file."""
    telling = [
        plan.problems[0]
        for name, plan in plans.items()
        if plan.problems and asset.media_type in get_spec(name).media_types
    ]
    return telling[-1] if telling else why_not(connection.platform, **shape_of(asset))


def place_by_plan(asset: MediaAsset, connection: Connection, facts: dict | None = None) -> Place:
    """The same for the planner, which also keeps to the asset's `platform_hint`."""
    placed = place(asset, connection, facts)
    hint = asset.platform_hint
    if hint not in ANYWHERE and hint not in (placed.platform, get_spec(placed.platform).network):
        raise PostProblem(f"The media is meant for {hint} only.")
    return placed
