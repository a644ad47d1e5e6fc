"""The pictures of an analysis in storage: one folder each, inside the folder of the asset."""

from uuid import UUID

from django.core.files.storage import default_storage

from analysis.engine.report import MediaReport
from analysis.engine.serialise import report_to_json, without_pictures
from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from media_assets.services.storage import asset_folder, delete_stored, store_bytes


def pictures_folder(asset: MediaAsset) -> str:
    """The prefix of all pictures of all analyses of one asset."""
    return f"{asset_folder(asset.team_id, asset.pk)}analysis/"


class StoredPictures:
    """The pictures of one analysis in storage; `discard` takes them back."""

    def __init__(self, asset: MediaAsset, analysis_id: UUID) -> None:
        self._folder = f"{pictures_folder(asset)}{analysis_id}/"
        self.paths: list[str] = []
        self.best = ""
        self.thumbnail = ""
        self.report = ""
        self.frames: list[str] = []
        self.full: dict[int, str] = {}

    def store(self, report: MediaReport) -> None:
        """Write the best frames at full size, the thumbnail, every sampled frame, the report."""
        self.best = self._put("best.jpg", report.best_frame_jpeg)
        self.thumbnail = self._put("thumbnail.webp", report.thumbnail_webp)
        self.full = {
            c.index: self._put(f"cover-{c.index:03}.jpg", c.jpeg) for c in report.alternatives
        }
        if report.best_frame_index is not None:
            self.full[report.best_frame_index] = self.best
        self.report = self._put("report.json", report_to_json(without_pictures(report)).encode())
        self.frames = [self._put(f"frame-{f.index:03}.jpg", f.jpeg) for f in report.frames]

    def _put(self, name: str, data: bytes) -> str:
        if not data:
            return ""
        path = store_bytes(data, self._folder + name)
        self.paths.append(path)
        return path

    def discard(self) -> None:
        """Delete what was stored: the rows that would name it were not written."""
        delete_stored(*self.paths)


def sweep_pictures(asset: MediaAsset) -> int:
    """Delete pictures that no analysis names: what workers left that died. How many folders."""
    folder = pictures_folder(asset)
    try:
        present = set(default_storage.listdir(folder)[0])
    except FileNotFoundError:
        return 0
    known = MediaAnalysis.objects.filter(media=asset).values_list("pk", flat=True)
    left_over = present - {str(pk) for pk in known}
    for name in left_over:
        inside = f"{folder}{name}"
        delete_stored(*(f"{inside}/{file}" for file in default_storage.listdir(inside)[1]))
    return len(left_over)
