"""Where on an account's network a piece of media belongs."""

from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.specs import get_spec, placement_for, why_not
from scheduling.exceptions import PostProblem

ANYWHERE = ("", "multi", "any")


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


def place(asset: MediaAsset, connection: Connection) -> str:
    """The platform value for this media on this account; PostProblem when it takes none."""
    platform = placement_for(connection.platform, **shape_of(asset))
    if platform is None:
        raise PostProblem(why_not(connection.platform, **shape_of(asset)))
    return platform


def place_by_plan(asset: MediaAsset, connection: Connection) -> str:
    """The same for the planner, which also keeps to the asset's `platform_hint`."""
    platform = place(asset, connection)
    hint = asset.platform_hint
    if hint not in ANYWHERE and hint not in (platform, get_spec(platform).network):
        raise PostProblem(f"The media is meant for {hint} only.")
    return platform
