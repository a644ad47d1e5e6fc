"""A stored asset with its queued job, and an engine that answers what a test wants."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from analysis.engine.report import MediaReport
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.storage import asset_folder, store_bytes
from tests.analysis.reports import good_video
from tests.factories import make_asset, make_job
from tests.media_samples import samples
from tests.openai_server import openai_server, paying

__all__ = ["openai_server", "paying", "samples"]

FACTS = {"media_type": "video", "mime_type": "video/mp4", "has_audio": True, "audio_codec": "aac"}


@dataclass
class Engine:
    """Stands in for the child process. `during` runs in the middle of the work."""

    report: MediaReport = field(default_factory=lambda: good_video(best_frame_jpeg=b"best"))
    error: Exception | None = None
    during: Callable[[], None] = lambda: None
    runs: int = 0

    def __call__(self, path, facts, *, on_progress) -> MediaReport:
        self.runs += 1
        assert path.read_bytes() == b"video"
        on_progress(50)
        self.during()
        if self.error:
            raise self.error
        return self.report


@pytest.fixture
def engine(monkeypatch) -> Engine:
    engine = Engine()
    monkeypatch.setattr("analysis.services.analyse.analyse_isolated", engine)
    return engine


@pytest.fixture
def asset(team) -> MediaAsset:
    """Ingested, its file in storage."""
    asset = make_asset(team, status=MediaAsset.Status.INGESTED, metadata={"facts": FACTS})
    asset.storage_path = store_bytes(b"video", f"{asset_folder(team.pk, asset.pk)}original.mp4")
    asset.save()
    return asset


@pytest.fixture
def job(asset, now) -> ProcessingJob:
    return make_job(asset, due_at=now)
